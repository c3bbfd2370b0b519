import { describe, expect, it } from 'vitest'
import type { DaySummary } from '../../../contract/days.ts'
import { startingTolerance } from '../../../core/model/tolerance-fields.ts'
import { ZoneDays } from '../../../core/time/zone-days.ts'
import { DaysBuilder } from './days.ts'
import { withLimits } from './limits-of-days.ts'

const limits = (dayMin: number) => ({ ...startingTolerance, dayMin })
const zoneDays = new ZoneDays({ zone: 'UTC', startHour: 4 })
const change = (day: number, after: number, before?: number) => ({
  v: 1 as const,
  at: `2026-03-0${day}T10:00:00.000Z`,
  kind: 'tolerance-changed',
  tolerance: limits(after),
  ...(before === undefined ? {} : { before: limits(before) }),
})
/** 1 to 5 March, each with an event so that it has a summary. */
function march(events: readonly ReturnType<typeof change>[]): readonly DaySummary[] {
  const builder = new DaysBuilder(
    zoneDays.between(Date.parse('2026-03-01T04:00:00.000Z'), Date.parse('2026-03-06T04:00:00.000Z')),
  )
  const each = [1, 2, 3, 4, 5].map((day) => ({
    v: 1 as const,
    at: `2026-03-0${day}T09:00:00.000Z`,
    kind: 'tare',
  }))
  builder.events([...each, ...events].toSorted((a, b) => (a.at < b.at ? -1 : 1)))
  return builder.summaries()
}
const inForce = (days: readonly DaySummary[]) => days.map((day) => day.limits?.dayMin ?? null)

describe('the limits of a day', () => {
  it('are those of that day, whatever was changed later', () => {
    const days = march([change(2, 400, 360), change(4, 396, 400)])
    const found = withLimits(days, { later: [], now: limits(396) })
    expect(inForce(found)).toEqual([360, 400, 400, 396, 396])
    expect(found.map(({ limitChanges }) => limitChanges?.length ?? 0)).toEqual([0, 1, 0, 1, 0])
  })
  it('without any change are those in force now', () => {
    expect(inForce(withLimits(march([]), { later: [], now: limits(300) }))).toEqual(Array(5).fill(300))
  })
  it('of days long ago follow from the next change after them', () => {
    const days = march([change(5, 400, 360)])
    const found = withLimits(days.slice(0, 2), { later: days.slice(2), now: limits(400) })
    expect(inForce(found)).toEqual([360, 360])
  })
  it('before a change that does not say what was before are not known', () => {
    expect(inForce(withLimits(march([change(3, 400)]), { later: [], now: limits(400) }))).toEqual([
      null,
      null,
      400,
      400,
      400,
    ])
  })
})
