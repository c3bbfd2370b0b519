import { describe, expect, it } from 'vitest'
import { nothingWatched, startingTolerance } from '../model/tolerance-fields.ts'
import type { Morning } from '../progress/check-ins.ts'
import { colourOf } from '../progress/check-ins.ts'
import { addDays } from '../time/calendar.ts'
import { figuresOf, morningCounts } from './figures.ts'
import { loadAndMorning } from './load-and-morning.ts'
import { qualityOf } from './quality.ts'
import { type ReviewInput, review } from './review.ts'
import { aDay, aShape, aSitting, daysFrom } from './testing.ts'
import { weekPattern } from './week-pattern.ts'

const first = '2026-03-02' // a Monday
const usual = 2
const morning = (day: string, pain: number): Morning => {
  const colour = colourOf(pain, usual)
  return { day, pain, change: pain - usual, colour, dayColour: colour }
}
const mornings = (from: string, pains: readonly number[]) =>
  pains.map((pain, at) => morning(addDays(from, at), pain))
const input = (over: Partial<ReviewInput> = {}): ReviewInput => ({
  zone: 'UTC',
  days: daysFrom(first, [aSitting()]),
  before: [],
  mornings: [],
  checkIns: [],
  usualPain: usual,
  openRedFlags: [],
  surfaces: [],
  ...over,
})
const summary = (over: Partial<ReviewInput>) => review(input(over)).summary
const sentence = (rule: string, over: Partial<ReviewInput>) => summary(over).find((one) => one.rule === rule)

describe('the quality of the data', () => {
  it('counts days watched for four hours as valid, and leaves out the running day', () => {
    const days = [
      ...daysFrom(first, [
        aSitting({ recordedS: 4 * 3600, seatedS: 0 }),
        aSitting({ recordedS: 4 * 3600 - 1 }),
        // Six hours recorded, of which three are unknown.
        aSitting({ recordedS: 6 * 3600, unknownS: 3 * 3600 }),
        null,
        aSitting({ recordedS: 0, seatedS: 0 }),
      ]),
      aDay('2026-03-07', aSitting(), false),
    ]
    expect(qualityOf(days, [])).toMatchObject({
      days: 6,
      finishedDays: 5,
      validDays: 1,
      daysWithoutData: 2,
    })
  })
  it('gives unknown time as a share of recorded time', () => {
    const days = daysFrom(first, [aSitting({ unknownS: 3600 }), aSitting()])
    expect(qualityOf(days, []).unknownShare).toBe(0.05)
    expect(qualityOf(daysFrom(first, [null]), []).unknownShare).toBeNull()
  })
  it('counts a cell as left out until it recovers, also one that failed before the span', () => {
    const fault = (cell: number) => aSitting({ shape: aShape({ cellChanges: [{ cell, leftOut: true }] }) })
    const back = aSitting({ shape: aShape({ cellChanges: [{ cell: 0, leftOut: false }] }) })
    const days = daysFrom(first, [aSitting(), back, fault(3), aSitting()])
    expect(qualityOf(days, daysFrom('2026-03-01', [fault(0)])).cellsLeftOut).toEqual([
      { cell: 0, days: 2 },
      { cell: 3, days: 2 },
    ])
  })
  it('notices that no day has a pressure in kPa', () => {
    const relative = aSitting({ leftMeanKpa: null, rightMeanKpa: null })
    expect(qualityOf(daysFrom(first, [relative, relative]), []).relativeOnly).toBe(true)
    expect(qualityOf(daysFrom(first, [relative, aSitting()]), []).relativeOnly).toBe(false)
  })
})

