import { describe, expect, it } from 'vitest'
import type { OpenAlert } from '../../../../core/model/schemas/open-alert.ts'
import { alertsToSound, isQuietHour, type SoundQuestion, seenIn } from './sound-decision.ts'

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
    seen: more.seen === null ? null : seenIn({ alerts: more.seen ?? [] }),
    state: { alerts, quietUntil: more.quietUntil ?? null },
    nowMs,
    speed: 1,
  }).map((due) => due.id)

describe('which alerts sound with a gateway that sends no reminders', () => {
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

describe('which alerts sound with reminders', () => {
  const reminder = {
    at: '2026-03-11T09:59:59.000Z',
    level: 'exceeded',
    limits: ['loadLeft', 'bout'],
  } as const
  const told = (more: Partial<SoundQuestion['state']> = {}, seenAt: string | null = null) =>
    alertsToSound({
      seen: { levels: new Map(), reminderAt: seenAt },
      state: {
        alerts: [
          alert(),
          alert({ id: 'b', kind: 'bout', side: null, level: 'exceeded' }),
          alert({ id: 'r', side: 'right' }),
        ],
        quietUntil: null,
        reminder: { ...reminder, limits: [...reminder.limits] },
        ...more,
      },
      nowMs,
      speed: 1,
    }).map((due) => due.id)
  it('those that the reminder names, once', () => {
    expect(told()).toEqual(['a1', 'b'])
    expect(told({}, reminder.at)).toEqual([])
  })
  it('no limit without one, however new its alert is', () => expect(told({ reminder: null })).toEqual([]))
  it('no limit when it arrives long after', () => {
    const late = { at: '2026-03-11T09:50:00.000Z', level: 'exceeded', limits: ['bout'] } as const
    expect(told({ reminder: { ...late, limits: [...late.limits] } })).toEqual([])
  })
  it('an alarm about the equipment by itself', () => {
    const stopped = alert({ id: 'd', kind: 'data-stopped', side: null })
    expect(told({ alerts: [alert(), stopped], reminder: null })).toEqual(['d'])
  })
})

describe('quiet hours', () => {
  it('run over midnight', () => {
    const night = { from: '22:00', to: '07:00' }
    expect(['21:59', '22:00', '03:00', '06:59', '07:00'].map((time) => isQuietHour(night, time))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ])
  })
  it('or within a day, or not at all', () => {
    expect(isQuietHour({ from: '12:00', to: '13:00' }, '12:30')).toBe(true)
    expect(isQuietHour({ from: '12:00', to: '13:00' }, '13:00')).toBe(false)
    expect(isQuietHour(null, '12:30')).toBe(false)
  })
})
