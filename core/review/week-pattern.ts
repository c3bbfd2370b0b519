/** When in the week the sitting is: mean minutes seated in each hour of each weekday. Pure. */
import { dateMs, hourMs } from '../time/calendar.ts'
import { Zone } from '../time/zone.ts'
import type { ReviewDay } from './review-days.ts'

/** An hour that was watched for less than half is left out: unknown is never rest. */
const leastKnownS = 1800

export interface WeekHour {
  /** 0 Monday to 6 Sunday, of the sitter's day. */
  readonly weekday: number
  /** On the wall clock. */
  readonly hour: number
  readonly meanMin: number
  /** Days on which this hour was watched. */
  readonly n: number
}

/** Only hours with data, in order of the week. */
export function weekPattern(days: readonly ReviewDay[], zone: string): readonly WeekHour[] {
  const clock = new Zone(zone)
  const sums = new Map<number, { seatedS: number; n: number }>()
  for (const { day, startMs, sat } of days)
    for (const [at, { seatedS, knownS }] of (sat?.shape.hours ?? []).entries()) {
      if (knownS < leastKnownS) continue
      const hour = new Date(clock.wallMs(startMs + at * hourMs)).getUTCHours()
      const key = weekdayOf(day) * 24 + hour
      const sum = sums.get(key) ?? { seatedS: 0, n: 0 }
      sums.set(key, { seatedS: sum.seatedS + seatedS, n: sum.n + 1 })
    }
  return [...sums]
    .toSorted(([a], [b]) => a - b)
    .map(([key, { seatedS, n }]) => ({
      weekday: Math.floor(key / 24),
      hour: key % 24,
      meanMin: seatedS / 60 / n,
      n,
    }))
}

const weekdayOf = (day: string): number => (new Date(dateMs(day)).getUTCDay() + 6) % 7