describe('the six figures', () => {
  // 5 h, 7 h, and a short day that stands for nothing.
  const days = daysFrom(first, [
    aSitting({ seatedS: 5 * 3600, breaks: 5, leftMeanKpa: 10, shape: aShape({ boutsS: [600, 1800] }) }),
    aSitting({
      seatedS: 7 * 3600,
      breaks: 4,
      leftMeanKpa: 14,
      shape: aShape({ boutsS: [3600], overLimitS: 1.3 * 3600 }),
    }),
    aSitting({ seatedS: 3600, recordedS: 3600, breaks: 4, leftMeanKpa: null, limits: nothingWatched }),
  ])
  const figures = figuresOf(days, [])
  it('are those worked out by hand', () => {
    expect(figures.seatedSPerDay).toMatchObject({ value: 6 * 3600, n: 2 })
    // 6000 s in all: the hour alone is more than half.
    expect(figures.usualBoutS).toMatchObject({ value: 3600, n: 3 })
    expect(figures.breaksPerSeatedH).toMatchObject({ value: 1, n: 13 })
    // (10 x 5 + 14 x 7) / 12; the third day has no kPa.
    expect(figures.leftKpa.value).toBeCloseTo(148 / 12, 9)
    expect(figures.leftKpa.n).toBe(12)
    // 1.3 of the 12 h on the two days with a limit.
    expect(figures.overLimitShare.value).toBeCloseTo(1.3 / 12, 9)
    expect(figures.overLimitShare.n).toBe(2)
  })
  it('change against the span before only if that has five valid days', () => {
    const five = daysFrom(
      '2026-02-20',
      Array.from({ length: 5 }, () => aSitting({ seatedS: 4 * 3600 })),
    )
    expect(figuresOf(days, five).seatedSPerDay).toMatchObject({
      change: 2 * 3600,
      before: { value: 4 * 3600, n: 5 },
    })
    expect(figuresOf(days, five.slice(1)).seatedSPerDay).toMatchObject({ change: null, before: { n: 4 } })
  })
  it('are missing, not zero, without data', () => {
    const none = figuresOf(daysFrom(first, [null, null]), [])
    expect(Object.values(none).map(({ value }) => value)).toEqual([null, null, null, null, null, null])
  })
  it('count mornings by colour within the span, and those not given', () => {
    const asked = Array.from({ length: 6 }, (_, at) => addDays(first, at))
    expect(morningCounts(asked, mornings('2026-03-01', [9, 2, 1, 3, 6]))).toEqual({
      green: 2,
      amber: 1,
      red: 1,
      uncoloured: 0,
      notGiven: 2,
      given: 4,
      median: 2.5,
    })
  })
})

describe('load and the next morning', () => {
  const loads = (n: number) =>
    daysFrom(
      first,
      Array.from({ length: n }, (_, at) => aSitting({ leftPtiKpaMin: at, rightPtiKpaMin: 0 })),
    )
  it('pairs a day with the morning after it, and skips days that are not valid', () => {
    const days = daysFrom(first, [aSitting(), aSitting({ recordedS: 3600 }), aSitting()])
    // Mornings of Monday, Tuesday and Wednesday; that of Thursday is missing.
    expect(loadAndMorning(days, mornings(first, [5, 3, 1])).pairs).toEqual([
      { day: first, seatedS: 6 * 3600, leftKpaMin: 3600, rightKpaMin: 3600, change: 1 },
    ])
  })
  it('reads nothing from fewer than 15 pairs', () => {
    const all = mornings(
      first,
      Array.from({ length: 16 }, () => 2),
    )
    expect(loadAndMorning(loads(14), all)).toMatchObject({ n: 14, enough: false, thirds: null })
    expect(loadAndMorning(loads(15), all)).toMatchObject({ n: 15, enough: true })
  })
  it('gives the median change after the lightest, middle and heaviest days', () => {
    // Mornings after days 0-4: 2, after 5-9: 3, after 10-14: 4, 4, 5, 6, 6.
    const pains = [2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 6, 4, 5, 4, 6]
    expect(loadAndMorning(loads(15), mornings(first, pains)).thirds).toEqual([
      { n: 5, medianChange: 0 },
      { n: 5, medianChange: 1 },
      { n: 5, medianChange: 3 },
    ])
  })
  it('goes by seated time where a day has no kPa', () => {
    const days = daysFrom(first, [aSitting({ leftPtiKpaMin: null })])
    expect(loadAndMorning(days, mornings('2026-03-03', [2])).measure).toBe('seated')
  })
})

describe('the pattern of the week', () => {
  const hours = (seatedS: number, knownS = 3600) =>
    aSitting({ shape: aShape({ hours: [{ seatedS, knownS }] }) })
  it('averages each hour over the days on which it was watched', () => {
    // Two Mondays with 60 and 30 min from 04:00, and one on which that hour was hardly watched.
    const days = [
      aDay('2026-03-02', hours(3600)),
      aDay('2026-03-09', hours(1800)),
      aDay('2026-03-16', hours(0, 1799)),
    ]
    expect(weekPattern(days, 'UTC')).toEqual([{ weekday: 0, hour: 4, meanMin: 45, n: 2 }])
  })
  it('follows the wall clock over the change to summer time', () => {
    // Sunday 29 March 2026 in Berlin: the day from 28 March 04:00 has no 02:00.
    const each = Array.from({ length: 23 }, () => ({ seatedS: 60, knownS: 3600 }))
    const saturday = {
      ...aDay('2026-03-28', aSitting({ shape: aShape({ hours: each }) })),
      startMs: Date.parse('2026-03-28T03:00:00Z'),
    }
    const found = weekPattern([saturday], 'Europe/Berlin').map(({ hour }) => hour)
    expect(found).toHaveLength(23)
    expect(found).not.toContain(2)
    expect(found).toContain(3)
  })
})

