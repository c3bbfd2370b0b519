import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays } from './calendar.ts'
import { Zone } from './zone.ts'

const iso = (ms: number) => new Date(ms).toISOString()

describe('local time', () => {
  const berlin = new Zone('Europe/Berlin')

  test.each([
    ['winter', '2026-01-15', 9 * 60, '2026-01-15T08:00:00.000Z'],
    ['summer', '2026-07-15', 9 * 60, '2026-07-15T07:00:00.000Z'],
    ['the morning after the change in spring', '2026-03-29', 9 * 60, '2026-03-29T07:00:00.000Z'],
    ['the skipped half past two in spring is the change', '2026-03-29', 150, '2026-03-29T01:00:00.000Z'],
    ['the doubled half past two in autumn is the first', '2026-10-25', 150, '2026-10-25T00:30:00.000Z'],
    ['the evening after the change in autumn', '2026-10-25', 18 * 60, '2026-10-25T17:00:00.000Z'],
  ])('%s', (_name, day, minutes, expected) => {
    expect(iso(berlin.atMs(day, minutes))).toBe(expected)
  })

  test('a day of 23 or 25 hours is as long as it is', () => {
    const hours = (day: string) => (berlin.atMs(addDays(day, 1), 0) - berlin.atMs(day, 0)) / 3_600_000
    expect([hours('2026-03-29'), hours('2026-10-25'), hours('2026-10-26')]).toEqual([23, 25, 24])
  })

  test('every time of a day belongs to that day, in any zone', () => {
    const zones = [
      'UTC',
      'Asia/Kathmandu',
      'America/New_York',
      'Australia/Lord_Howe',
      'Pacific/Kiritimati',
    ].map((name) => new Zone(name))
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 3650 }),
        fc.integer({ min: 180, max: 1439 }),
        (zone, days, minutes) => {
          const day = iso(Date.UTC(2020, 0, 1) + days * 86_400_000).slice(0, 10)
          expect(zone.dayOf(zone.atMs(day, minutes))).toBe(day)
        },
      ),
    )
  })
})

test('an unknown zone is refused', () => {
  expect(() => new Zone('Mars/Olympus')).toThrow(RangeError)
})
