import { describe, expect, it } from 'vitest'
import type { OpenAlert } from '../../../../../core/model/schemas/open-alert.ts'
import type { CushionState } from '../../../../../core/model/schemas/state.ts'
import type { Tolerance } from '../../../../../core/model/schemas/tolerance.ts'
import { reachedBout, sittingState } from '../../session/testing.ts'
import { tabState } from '../../shell/tab-state.ts'
import { freshness } from '../../words/freshness.ts'
import { breakDone, stillAbove } from './break-words.ts'
import { largestUsed, nowSummary, timeLimits, usedInSentence } from './now-summary.ts'

const nowMs = Date.parse('2026-03-11T10:00:00.000Z')
const sitting = sittingState
const nothingUsed = sitting.used
const reached: OpenAlert = {
  ...reachedBout,
  kind: 'load',
  side: 'left',
  exceededAt: '2026-03-11T09:57:00.000Z',
}
const unwatched: Tolerance = {
  v: 1,
  stage: 'settled',
  boutMin: null,
  dayMin: null,
  left: { loadKpaMin: null, pressureKpa: null },
  right: { loadKpaMin: null, pressureKpa: null },
  holdS: 120,
  offloadKpa: 2,
  recoveryHalfTimeMin: 10,
  breakMin: 2,
  alertAfterMin: 0,
}
const time = (atMs: number) => new Date(atMs).toISOString().slice(11, 16)
const seen = (ageS: number | null, availability: 'online' | 'offline' = 'online') =>
  freshness({ connection: 'connected', availability, link: null, rateHz: 10, liveAgeS: ageS })
const view = (state: Partial<CushionState>, more: { ageS?: number; tolerance?: Tolerance } = {}) =>
  nowSummary({
    state: { ...sitting, ...state },
    tolerance: more.tolerance ?? { ...unwatched, boutMin: 45 },
    freshness: seen(more.ageS ?? 0.1),
    liveAgeS: more.ageS ?? 0.1,
    nowMs,
    relative: false,
    time,
  })

describe('the dominant figure', () => {
  it('is the time left, with the limit that comes first', () =>
    expect(view({})).toMatchObject({
      label: 'You can keep sitting for about',
      figure: [{ value: '23', unit: 'min' }],
      side: 'left',
      sentence: 'reaches its limit for load now first, at the pressure of the last minute.',
    }))
  it('is time to stand once a limit is reached, also when acknowledged', () =>
    expect(
      view({
        level: 'exceeded',
        timeLeftS: 0,
        alerts: [{ ...reached, acknowledged: true }],
      }),
    ).toMatchObject({
      figure: 'Time to stand',
      side: 'left',
      sentence: expect.stringContaining('3 min ago'),
    }))
  it('is never a time left when the values are old', () =>
    expect(view({}, { ageS: 180 })).toMatchObject({
      label: 'No data from the cushion for',
      figure: [{ value: '3', unit: 'min' }],
    }))
  it('unknown is neither sitting nor a break', () =>
    expect(view({ occupancy: 'unknown' }).sentence).toContain('neither as sitting nor as a break'))
  it('a thing on the cushion is named, and is neither sitting nor a break', () =>
    expect(view({ occupancy: 'unknown', object: true }).sentence).toMatch(
      /^Something lies on the cushion\. .*neither as sitting nor as a break/,
    ))
  it('counts the break, and says when the seat is free again and with how much', () => {
    const pause = {
      startedAt: '2026-03-11T09:57:00.000Z',
      enoughAt: '2026-03-11T10:02:00.000Z',
      timeLeftNowS: 0,
      timeLeftThenS: 1800,
      limit: 'loadLeft' as const,
    }
    const away = { occupancy: 'empty' as const, level: 'exceeded' as const, alerts: [reached], break: pause }
    expect(view(away)).toMatchObject({
      label: 'Off the seat for',
      figure: [{ value: '3', unit: 'min' }],
      sentence: 'Sit again from 10:02 with 30 min left.',
      tone: 'fine',
    })
    expect(stillAbove({ ...sitting, ...away })).toBe('Still above your limit: load now.')
    expect(breakDone({ ...sitting, ...away }, nowMs)).toBeCloseTo(0.6)
    const over = { ...pause, enoughAt: '2026-03-11T09:59:00.000Z' }
    expect(view({ ...away, break: over }).sentence).toBe('Sit whenever you like with 30 min left.')
    const dayUsed = { ...pause, enoughAt: null, timeLeftThenS: null }
    expect(view({ ...away, break: dayUsed }).sentence).toContain("used today's sitting limit")
  })
  it('is not red in a meeting or a snooze, and says since when a break is due', () => {
    const inMeeting = view({ level: 'exceeded', alerts: [reached], quietUntil: '2026-03-11T10:30:00.000Z' })
    expect(inMeeting).toMatchObject({
      label: 'You have been sitting for',
      sentence: 'A break has been due since 09:57. Quiet until 10:30.',
      tone: 'quiet',
    })
    const snoozed = { ...reached, snoozedUntil: '2026-03-11T10:10:00.000Z' }
    expect(view({ level: 'exceeded', alerts: [snoozed] }).sentence).toContain('Snoozed until 10:10')
    const pressure = { ...reached, id: 'p', kind: 'pressure' as const }
    expect(view({ level: 'exceeded', alerts: [snoozed, pressure] })).toMatchObject({
      figure: 'Time to stand',
      sentence: expect.stringContaining('pressure limit'),
    })
  })
  it('is the time sat when nothing is watched', () =>
    expect(view({ timeLeftS: null, timeLeftLimit: null }, { tolerance: unwatched })).toMatchObject({
      label: 'You have been sitting for',
      sentence: expect.stringContaining('No limits are watched'),
    }))
})

