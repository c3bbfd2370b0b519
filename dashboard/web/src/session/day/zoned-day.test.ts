import { describe, expect, it } from 'vitest'
import { addDays, dateMs, dateOf, dayMs, hourMs } from '../../../../../core/time/calendar.ts'
import { ZoneDays } from '../../../../../core/time/zone-days.ts'
import { zonedDay } from './zoned-day.ts'

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
      return (range.toMs - range.fromMs) / hourMs
    }
    expect(length('2026-03-28')).toBe(23)
    expect(length('2026-10-24')).toBe(25)
    expect(length('2026-06-01')).toBe(24)
    expect(new Date(berlin.range('2026-03-29').fromMs).toISOString()).toBe('2026-03-29T02:00:00.000Z')
  })
  it('titles do not depend on this machine', () => {
    expect(berlin.title('2026-11-21')).toBe('Saturday 21 November')
    expect(berlin.short('2026-11-01')).toEqual({ weekday: 'Sun', date: '1' })
  })
})

const quarterMs = hourMs / 4

/** Wall clock minus UTC, from the clock as Intl writes it in Swedish: `2026-03-29 03:00:00`. */
function writtenOffset(zone: string): (atMs: number) => number {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  })
  return (atMs) => Date.parse(`${format.format(atMs).replace(' ', 'T')}Z`) - atMs
}

/** The moments of some years at which the clock of a zone changes. */
function changesOf(offset: (atMs: number) => number, years: readonly number[]): readonly number[] {
  const changes: number[] = []
  for (const year of years)
    for (let atMs = Date.UTC(year, 0); atMs < Date.UTC(year + 1, 0); atMs += 7 * dayMs) {
      let [before, after] = [atMs, atMs + 7 * dayMs]
      if (offset(before) === offset(after)) continue
      while (after - before > quarterMs) {
        const middle = Math.floor((before + after) / 2 / quarterMs) * quarterMs
        if (offset(middle) === offset(before)) before = middle
        else after = middle
      }
      changes.push(after)
    }
  return changes
}

/** One zone for each set of rules: many names share a clock. */
function differentZones(): ReadonlyMap<string, readonly number[]> {
  const seen = new Set<string>()
  const zones = new Map<string, readonly number[]>()
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    const offset = writtenOffset(zone)
    // In 2011 Samoa skipped a whole day.
    const changes = changesOf(offset, zone === 'Pacific/Apia' ? [2011, 2026] : [2026])
    const rules = JSON.stringify([offset(Date.UTC(2026, 0)), changes])
    if (!seen.has(rules)) zones.set(zone, changes)
    seen.add(rules)
  }
  return zones
}

it('page and server begin each day at the same moment, in every zone, from every hour', () => {
  const wrong: string[] = []
  let compared = 0
  for (const [zone, changes] of differentZones()) {
    const offset = writtenOffset(zone)
    const rules = Array.from({ length: 24 }, (_, startHour) => ({ zone, startHour }))
    const both = rules.map((rule) => ({ page: zonedDay(zone, rule.startHour), server: new ZoneDays(rule) }))
    for (const changeMs of [Date.UTC(2026, 6), ...changes]) {
      const changeDay = dateOf(changeMs)
      const firstMs = dateMs(changeDay) - 2 * dayMs
      const clock = Array.from({ length: (5 * dayMs) / quarterMs }, (_, n) => {
        const atMs = firstMs + n * quarterMs
        return { atMs, wallMs: atMs + offset(atMs) }
      })
      for (const { page, server } of both)
        for (const day of [-1, 0, 1].map((back) => addDays(changeDay, back))) {
          // The first moment at which the wall clock has reached the hour.
          const hourOnWall = dateMs(day) + page.startHour * hourMs
          const expected = clock.find(({ wallMs }) => wallMs >= hourOnWall)?.atMs
          const [onPage, onServer] = [page.range(day).fromMs, server.on(day).startMs]
          const held = page.dayOf(onPage) === server.at(onServer).day && page.dayOf(onPage - 1) < day
          compared += 1
          if (onPage !== expected || onServer !== expected || !held)
            wrong.push(`${zone}, ${day} from ${page.startHour}:00: page ${onPage}, server ${onServer}`)
        }
    }
  }
  expect(wrong).toEqual([])
  expect(compared).toBeGreaterThan(5_000)
}, 60_000)
