import { describe, expect, it } from 'vitest'
import { statementAnswers } from './influx-answer.ts'

const series = (rows: readonly (readonly number[])[], more: object = {}) => ({
  name: 'm',
  columns: ['time', 'v'],
  values: rows,
  ...more,
})
const line = (...results: object[]) => `${JSON.stringify({ results })}\n`
const partial = { partial: true }
const tagged = (cushion: string) => ({ tags: { cushion } })
const rows = (...all: number[][]) => ({ cushion: null, columns: ['time', 'v'], rows: all })

describe('an answer in chunks', () => {
  it('gives each statement its rows, those of one series together', () => {
    const text =
      line({ statement_id: 0, series: [series([[1, 1]], { ...tagged('a'), ...partial })], ...partial }) +
      line({ statement_id: 0, series: [series([[2, 2]], tagged('a'))], ...partial }) +
      line({ statement_id: 0, series: [series([[1, 3]], tagged('b'))] }) +
      line({ statement_id: 1 }) +
      line({ statement_id: 2, series: [series([[0, 14]])] })
    expect(statementAnswers(text, 3)).toMatchObject([
      {
        whole: true,
        series: [
          {
            cushion: 'a',
            rows: [
              [1, 1],
              [2, 2],
            ],
          },
          { cushion: 'b', rows: [[1, 3]] },
        ],
      },
      { whole: true, series: [] },
      { whole: true, series: [rows([0, 14])] },
    ])
  })

  it.each([
    ['a series that was cut off', line({ statement_id: 0, series: [series([[1, 1]], partial)] }), 1],
    ['a chunk that announces more', line({ statement_id: 0, series: [series([[1, 1]])], ...partial }), 1],
    ['a statement without an answer', line({ statement_id: 0, series: [series([[1, 1]])] }), 2],
    [
      'a series after one that was cut off',
      line({
        statement_id: 0,
        series: [series([[1, 1]], { ...tagged('a'), ...partial }), series([[1, 1]], tagged('b'))],
      }),
      1,
    ],
  ])('is not whole with %s', (_, text, statements) => {
    expect(statementAnswers(text, statements)?.every(({ whole }) => whole)).toBe(false)
  })

  it.each([
    ['of one statement', line({ statement_id: 0 }) + line({ statement_id: 1, error: 'query timeout' })],
    ['of all of it', `${line({ statement_id: 0 }) + line({ statement_id: 1 })}{"error":"query timeout"}\n`],
  ])('finds an error %s that comes with status 200', (_, text) => {
    expect(statementAnswers(text, 2)?.[1]?.error).toBe('query timeout')
  })
})

it.each([
  ['nothing', ''],
  ['a line that breaks off', `${line({ statement_id: 0, series: [series([[1, 1]])], ...partial })}{"resul`],
  ['a page', '<html></html>'],
  ['JSON of another form', '{"results":{}}'],
  ['no result', '{"results":[null]}'],
  ['rows with too few values', line({ statement_id: 0, series: [series([[1]])] })],
  ['an answer to more than was asked', line({ statement_id: 1 })],
  ['a number', '5'],
])('%s is no answer', (_, text) => {
  expect(statementAnswers(text, 1)).toBeNull()
})