describe('the bar below the sentence', () => {
  it('is of the limit in the sentence, not of the most used one', () => {
    const used = { ...nothingUsed, pressureRight: 0.95 }
    expect(usedInSentence({ ...sitting, used }, nowMs)?.limit).toBe('loadLeft')
    const over = { ...sitting, used, level: 'exceeded' as const, alerts: [reachedBout] }
    expect(usedInSentence(over, nowMs)?.limit).toBe('bout')
  })
  it('is away off the seat and while a reached limit is kept quiet', () => {
    expect(usedInSentence({ ...sitting, occupancy: 'empty' }, nowMs)).toBeNull()
    const quietUntil = '2026-03-11T10:30:00.000Z'
    const hushed = { ...sitting, level: 'exceeded' as const, alerts: [reached], quietUntil }
    expect(usedInSentence(hushed, nowMs)).toBeNull()
  })
})

describe('the largest used part', () => {
  it('picks the largest and says what comes next', () => {
    expect(largestUsed(nothingUsed)).toMatchObject({
      limit: 'loadLeft',
      tone: 'fine',
      next: 'notice at 70 %',
    })
    expect(largestUsed({ ...nothingUsed, day: 0.92 })).toMatchObject({ limit: 'day', tone: 'near' })
    expect(largestUsed({ ...nothingUsed, bout: 1.1 })).toMatchObject({ tone: 'over', next: 'limit reached' })
  })
  it('is nothing when nothing is known', () => {
    const none = {
      bout: null,
      day: null,
      loadLeft: null,
      loadRight: null,
      pressureLeft: null,
      pressureRight: null,
    }
    expect(largestUsed(none)).toBeNull()
  })
})

describe('the tab', () => {
  const over = { ...sitting, level: 'exceeded' as const, alerts: [reached] }
  it('carries the state in words', () => {
    expect(tabState(sitting, 'live', nowMs)).toEqual({ title: '23 min left · Sitbone', icon: 'fine' })
    expect(tabState(over, 'live', nowMs)).toEqual({ title: 'Time to stand · Sitbone', icon: 'exceeded' })
    expect(tabState(sitting, 'stale', nowMs)).toEqual({ title: 'No live data · Sitbone', icon: 'offline' })
  })
  it('says nothing in a meeting or a snooze, and nothing red off the seat', () => {
    const nothing = { title: 'Sitbone', icon: 'fine' }
    expect(tabState({ ...over, quietUntil: '2026-03-11T10:30:00.000Z' }, 'live', nowMs)).toEqual(nothing)
    const alerts = [{ ...reached, snoozedUntil: '2026-03-11T10:30:00.000Z' }]
    expect(tabState({ ...over, alerts }, 'live', nowMs)).toEqual(nothing)
    expect(tabState({ ...over, occupancy: 'empty' }, 'live', nowMs).icon).toBe('fine')
  })
})

describe('the time limits', () => {
  it.each(['occupied', 'empty', 'unknown'] as const)(
    'count on in a bout while the seat is %s',
    (occupancy) => {
      const [inOneGo] = timeLimits({ ...sitting, occupancy, boutS: 600 }, { ...unwatched, boutMin: 45 })
      expect(inOneGo).toEqual({ label: 'In one go', s: 600, limitMin: 45 })
    },
  )
})
