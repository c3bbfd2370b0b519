import { describe, expect, it } from 'vitest'
import { minutesUntil, snoozesSince } from './limit-actions.ts'

const nowMs = Date.parse('2026-03-11T10:00:30.000Z')
const clock = (atMs: number) => new Date(atMs).toISOString().slice(11, 16)

describe('minutes until a time of day', () => {
  it('counts to the minute itself, today or tomorrow', () => {
    expect(minutesUntil('11:15', { nowMs, clock })).toBe(74.5)
    expect(minutesUntil('09:00', { nowMs, clock })).toBe(23 * 60 - 0.5)
    expect(minutesUntil('10:00', { nowMs, clock })).toBe(1439.5)
  })
  it('takes nothing else for a time', () => expect(minutesUntil('', { nowMs, clock })).toBeNull())
})

describe('the count of snoozes', () => {
  const event = (at: string, s = 600, kind = 'alert-snoozed') => ({ kind, at: `2026-03-11T${at}.000Z`, s })
  it('takes what was snoozed together as one, and leaves out ended snoozes, other events and other days', () => {
    const events = [
      { ...event('09:00:00'), at: '2026-03-10T09:00:00.000Z' },
      event('09:00:00'),
      event('09:00:01'),
      event('09:05:00', 0),
      event('09:10:00', 600, 'quiet'),
      event('09:20:00'),
    ]
    expect(snoozesSince(events, Date.parse('2026-03-11T04:00:00.000Z'))).toBe(2)
  })
})
