import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayStartMs, nextDayStartMs } from './day.ts'

const berlin = { zone: 'Europe/Berlin', startHour: 4 }
const at = (iso: string) => Date.parse(iso)
const iso = (ms: number) => new Date(ms).toISOString()

describe('the day starts at 04:00 of the wall clock', () => {
  it('in winter and in summer', () => {
    expect(iso(nextDayStartMs(at('2026-01-05T12:00:00Z'), berlin))).toBe('2026-01-06T03:00:00.000Z')
    expect(iso(nextDayStartMs(at('2026-07-05T01:59:59Z'), berlin))).toBe('2026-07-05T02:00:00.000Z')
    expect(iso(dayStartMs(at('2026-07-05T02:00:00Z'), berlin))).toBe('2026-07-05T02:00:00.000Z')
  })
  it('through both changes of the clocks: days of 23 and 25 hours', () => {
    const spring = at('2026-03-28T12:00:00Z')
    expect(iso(nextDayStartMs(spring, berlin))).toBe('2026-03-29T02:00:00.000Z')
    expect(iso(dayStartMs(spring, berlin))).toBe('2026-03-28T03:00:00.000Z')
    const autumn = at('2026-10-24T12:00:00Z')
    expect(iso(nextDayStartMs(autumn, berlin))).toBe('2026-10-25T03:00:00.000Z')
    expect(iso(dayStartMs(autumn, berlin))).toBe('2026-10-24T02:00:00.000Z')
  })
  it('an hour that the change skips begins at the change', () => {
    const two = { zone: 'Europe/Berlin', startHour: 2 }
    expect(iso(nextDayStartMs(at('2026-03-28T12:00:00Z'), two))).toBe('2026-03-29T01:00:00.000Z')
  })
  it('an hour that comes twice begins the first time', () => {
    const two = { zone: 'Europe/Berlin', startHour: 2 }
    expect(iso(nextDayStartMs(at('2026-10-24T12:00:00Z'), two))).toBe('2026-10-25T00:00:00.000Z')
  })
  it('every moment lies in exactly one day', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC']
    fc.assert(
      fc.property(
        fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2028-01-01T00:00:00Z') }),
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 23 }),
        (nowMs, zone, startHour) => {
          const day = { zone, startHour }
          const from = dayStartMs(nowMs, day)
          const to = nextDayStartMs(nowMs, day)
          expect(from).toBeLessThanOrEqual(nowMs)
          expect(to).toBeGreaterThan(nowMs)
          expect(nextDayStartMs(from, day)).toBe(to)
          expect((to - from) / 3_600_000).toBeGreaterThanOrEqual(23)
          expect((to - from) / 3_600_000).toBeLessThanOrEqual(25)
        },
      ),
      { numRuns: 60 },
    )
  })
})