describe('the summary', () => {
  it('stops at open new symptoms', () => {
    const found = review(input({ openRedFlags: ['numbness'] }))
    expect(found).toMatchObject({
      paused: true,
      figures: null,
      mornings: null,
      loadAndMorning: null,
      pattern: null,
    })
    expect(found.summary).toHaveLength(1)
    expect(found.summary[0]?.text).toMatch(/still open: numbness\. Please see a clinician/)
  })
  it('says of a span without data only that, and the mornings', () => {
    const found = summary({ days: daysFrom(first, [null, null]) })
    expect(found.map(({ rule }) => rule)).toEqual(['no-data', 'mornings'])
    expect(found[0]?.text).toBe('Nothing was recorded in 2 days. That says nothing about how much was sat.')
  })
  it('warns of few valid days', () => {
    expect(sentence('few-days', {})?.text).toMatch(/^Only 1 of 1 day was recorded for 4 h or more/)
    expect(
      sentence('few-days', {
        days: daysFrom(
          first,
          Array.from({ length: 5 }, () => aSitting()),
        ),
      }),
    ).toBe(undefined)
  })
  it.each([
    [[2, 2, 3, 1], 'Mornings steady: median 2, usual 2; 1 amber and 0 red of 4.'],
    [[3, 3, 3], 'Mornings above usual: median 3, usual 2; 3 amber and 0 red of 3.'],
    [[2, 2, 2, 6], 'Mornings unsettled: median 2, usual 2; 0 amber and 1 red of 4.'],
    [[2, 2], 'Too few mornings to judge: 2 of 4 given.'],
  ])('judges the mornings %j', (pains, text) => {
    const days = daysFrom(
      first,
      Array.from({ length: 4 }, () => aSitting()),
    )
    expect(sentence('mornings', { days, mornings: mornings(first, pains) })).toEqual({
      rule: 'mornings',
      text,
      n: pains.length,
    })
  })
  it('compares with no usual morning that is not known', () => {
    const days = daysFrom(
      first,
      Array.from({ length: 3 }, () => aSitting()),
    )
    const text = sentence('mornings', { days, mornings: mornings(first, [1, 2, 3]), usualPain: null })?.text
    expect(text).toBe('Median morning pain 2 of 10 (3 mornings); no usual morning to compare with yet.')
  })
  it('gives sitting a day and how far it went over that day’s own limit', () => {
    const tight = { ...startingTolerance, dayMin: 300 }
    // 6 h against 6 h, 6 h 30 against 5 h, and no limit.
    const days = daysFrom(first, [
      aSitting(),
      aSitting({ seatedS: 6.5 * 3600, limits: tight }),
      aSitting({ limits: null }),
    ])
    expect(sentence('seated', { days })).toEqual({
      rule: 'seated',
      text: '6 h 10 min of sitting a day (3 valid days), over the daily limit on 1 of 2, by 1 h 30 min on average.',
      n: 3,
    })
    expect(sentence('seated', { days: days.slice(2) })?.text).toBe('6 h of sitting a day (1 valid day).')
    expect(sentence('seated', { days: days.slice(0, 1) })?.text).toMatch(
      /over the daily limit on none of 1\.$/,
    )
  })
  it('gives the usual bout with its limit', () => {
    const days = daysFrom(first, [aSitting({ shape: aShape({ boutsS: [1920, 600] }) })])
    expect(sentence('bouts', { days })?.text).toBe(
      'Half of the sitting is in bouts of 32 min or longer (2 bouts); the limit in one go is 45 min.',
    )
  })
  it.each([
    [10, 11, 'Left and right alike (10 kPa left, 11 kPa right, 6 h).'],
    [10, 12, 'More pressure on the right (10 kPa left, 12 kPa right, 6 h).'],
    [12, 10, 'More pressure on the left (12 kPa left, 10 kPa right, 6 h).'],
  ])('compares the sides %d and %d kPa', (leftMeanKpa, rightMeanKpa, text) => {
    expect(
      sentence('sides', { days: daysFrom(first, [aSitting({ leftMeanKpa, rightMeanKpa })]) })?.text,
    ).toBe(text)
  })
  it('says nothing of sides without kPa', () => {
    expect(sentence('sides', { days: daysFrom(first, [aSitting({ leftMeanKpa: null })]) })).toBe(undefined)
  })
  it('gives the breaks that followed alerts', () => {
    const days = daysFrom(first, [aSitting({ shape: aShape({ alerts: 8, alertsAnswered: 6 }) })])
    expect(sentence('alerts', { days })).toEqual({
      rule: 'alerts',
      text: 'A break began within 5 min of 6 of 8 alerts (75 %).',
      n: 8,
    })
    expect(sentence('alerts', {})).toBe(undefined)
  })
  it('warns of a calibration that changed within the span', () => {
    const days = daysFrom(first, [aSitting(), aSitting({ shape: aShape({ calibrationChanges: 1 }) })])
    expect(sentence('calibration', { days })?.text).toMatch(/changed on Tuesday 3 March/)
  })
})
