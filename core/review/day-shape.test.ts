import { describe, expect, it } from 'vitest'
import type { CushionEvent } from '../model/schemas/events.ts'
import { dayShape } from './day-shape.ts'

const startMs = Date.parse('2026-03-02T04:00:00Z')
const at = (minute: number): string => new Date(startMs + minute * 60_000).toISOString()
const endMs = startMs + 24 * 3_600_000
/** Seated from minute 60 to 180, then empty until 240; nothing else was watched. */
const minutes = {
  startMs,
  endMs,
  seatedS: Array.from({ length: 1440 }, (_, minute) => (minute >= 60 && minute < 180 ? 60 : 0)),
  emptyS: Array.from({ length: 1440 }, (_, minute) => (minute >= 180 && minute < 240 ? 60 : 0)),
  leftLoadKpaMin: Array.from({ length: 1440 }, () => 600),
  rightLoadKpaMin: [],
  leftKpa: Array.from({ length: 1440 }, (_, minute) => (minute < 90 ? 12.7 : minute < 400 ? 13.1 : 400)),
  rightKpa: [],
}
const bout = (from: number, to: number) => ({
  startedAtMs: startMs + from * 60_000,
  endedAtMs: startMs + to * 60_000,
  boutS: (to - from) * 60,
})
const raised = (minute: number, over: Partial<CushionEvent> = {}): CushionEvent => ({
  v: 1,
  at: at(minute),
  kind: 'alert-raised',
  alertId: 'bout-1',
  alertKind: 'bout',
  side: null,
  level: 'exceeded',
  ...over,
})
const cleared = (minute: number, alertId = 'bout-1'): CushionEvent => ({
  v: 1,
  at: at(minute),
  kind: 'alert-cleared',
  alertId,
})
const shape = (events: readonly CushionEvent[], bouts = [bout(60, 180)]) =>
  dayShape({ ...minutes, bouts, events })

describe('the shape of a day', () => {
  it('has seated and known time in each hour', () => {
    const { hours } = shape([])
    expect(hours).toHaveLength(24)
    expect(hours.slice(0, 5)).toEqual([
      { seatedS: 0, knownS: 0 },
      { seatedS: 3600, knownS: 3600 },
      { seatedS: 3600, knownS: 3600 },
      { seatedS: 0, knownS: 3600 },
      { seatedS: 0, knownS: 0 },
    ])
  })
  it('has 23 hours when the clocks go forward', () => {
    expect(dayShape({ ...minutes, endMs: endMs - 3_600_000, bouts: [], events: [] }).hours).toHaveLength(23)
  })
  it('counts seated time from reaching a limit until its alert ends; two limits at once count once', () => {
    // 105 to 190, of which 105 to 180 is seated; the load limit from 120 to 150 lies within.
    const load = { alertId: 'load-1', alertKind: 'load', side: 'left' } as const
    expect(shape([raised(105), raised(120, load), cleared(150, 'load-1'), cleared(190)]).overLimitS).toBe(
      75 * 60,
    )
  })
  it('counts the load only while it is as high as when its limit was reached, although the alert lasts longer', () => {
    // The limit is reached in minute 100; the load falls from 120 on and is back at 130.
    const leftLoadKpaMin = minutes.leftLoadKpaMin.map((load, minute) =>
      minute >= 120 && minute < 130 ? load - 50 : load,
    )
    const event = raised(100, { alertId: 'load-1', alertKind: 'load', side: 'left' })
    const made = dayShape({
      ...minutes,
      leftLoadKpaMin,
      bouts: [],
      events: [event, cleared(140, 'load-1')],
    })
    expect(made.overLimitS).toBe(30 * 60)
  })
  it('dates a limit back to when it was reached, if the alert waited', () => {
    expect(shape([raised(120, { exceededAt: at(110) }), cleared(130)]).overLimitS).toBe(20 * 60)
  })
  it('leaves out warnings and alarms about the equipment', () => {
    const equipment = { alertKind: 'data-stopped', alertId: 'data' } as const
    expect(shape([raised(100, { level: 'warning' }), raised(100, equipment)]).overLimitS).toBe(0)
  })
  it('counts an alert as answered when a bout ends within five minutes, once however often it was shown', () => {
    const warned = raised(170, { level: 'warning' })
    expect(shape([warned, raised(176), cleared(182)]).alertsAnswered).toBe(1)
    expect(shape([warned, cleared(182)]).alertsAnswered).toBe(0)
    expect(shape([raised(181), cleared(182)]).alertsAnswered).toBe(0)
    expect(shape([warned, raised(176)]).alerts).toBe(1)
  })
  it('counts reminders where there are any: one moment, however many limits it was about', () => {
    const reached = (id: string) => raised(176, { alertId: id, exceededAt: raised(176).at })
    const reminder = { ...raised(176), kind: 'reminder' as const }
    const both = shape([reached('bout-1'), reached('load-1'), reminder])
    expect(both).toMatchObject({ alerts: 1, alertsAnswered: 1 })
    expect(shape([reached('bout-1')])).toMatchObject({ alerts: 0, alertsAnswered: 0 })
  })
  it('holds how long each whole kPa was sat on, and nothing of a side without kPa', () => {
    const { left, right } = shape([]).pressureS
    expect(left).toHaveLength(14)
    expect([left[12], left[13]]).toEqual([30 * 60, 90 * 60])
    expect(right).toEqual([])
  })
  it('notes which cells were left out, but not a saturated one, and changes of the calibration', () => {
    const fault = { v: 1, at: at(1), kind: 'cell-fault' } as const
    const made = shape([
      { ...fault, cell: 0, verdict: 'open' },
      { ...fault, cell: 1, verdict: 'saturated' },
      { v: 1, at: at(2), kind: 'cell-recovered', cell: 0 },
      { v: 1, at: at(3), kind: 'calibration-changed' },
    ])
    expect(made.cellChanges).toEqual([
      { cell: 0, leftOut: true },
      { cell: 0, leftOut: false },
    ])
    expect(made.calibrationChanges).toBe(1)
  })
})
