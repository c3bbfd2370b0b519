import { describe, expect, it } from 'vitest'
import { periodColumns, spanWords } from './period-words.ts'

const period = {
  from: '2026-03-30',
  to: '2026-04-05',
  days: 7,
  validDays: 5,
  seatedSPerDay: 22_920,
  usualBoutS: 1920,
  longestBoutS: 5400,
  breaksPerSeatedH: 1.84,
  leftKpaMinPerDay: 3104.4,
  rightKpaMinPerDay: 2960,
  medianMorningPain: 2.5,
  highestPain: 6,
}
const cells = (over: Partial<typeof period> | object, unit: 'kPa' | 'mmHg' = 'kPa') =>
  periodColumns(unit).map(({ cell }) => cell({ ...period, ...over }))

describe('the weeks of a review', () => {
  it('are told in the order in which they are read', () => {
    expect(cells({})).toEqual([
      '30 Mar to 5 Apr',
      '5 of 7',
      '6 h 22 min',
      '32 min',
      '1 h 30 min',
      '1.8',
      '3104 · 2960',
      '2.5 · 6',
    ])
    expect(cells({}, 'mmHg')[6]).toBe('23285 · 22202')
  })
  it('leave a dash where nothing is known', () => {
    const nothing = Object.fromEntries(
      Object.keys(period)
        .filter((key) => !['from', 'to', 'days', 'validDays'].includes(key))
        .map((key) => [key, null]),
    )
    expect(cells({ ...nothing, validDays: 0 }).slice(1)).toEqual(['0 of 7', '–', '–', '–', '–', '–', '–'])
  })
  it.each([
    ['2026-03-09', '2026-03-15', '9 to 15 Mar'],
    ['2026-03-09', '2026-03-09', '9 Mar'],
    ['2026-12-28', '2027-01-03', '28 Dec to 3 Jan'],
  ])('name %s to %s briefly', (from, to, words) => {
    expect(spanWords({ from, to })).toBe(words)
  })
})
