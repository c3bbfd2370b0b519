import { describe, expect, it } from 'vitest'
import type { MinuteSummary } from '../../../../../core/model/schemas/minutes.ts'
import {
  boutSpans,
  dayTotals,
  limitAlerts,
  notYetStored,
  pausesOf,
  stripSpan,
  unknownSpans,
  worseSideMean,
} from './day-shape.ts'

const start = Date.parse('2026-03-11T03:00:00.000Z')
const min = 60_000
const minute = (at: number, more: Partial<MinuteSummary> = {}): MinuteSummary => ({
  atMs: start + at * min,
  seatedS: 60,
  unknownS: 0,
  emptyS: 0,
  leftMeanKpa: 12,
  leftMaxKpa: 14,
  rightMeanKpa: 10,
  rightMaxKpa: 12,
  leftPtiKpaMin: 12,
  rightPtiKpaMin: 10,
  leftLoadKpaMin: 100,
  rightLoadKpaMin: 90,
  leftMeanRelative: null,
  rightMeanRelative: null,
  weightShifts: 0,
  pressureReliefs: 0,
  movements: 0,
  frames: 600,
  ...more,
})
const bout = (from: number, to: number) => ({
  startedAtMs: start + from * min,
  endedAtMs: start + to * min,
  boutS: (to - from) * 60,
})

describe('a day as blocks', () => {
  const minutes = Array.from({ length: 30 }, (_, at) => minute(at))
  it('shades a bout by the mean of the worse side', () => {
    expect(worseSideMean(minutes, start, start + 10 * min)).toBe(12)
    expect(worseSideMean(minutes, start + 40 * min, start + 50 * min)).toBeNull()
  })
  it('adds the running bout once, also when the store already has its start', () => {
    const running = { startedAtMs: start + 20 * min, nowMs: start + 30 * min, boutS: 480, meanKpa: null }
    const spans = boutSpans([bout(0, 10), bout(20, 25)], minutes, running)
    expect(spans.map((span) => [span.boutS, span.running])).toEqual([
      [600, false],
      [480, true],
    ])
    const empty = Array.from({ length: 10 }, (_, at) => minute(10 + at, { seatedS: 0, emptyS: 60 }))
    const between = { fromMs: start + 10 * min, toMs: start + 20 * min }
    expect(pausesOf(spans, empty)).toEqual([{ ...between, kind: 'break' }])
    expect(pausesOf(spans, empty.slice(0, 3))).toEqual([{ ...between, kind: 'unknown' }])
  })
  it('keeps a bout that has just ended until the answers have it', () => {
    const last = { startedAtMs: start + 20 * min, nowMs: start + 30 * min, boutS: 600, meanKpa: null }
    const range = { fromMs: start, toMs: start + 1440 * min }
    expect(notYetStored(last, { bouts: [bout(0, 10)], range })).toBe(last)
    expect(notYetStored(last, { bouts: [bout(0, 10), bout(20, 29)], range })).toBeNull()
    const tomorrow = { fromMs: range.toMs, toMs: range.toMs + 1440 * min }
    expect(notYetStored(last, { bouts: [], range: tomorrow })).toBeNull()
  })
  it('unknown and missing minutes are spans without data', () => {
    const list = [minute(0), minute(1, { unknownS: 60, seatedS: 0 }), minute(2), minute(10)]
    expect(unknownSpans(list)).toEqual([
      { fromMs: start + min, toMs: start + 2 * min },
      { fromMs: start + 3 * min, toMs: start + 10 * min },
    ])
  })
  it('counts bouts and breaks', () => {
    expect(dayTotals(boutSpans([bout(0, 10), bout(20, 30)], minutes, null), minutes, [])).toMatchObject({
      bouts: 2,
      breaks: 0,
      longestBoutS: 600,
      alerts: 0,
    })
  })
  it('an alert that got worse is one alert, and equipment is not the sitter’s', () => {
    const raised = (alertId: string, more: object) => ({
      v: 1 as const,
      at: '2026-03-11T10:00:00.000Z',
      kind: 'alert-raised' as const,
      alertId,
      ...more,
    })
    const alerts = limitAlerts([
      raised('a', { alertKind: 'load', level: 'warning' }),
      raised('a', { alertKind: 'load', level: 'exceeded' }),
      raised('b', { alertKind: 'cell-fault', level: 'warning' }),
      raised('c', { alertKind: 'bout', level: 'warning' }),
    ])
    expect(alerts.map((event) => [event.alertId, event.level])).toEqual([
      ['a', 'exceeded'],
      ['c', 'warning'],
    ])
  })
  it('the strip shows whole hours around what happened, inside the day', () => {
    const day = { fromMs: start, toMs: start + 1440 * min }
    const shown = stripSpan(boutSpans([bout(300, 330)], [], null), day, start + 400 * min)
    expect(shown).toEqual({ fromMs: start + 240 * min, toMs: start + 840 * min })
    const late = stripSpan([], day, start + 1430 * min)
    expect(late.toMs).toBe(day.toMs)
  })
})
