import { describe, expect, it } from 'vitest'
import type { CushionState } from '../../../../../core/model/schemas/state.ts'
import type { Tolerance } from '../../../../../core/model/schemas/tolerance.ts'
import { tabState } from '../../shell/tab-state.ts'
import { freshness } from '../../words/freshness.ts'
import { largestUsed, nowSummary } from './now-summary.ts'

const nowMs = Date.parse('2026-03-11T10:00:00.000Z')
const side = { ppiKpa: 12, errorKpa: 1, ppiRelative: null, loadKpaMin: 200 }
const nothingUsed = {
  bout: 0.4,
  day: 0.3,
  loadLeft: 0.62,
  loadRight: 0.4,
  pressureLeft: 0.6,
  pressureRight: 0.5,
}
const sitting: CushionState = {
  v: 1,
  at: '2026-03-11T10:00:00.000Z',
  simulated: true,
  occupancy: 'occupied',
  boutS: 1860,
  boutStartedAt: '2026-03-11T09:29:00.000Z',
  lastBreak: null,
  daySeatedS: 9000,
  left: side,
  right: side,
  used: nothingUsed,
  level: 'none',
  timeLeftS: 1400,
  timeLeftLimit: 'loadLeft',
  copCm: null,
  sideBalance: null,
  contactAreaCm2: null,
  confidence: 1,
  quietUntil: null,
  alerts: [],
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
  })

describe('the dominant figure', () => {
  it('is the time left, with the limit that comes first', () =>
    expect(view({})).toMatchObject({
      label: 'You can keep sitting for about',
      figure: [{ value: '23', unit: 'min' }],
      side: 'left',
      sentence: 'reaches its load limit first, at the pressure of the last minute.',
    }))
  it('is time to stand once a limit is reached, also when acknowledged', () =>
    expect(
      view({
        level: 'exceeded',
        timeLeftS: 0,
        alerts: [
          {
            id: 'a',
            kind: 'load',
            side: 'left',
            level: 'exceeded',
            since: '2026-03-11T09:57:00.000Z',
            acknowledged: true,
            snoozedUntil: null,
          },
        ],
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
  it('counts the break while the seat is empty', () =>
    expect(
      view({
        occupancy: 'empty',
        lastBreak: { startedAt: '2026-03-11T09:54:00.000Z', endedAt: null, breakS: 300 },
      }),
    ).toMatchObject({ label: 'Off the seat for', figure: [{ value: '6', unit: 'min' }] }))
  it('is the time sat when nothing is watched', () =>
    expect(view({ timeLeftS: null, timeLeftLimit: null }, { tolerance: unwatched })).toMatchObject({
      label: 'You have been sitting for',
      sentence: expect.stringContaining('No limits are watched'),
    }))
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
  it('carries the state in words', () => {
    expect(tabState(sitting, 'live')).toEqual({ title: '23 min left · Sitbone', icon: 'fine' })
    expect(tabState({ ...sitting, level: 'exceeded' }, 'live').title).toBe('Time to stand · Sitbone')
    expect(tabState(sitting, 'stale')).toEqual({ title: 'No live data · Sitbone', icon: 'offline' })
  })
})
