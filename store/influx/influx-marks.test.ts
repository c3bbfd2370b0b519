import { expect, it } from 'vitest'
import { markStatements, marksOf } from './influx-marks.ts'

const hourMs = 3_600_000
const startMs = Date.parse('2026-03-27T03:00:00Z')
/** Days from 04:00 in Berlin: the third has 23 hours. */
const days = [
  [0, 24],
  [24, 48],
  [48, 71],
  [71, 95],
].map(([from = 0, to = 0]) => ({ fromMs: startMs + from * hourMs, toMs: startMs + to * hourMs }))

it('days of equal length are counted in one query, a day with a clock change in another', () => {
  const statements = markStatements('desk-1', days)
  expect(statements).toHaveLength(9)
  expect(statements[0]).toContain(`GROUP BY time(${24 * hourMs}ms, ${3 * hourMs}ms)`)
  expect(statements[3]).toContain(`GROUP BY time(${23 * hourMs}ms, `)
})

it('each row is the mark of the day that it starts; a day without rows has one too', () => {
  const rows = (...all: number[][]) => [{ cushion: null, columns: ['time', 'count', 'sum'], rows: all }]
  const [first, second, short, last] = days.map(({ fromMs }) => fromMs)
  const nothing = rows()
  const answers = [
    rows([first ?? 0, 480], [second ?? 0, 31]),
    rows([second ?? 0, 2, 99]),
    nothing,
    rows([short ?? 0, 60]),
    nothing,
    rows([short ?? 0, 5]),
    rows([last ?? 0, 1]),
    nothing,
    nothing,
  ]
  expect(marksOf(days, answers)).toEqual(['480/0 0/0 0/0', '31/0 2/99 0/0', '60/0 0/0 5/0', '1/0 0/0 0/0'])
})
