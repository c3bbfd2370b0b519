import { describe, expect, it } from 'vitest'
import type { ReviewAnswer } from '../../../../contract/review.ts'
import {
  changeFigure,
  comparedWords,
  figureWords,
  morningWords,
  qualityWords,
  seatWords,
} from './review-words.ts'

const quality: ReviewAnswer['quality'] = {
  days: 28,
  finishedDays: 28,
  validDays: 20,
  daysWithoutData: 3,
  unknownShare: 0.012,
  cellsLeftOut: [{ cell: 0, days: 2 }],
  daysCalibrationChanged: [],
  daysClocksChanged: [],
  relativeOnly: false,
  calibration: { mode: 'calibrated', madeAt: null, ageDays: 40.5, surface: 'office foam' },
}
type Figures = NonNullable<ReviewAnswer['figures']>
const figure = (value: number | null, n: number, change: number | null, beforeN = 10) => ({
  value,
  n,
  change,
  before: { value: null, n: beforeN },
})
const figures: Figures = {
  seatedSPerDay: figure(22_920, 10, -720),
  usualBoutS: figure(1920, 54, null),
  breaksPerSeatedH: figure(1.84, 63.7, 0.3),
  leftKpa: figure(14.2, 63.7, 1),
  rightKpa: figure(11.6, 63.7, -0.5),
  overLimitShare: figure(0.06, 9, null),
}

it('names the days of somebody else, and other cushions', () => {
  expect(seatWords(null)).toEqual([])
  expect(
    seatWords({
      ...{ since: '2026-03-09', until: null },
      others: [{ cushion: 'desk-2', from: '2026-03-02', to: '2026-03-08' }],
    }),
  ).toEqual([
    'The cushion has been theirs since Monday 9 March: days before it are not shown',
    'From Monday 2 March to Sunday 8 March they sat on desk-2, too: it has a review of its own',
  ])
})

describe('the words of a review', () => {
  it('give the quality of the data in the order in which it matters', () => {
    expect(qualityWords(quality)).toEqual([
      '20 of 28 days valid (recorded for 4 h or more)',
      '3 days without data',
      '1.2 % of the recorded time unknown',
      'Calibrated 40 days ago on office foam',
      'Cell 0 left out on 2 days',
    ])
  })
  it.each([
    [{ mode: null, madeAt: null, ageDays: null, surface: null }, /not known: the cushion is not connected/],
    [{ mode: 'relative', madeAt: null, ageDays: null, surface: null }, /^Not calibrated now$/],
    [
      { mode: 'calibrated', madeAt: null, ageDays: 0.2, surface: null },
      /^Calibrated today, within this span$/,
    ],
  ] as const)('say what is known of the calibration %j', (calibration, words) => {
    expect(qualityWords({ ...quality, calibration })[3]).toMatch(words)
  })
  it('give each figure with its n and its change', () => {
    const [seated, bout, breaks, sides, over] = figureWords(figures, 'kPa')
    expect(seated).toMatchObject({ value: '6 h 22 min', basis: '10 valid days', change: '−12 min' })
    expect(bout).toMatchObject({ value: '32 min', basis: '54 bouts', change: '' })
    expect(breaks).toMatchObject({ value: '1.8', basis: '64 h seated', change: '+0.3' })
    expect(sides).toMatchObject({ value: '14.2 · 11.6 kPa', change: '+1.0 left, −0.5 right' })
    expect(over).toMatchObject({ value: '6 %', basis: '9 days with a limit' })
  })
  it('leave a gap where nothing is known', () => {
    const unknown = figureWords(
      { ...figures, leftKpa: figure(null, 0, null), rightKpa: figure(null, 0, null) },
      'kPa',
    )
    expect(unknown[3]).toMatchObject({ value: '–', basis: 'needs calibration', change: '' })
  })
  it('say what the changes are against, or why there are none', () => {
    const without = (beforeN: number): Figures => ({
      seatedSPerDay: figure(1, 1, null, beforeN),
      usualBoutS: figure(1, 1, null, beforeN),
      breaksPerSeatedH: figure(1, 1, null, beforeN),
      leftKpa: figure(1, 1, null, beforeN),
      rightKpa: figure(1, 1, null, beforeN),
      overLimitShare: figure(1, 1, null, beforeN),
    })
    expect(comparedWords(figures, 28)).toBe('Changes (+ or −) are against the 28 days before.')
    expect(comparedWords(without(0), 1)).toMatch(/^Nothing was recorded in the day before/)
    expect(comparedWords(without(2), 28)).toMatch(/^Too little was recorded in the 28 days before/)
  })
  it('count mornings by colour, or only those given while there is no usual one', () => {
    const now = { green: 8, amber: 2, red: 0, uncoloured: 0, notGiven: 18, given: 10, median: 2 }
    const none = { ...now, green: 0, amber: 0, given: 0, notGiven: 28, median: null }
    expect(morningWords({ now, before: none })).toMatchObject({
      value: '8 green, 2 amber, 0 red',
      basis: '10 mornings, 18 not given',
      change: '',
    })
    const uncoloured = { ...now, green: 0, amber: 0, uncoloured: 10 }
    expect(morningWords({ now: uncoloured, before: now })).toMatchObject({
      value: '10 given',
      change: 'Before: 8 green, 2 amber, 0 red',
    })
  })
  it.each([
    [1, '+1'],
    [0, '0'],
    [-1.5, '−1.5'],
  ])('write a change of %d as %s', (change, words) => {
    expect(changeFigure(change)).toBe(words)
  })
})
