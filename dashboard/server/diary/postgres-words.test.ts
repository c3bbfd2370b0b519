import { expect, it } from 'vitest'
import { DiaryUnavailable } from './database/diary-base.ts'
import { duringCommit, inWords } from './database/postgres-words.ts'

const coded = (code: string) => Object.assign(new Error('at postgres://anna:geheim@db'), { code })

it.each(['57P01', '08006', '25006', '53300', '28P01', '3D000', '42501', '42P01', 'ECONNREFUSED', ''])(
  'what passes, or what a person can mend (%s), is told without the address',
  (code) => {
    const told = inWords(coded(code))
    expect(told).toBeInstanceOf(DiaryUnavailable)
    expect(String(told)).toMatch(/Nothing was changed/)
    expect(String(told)).not.toContain('geheim')
  },
)

it.each([coded('22P02'), coded('23505'), coded('42601'), new TypeError('no')])(
  'a fault of this program stays as it is: %s',
  (error) => {
    expect(inWords(error)).toBe(error)
    expect(duringCommit(error)).toBe(error)
  },
)

it('does not claim that nothing was changed when the answer to the last word is missing', () => {
  const told = String(duringCommit(new Error('Connection terminated unexpectedly')))
  expect(told).toMatch(/may or may not be in the diary.*before you save it again/)
  expect(told).not.toContain('Nothing was changed')
})
