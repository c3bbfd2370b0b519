import { expect, it } from 'vitest'
import { misplaced } from './misplaced.ts'

const last = { seq: 41, ms: 4200 }

it.each([
  ['the next one', { seq: 42, ms: 4300 }, null],
  ['one after a gap', { seq: 45, ms: 4600 }, null],
  ['the same one again', { seq: 41, ms: 4200 }, 'repeated'],
  ['one that was overtaken', { seq: 40, ms: 4100 }, 'late'],
  ['the first one after an unreported reset', { seq: 0, ms: 100 }, null],
  ['a board that goes back without a reset', { seq: 20, ms: 2100 }, null],
])('%s', (_what, frame, judged) => {
  expect(misplaced(frame, last)).toBe(judged)
})

it('knows both wraps of the counters', () => {
  const wrapped = { seq: 0, ms: 60 }
  expect(misplaced(wrapped, { seq: 2 ** 32 - 1, ms: 2 ** 32 - 40 })).toBeNull()
  expect(misplaced({ seq: 2 ** 32 - 1, ms: 2 ** 32 - 40 }, wrapped)).toBe('late')
  expect(misplaced({ seq: 2 ** 16 - 1, ms: 40 }, { seq: 0, ms: 140 })).toBe('late')
})

it('begins with anything', () => {
  expect(misplaced(last, null)).toBeNull()
})
