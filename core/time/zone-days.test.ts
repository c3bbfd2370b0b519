import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ZoneDays } from './zone-days.ts'

const iso = (atMs: number) => new Date(atMs).toISOString()
const hours = ({ startMs, endMs }: { startMs: number; endMs: number }) => (endMs - startMs) / 3_600_000

describe('days begin at 04:00 local time', () => {
  const berlin = new ZoneDays({ zone: 'Europe/Berlin', startHour: 4 })
  const newYork = new ZoneDays({ zone: 'America/New_York', startHour: 4 })

  // The EU changes at 01:00 UTC on the last Sundays of March and October: 2026-03-29 and 2026-10-25.
  it('Berlin: the day before the clocks go forward has 23 hours, before they go back 25', () => {
    expect(iso(berlin.on('2026-03-28').startMs)).toBe('2026-03-28T03:00:00.000Z')
    expect(iso(berlin.on('2026-03-28').endMs)).toBe('2026-03-29T02:00:00.000Z')
    expect(hours(berlin.on('2026-03-28'))).toBe(23)
    expect(hours(berlin.on('2026-03-29'))).toBe(24)
    expect(hours(berlin.on('2026-10-24'))).toBe(25)
    expect(iso(berlin.on('2026-10-24').endMs)).toBe('2026-10-25T03:00:00.000Z')
  })

  // The US changes at 02:00 local time on 2026-03-08 and 2026-11-01.
  it('New York: 23 and 25 hours', () => {
    expect(iso(newYork.on('2026-03-07').startMs)).toBe('2026-03-07T09:00:00.000Z')
    expect(hours(newYork.on('2026-03-07'))).toBe(23)
    expect(hours(newYork.on('2026-10-31'))).toBe(25)
    expect(iso(newYork.on('2026-11-01').startMs)).toBe('2026-11-01T09:00:00.000Z')
  })

  it('03:59 is still the day before', () => {
    expect(berlin.at(Date.parse('2026-03-02T02:59:59.999Z')).day).toBe('2026-03-01')
    expect(berlin.at(Date.parse('2026-03-02T03:00:00.000Z')).day).toBe('2026-03-02')
  })

  it('a time on a day: before 04:00 it is in the night that ends the day, also when the clocks change', () => {
    const at = (day: string, hours: number, minutes = 0) => iso(berlin.timeOn(day, hours * 60 + minutes))
    expect(at('2026-03-02', 4)).toBe('2026-03-02T03:00:00.000Z')
    expect(at('2026-03-02', 23, 30)).toBe('2026-03-02T22:30:00.000Z')
    expect(at('2026-03-02', 0, 15)).toBe('2026-03-02T23:15:00.000Z')
    expect(at('2026-03-28', 3, 59)).toBe('2026-03-29T01:59:00.000Z')
    expect(at('2026-03-29', 9)).toBe('2026-03-29T07:00:00.000Z')
    expect(at('2026-10-24', 3, 30)).toBe('2026-10-25T02:30:00.000Z')
  })

  it('an hour that is skipped begins at the change, one that comes twice at the first', () => {
    expect(iso(new ZoneDays({ zone: 'Europe/Berlin', startHour: 2 }).on('2026-03-29').startMs)).toBe(
      '2026-03-29T01:00:00.000Z',
    )
    expect(iso(new ZoneDays({ zone: 'Europe/Berlin', startHour: 2 }).on('2026-10-25').startMs)).toBe(
      '2026-10-25T00:00:00.000Z',
    )
  })

  const zones = [
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Pacific/Apia',
    'America/Sao_Paulo',
    'UTC',
  ]
  it('days meet without gap or overlap, hold their instant, and are the days of their dates', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: Date.UTC(2012, 0), max: Date.UTC(2030, 0) }),
        (zone, startHour, atMs) => {
          const days = new ZoneDays({ zone, startHour })
          const day = days.at(atMs)
          expect(day.startMs).toBeLessThanOrEqual(atMs)
          expect(day.endMs).toBeGreaterThan(atMs)
          expect(days.at(day.endMs).startMs).toBe(day.endMs)
          expect(days.on(day.day)).toEqual(day)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('a stretch is covered by whole days', () => {
    const days = berlin.between(Date.parse('2026-10-24T12:00:00Z'), Date.parse('2026-10-26T12:00:00Z'))
    expect(days.map(({ day }) => day)).toEqual(['2026-10-24', '2026-10-25', '2026-10-26'])
    expect(days[0]?.endMs).toBe(days[1]?.startMs)
  })
})
