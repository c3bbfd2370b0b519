import { expect, it } from 'vitest'
import { changeOrNone, signed, withError } from './differences.ts'
import { minuteWords } from './durations.ts'

it.each([
  [720, '+12 min', '+12 min'],
  [-720, '−12 min', '−12 min'],
  [0, '0 min', 'no change'],
  [-29, '0 min', 'no change'],
])('a change of %d s reads %s, or %s by itself', (change, among, alone) => {
  expect(signed(change, minuteWords)).toBe(among)
  expect(changeOrNone(change, minuteWords)).toBe(alone)
})

it('keeps a figure and its uncertainty on one line', () => {
  expect(withError('12.6', '0.2')).toBe('12.6\u00a0±\u00a00.2')
})
