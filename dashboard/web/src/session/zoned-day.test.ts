import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, isDay, zonedDay } from './zoned-day.ts'

const berlin = zonedDay('Europe/Berlin', 4)
const at = (iso: string): number => Date.parse(iso)

describe('days in a zone, from 04:00', () => {
  it('the small hours belong to the day before', () => {
    expect(berlin.dayOf(at('2026-03-11T02:59:59Z'))).toBe('2026-03-10')
    expect(berlin.dayOf(at('2026-03-11T03:00:00Z'))).toBe('2026-03-11')
    expect(berlin.time(at('2026-03-11T09:42:00Z'))).toBe('10:42')
  })
  it('has 23 and 25 hours when the clocks change', () => {
    const length = (day: string) => {
      const range = berlin.range(day)
      return (range.toMs - range.fromMs) / 3_600_000
    }
    expect(length('2026-03-28')).toBe(23)
    expect(length('2026-10-24')).toBe(25)
    expect(length('2026-06-01')).toBe(24)
    expect(new Date(berlin.range('2026-03-29').fromMs).toISOString()).toBe('2026-03-29T02:00:00.000Z')
  })
  it('every moment lies within the range of its day, in every zone', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kolkata',
      'Pacific/Auckland',
      'America/St_Johns',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') }),
        (zone, startHour, ms) => {
          const day = zonedDay(zone, startHour)
          const range = day.range(day.dayOf(ms))
          // Start hours inside a skipped or doubled hour are left out: no configured day starts there.
          if (startHour > 0 && startHour < 4) return true
          return range.fromMs <= ms && ms < range.toMs
        },
      ),
      { numRuns: 150 },
    )
  })
  it('titles and steps do not depend on this machine', () => {
    expect(berlin.title('2026-11-21')).toBe('Saturday 21 November')
    expect(berlin.short('2026-11-01')).toEqual({ weekday: 'Sun', date: '1' })
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01')
    expect(isDay('2026-02-29')).toBe(false)
    expect(isDay('2028-02-29')).toBe(true)
    expect(isDay('today')).toBe(false)
  })
})
