import { describe, expect, it } from 'vitest'
import { ageWords, durationParts, durationWords, minuteWords } from './durations.ts'

describe('lengths of time', () => {
  it.each([
    [0, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [1_860, '31 min'],
    [3_600, '1 h'],
    [11_520, '3 h 12 min'],
    [Number.NaN, '–'],
    [-3, '–'],
  ])('%d s reads %s', (s, words) => expect(durationWords(s)).toBe(words))
  it('a big figure gives seconds only when asked and below a minute and a half', () => {
    expect(durationParts(75, { seconds: true })).toEqual([{ value: '75', unit: 's' }])
    expect(durationParts(95, { seconds: true })).toEqual([{ value: '1', unit: 'min' }])
    expect(durationParts(-5)).toEqual([{ value: '0', unit: 'min' }])
    expect(minuteWords(0)).toBe('0 min')
  })
  it.each([
    [0, '0.1 s ago'],
    [0.13, '0.1 s ago'],
    [12.4, '12 s ago'],
    [200, '3 min ago'],
    [3 * 86_400, '3 days ago'],
  ])('an age of %d s reads %s', (s, words) => expect(ageWords(s)).toBe(words))
})
