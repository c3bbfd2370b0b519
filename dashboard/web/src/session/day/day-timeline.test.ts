import { describe, expect, it } from 'vitest'
import type { CushionEvent } from '../../../../../core/model/schemas/events.ts'
import { dayTimeline } from './day-timeline.ts'

const event = (
  minute: number,
  kind: CushionEvent['kind'],
  more: Partial<CushionEvent> = {},
): CushionEvent => ({
  v: 1,
  at: new Date(Date.UTC(2026, 2, 11, 10, minute)).toISOString(),
  kind,
  ...more,
})
const at = (minute: number): number => Date.UTC(2026, 2, 11, 10, minute)
const load = { alertId: 'a', alertKind: 'load', side: 'left' } as const

describe('the timeline of a day', () => {
  it('tells an alert once, with its worst, its end and the acknowledgement', () => {
    const timeline = dayTimeline([
      event(0, 'alert-raised', { ...load, level: 'warning' }),
      event(5, 'alert-raised', { ...load, level: 'exceeded' }),
      event(6, 'alert-acknowledged', load),
      event(20, 'alert-cleared', load),
    ])
    expect(timeline).toEqual([
      {
        atMs: at(5),
        mark: 'over',
        words: 'Left side: reached the limit for load now.',
        endMs: at(20),
        acknowledgedMs: at(6),
      },
    ])
  })
  it('dates an alert by when its level was entered, not by when it was raised', () => {
    const entered = { warnedAt: new Date(at(1)).toISOString(), exceededAt: new Date(at(7)).toISOString() }
    const timeline = dayTimeline([
      event(4, 'alert-raised', { ...load, level: 'warning', warnedAt: entered.warnedAt }),
      event(8, 'tare'),
      event(10, 'alert-raised', { ...load, level: 'exceeded', ...entered }),
    ])
    expect(timeline.map(({ atMs }) => atMs)).toEqual([at(7), at(8)])
  })
  it('tells missing data and cells once, with their end, without the alarm beside them', () => {
    const timeline = dayTimeline([
      event(1, 'data-stopped'),
      event(1, 'alert-raised', { alertId: 'd', alertKind: 'data-stopped', level: 'exceeded' }),
      event(9, 'data-resumed'),
      event(9, 'alert-cleared', { alertId: 'd', alertKind: 'data-stopped' }),
      event(12, 'cell-fault', { cell: 5, verdict: 'stuck' }),
    ])
    expect(timeline.map(({ mark, words, endMs }) => [mark, words, endMs])).toEqual([
      ['equipment', 'Data from the cushion stopped.', at(9)],
      ['equipment', 'Cell 5 was left out (stuck).', null],
    ])
  })
  it('an end whose beginning was the day before stands alone or is left out', () => {
    const timeline = dayTimeline([event(0, 'alert-cleared', load), event(1, 'data-resumed')])
    expect(timeline.map((row) => row.words)).toEqual([
      'Data from the cushion came back. It had stopped before this day began.',
    ])
  })
  it('leaves out what says nothing to a sitter', () =>
    expect(dayTimeline([event(0, 'weight-shift'), event(1, 'bout-started')])).toEqual([]))

  it('leaves out what a newer gateway tells', () => {
    expect(dayTimeline([event(0, 'posture-2', { alertId: 'a' })])).toEqual([])
  })
})
