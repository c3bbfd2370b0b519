import { describe, expect, it } from 'vitest'
import type { sitterFlags } from '../model/sitter-flags.ts'
import { morningsOf } from '../progress/check-ins.ts'
import { addDays } from '../time/calendar.ts'
import { byNeed, type SatDay, type SitterFacts, sitterLook } from './sitter-look.ts'

/** A Monday. */
const today = '2026-03-30'
const day = (back: number): string => addDays(today, -back)
const sat = (back: number, over: Partial<SatDay> = {}): SatDay => ({
  day: day(back),
  seatedS: 6 * 3600,
  recordedS: 10 * 3600,
  unknownS: 0,
  ptiKpaMin: 7200,
  ...over,
})
/** From `first` days ago to yesterday. */
const days = (first: number, over: (back: number) => Partial<SatDay> = () => ({})): SatDay[] =>
  Array.from({ length: first }, (_, at) => sat(first - at, over(first - at)))
const mornings = (pains: Readonly<Record<number, number>>, usual: number | null = 2) =>
  morningsOf(
    Object.entries(pains).map(([back, pain]) => ({ day: day(Number(back)), pain, when: 'morning' as const })),
    usual,
  )
const facts = (over: Partial<SitterFacts> = {}): SitterFacts => ({
  today,
  days: days(28),
  firstDay: day(100),
  lastDay: today,
  mornings: [],
  usualPain: 2,
  openRedFlags: [],
  calibrationAgeDays: 12,
  nextReview: null,
  ...over,
})
const flagsOf = (over: Partial<SitterFacts>) => sitterLook(facts(over)).flags.map(({ text }) => text)

describe('why a sitter needs a look', () => {
  it('finds nothing where nothing is', () => {
    expect(sitterLook(facts())).toMatchObject({ flags: [], daysWithData: 28 })
  })
  it('names red mornings of the last seven days, and no older ones', () => {
    expect(flagsOf({ mornings: mornings({ 7: 8, 2: 2 }) })).toEqual([])
    expect(flagsOf({ mornings: mornings({ 6: 4, 2: 2 }) })).toEqual([
      '1 red morning in 7 days, on Tuesday 24 March: pain 4 of 10, usual 2.',
    ])
    expect(flagsOf({ mornings: mornings({ 3: 4, 0: 6 }, null), usualPain: null })).toEqual([
      '1 red morning in 7 days, on Monday 30 March: pain 6 of 10.',
    ])
    expect(flagsOf({ mornings: mornings({ 3: 4, 0: 6 }) })[0]).toMatch(
      /^2 red mornings .* the last on Monday/,
    )
  })
  it('names a load well above the average, from day 28 of the data on and with enough days', () => {
    const heavy = (back: number) => (back <= 6 ? { ptiKpaMin: 14_400 } : {})
    // By hand: the last six of 28 days are doubled; ewma(7) = 7200 (2 - 0.75^6), ewma(28) = 7200 (2 - (27/29)^6).
    const acute = 2 - 0.75 ** 6
    const chronic = 2 - (27 / 29) ** 6
    const percent = Math.round((acute / chronic - 1) * 100)
    expect(flagsOf({ days: days(28, heavy) })).toEqual([
      `Load of the last days ${percent} % above the four-week average (28 days).`,
    ])
    expect(flagsOf({ days: days(28, heavy), firstDay: day(26) })).toEqual([])
    expect(flagsOf({ days: days(9, heavy) })).toEqual([])
    expect(flagsOf({ days: days(28, (back) => (back === 1 ? { ptiKpaMin: 9000 } : {})) })).toEqual([])
  })
  it('says since when there is no data; a weekend is no reason', () => {
    expect(flagsOf({ lastDay: day(3) })).toEqual([])
    expect(flagsOf({ lastDay: day(4) })).toEqual(['No data for 3 days: the last is of Thursday 26 March.'])
    expect(flagsOf({ lastDay: null, firstDay: null, days: [] })).toEqual(['Nothing was ever recorded.'])
  })
  it('reminds of a review that is due and of a calibration that is old', () => {
    expect(flagsOf({ nextReview: day(-1), calibrationAgeDays: 89 })).toEqual([])
    expect(flagsOf({ nextReview: today, calibrationAgeDays: 90.5 })).toEqual([
      'Review due today.',
      'Calibrated 90 days ago.',
    ])
    expect(flagsOf({ nextReview: day(3) })).toEqual(['Review due since Friday 27 March.'])
  })
  it('interprets nothing while symptoms are open', () => {
    const look = sitterLook(
      facts({ openRedFlags: ['numbness'], mornings: mornings({ 1: 9 }), lastDay: day(9) }),
    )
    expect(look.flags.map(({ kind }) => kind)).toEqual(['symptoms', 'data-stopped'])
    expect(look.flags[0]?.text).toBe('Reported and still open: numbness.')
    expect([look.load, look.pain]).toEqual([null, null])
  })
})

describe('trends', () => {
  const load = (over: Partial<SitterFacts>) => sitterLook(facts(over)).load
  const half = (back: number) => back <= 14
  it('compare two weeks with the two before; less than a tenth is steady', () => {
    expect(load({})).toEqual({
      direction: 'steady',
      measure: 'kPa min',
      now: 7200,
      before: 7200,
      n: 14,
      nBefore: 14,
    })
    expect(load({ days: days(28, (back) => (half(back) ? { ptiKpaMin: 7900 } : {})) })?.direction).toBe(
      'steady',
    )
    expect(load({ days: days(28, (back) => (half(back) ? { ptiKpaMin: 8000 } : {})) })?.direction).toBe('up')
    expect(load({ days: days(28, (back) => (half(back) ? { ptiKpaMin: 6000 } : {})) })?.direction).toBe(
      'down',
    )
  })
  it('go by time as soon as one day has no pressure', () => {
    expect(load({ days: days(28, (back) => (back === 20 ? { ptiKpaMin: null } : {})) })).toMatchObject({
      measure: 'seated',
      now: 6 * 3600,
    })
  })
  it('say nothing with too few days; a day that was hardly watched is none', () => {
    const unwatched = (back: number) => (back > 18 ? { unknownS: 7 * 3600 } : {})
    expect(load({ days: days(28, unwatched) })).toMatchObject({ direction: 'too-few', n: 14, nBefore: 4 })
    expect(load({ days: [] })).toMatchObject({ direction: 'too-few', now: null, n: 0 })
  })
  it('of the mornings, by their median; only where the diary is shared', () => {
    const pains = Object.fromEntries(Array.from({ length: 20 }, (_, back) => [back, back <= 14 ? 3 : 2]))
    expect(sitterLook(facts({ mornings: mornings(pains) })).pain).toEqual({
      direction: 'up',
      now: 3,
      before: 2,
      n: 15,
      nBefore: 5,
    })
    expect(sitterLook(facts({ mornings: null })).pain).toBeNull()
  })
})

describe('the order of sitters', () => {
  const row = (name: string, ...kinds: (typeof sitterFlags)[number][]) => ({
    name,
    flags: kinds.map((kind) => ({ kind, text: '' })),
  })
  it('the most pressing reason first, then the most reasons, then the name', () => {
    const rows = [
      row('zoe'),
      row('anna'),
      row('ben', 'calibration-old'),
      row('carl', 'red-morning'),
      row('dora', 'red-morning', 'review-due'),
      row('emil', 'symptoms'),
    ]
    expect(rows.toSorted(byNeed).map(({ name }) => name)).toEqual([
      'emil',
      'dora',
      'carl',
      'ben',
      'anna',
      'zoe',
    ])
  })
})
