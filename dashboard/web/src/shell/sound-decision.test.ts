import { describe, expect, it } from 'vitest'
import type { OpenAlert } from '../../../../core/model/schemas/open-alert.ts'
import { alertsToSound, seenAlerts } from './sound-decision.ts'

const nowMs = Date.parse('2026-03-11T10:00:00.000Z')
const alert = (more: Partial<OpenAlert> = {}): OpenAlert => ({
  id: 'a1',
  kind: 'load',
  side: 'left',
  level: 'warning',
  since: '2026-03-11T09:59:58.000Z',
  acknowledged: false,
  snoozedUntil: null,
  ...more,
})
const ask = (alerts: OpenAlert[], more: { seen?: OpenAlert[] | null; quietUntil?: string } = {}) =>
  alertsToSound({
    seen: more.seen === null ? null : seenAlerts({ alerts: more.seen ?? [] }),
    state: { alerts, quietUntil: more.quietUntil ?? null },
    nowMs,
    speed: 1,
  }).map((due) => due.id)

describe('which alerts sound', () => {
  it('a new one, once', () => {
    expect(ask([alert()])).toEqual(['a1'])
    expect(ask([alert()], { seen: [alert()] })).toEqual([])
  })
  it('one that gets worse', () =>
    expect(ask([alert({ level: 'exceeded' })], { seen: [alert()] })).toEqual(['a1']))
  it('one that gets better stays silent', () =>
    expect(ask([alert()], { seen: [alert({ level: 'exceeded' })] })).toEqual([]))
  it('nothing right after (re)connecting', () => expect(ask([alert()], { seen: null })).toEqual([]))
  it('not acknowledged, snoozed or quiet ones', () => {
    expect(ask([alert({ acknowledged: true })])).toEqual([])
    expect(ask([alert({ snoozedUntil: '2026-03-11T10:05:00.000Z' })])).toEqual([])
    expect(ask([alert({ snoozedUntil: '2026-03-11T09:55:00.000Z' })])).toEqual(['a1'])
    expect(ask([alert()], { quietUntil: '2026-03-11T11:00:00.000Z' })).toEqual([])
    expect(ask([alert()], { quietUntil: '2026-03-11T09:00:00.000Z' })).toEqual(['a1'])
  })
  it('not one that arrives long after it was raised', () =>
    expect(ask([alert({ since: '2026-03-11T09:50:00.000Z' })])).toEqual([]))
})
