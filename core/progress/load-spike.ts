/**
 * Today against recent weeks: an exponentially weighted moving average of daily load, lambda = 2 / (N + 1), N = 7 for
 * the acute and 28 for the chronic one (Williams 2017). Hidden before day 28. A day without data is missing, not zero, and
 * leaves the average unchanged. No ratio is called right or wrong, because none is proven for sitting.
 */
import { chronicDays } from '../model/diary/progress-figures.ts'
import { addDays, daysBetween } from '../time/calendar.ts'

export const acuteDays = 7
/** Ours: with fewer days of data among the last 28 the average means little. */
export const leastDaysWithData = 10

export interface DailyLoad {
  readonly day: string
  /** Any unit, the same for all days; null: no data, or too little to represent the day. */
  readonly load: number | null
}

export interface LoadSpike {
  /** Number of today, the first day with data being 1; 0 before there is any. */
  readonly dayNumber: number
  /** Why nothing is shown; null when the figures are there. */
  readonly hidden: 'too-early' | 'too-few-days' | 'no-data-today' | null
  readonly today: number | null
  readonly acute: number | null
  readonly chronic: number | null
  /** Today / chronic average of the days before; null when hidden, or when that average is 0. */
  readonly ratio: number | null
}

/** Weighted mean of the days in order, starting at the first with data; null without any. Source: lambda = 2 / (N + 1). */
export function ewma(loads: readonly (number | null)[], days: number): number | null {
  const lambda = 2 / (days + 1)
  let mean: number | null = null
  for (const load of loads) {
    if (load === null) continue
    mean = mean === null ? load : lambda * load + (1 - lambda) * mean
  }
  return mean
}

/** `days` in any order, at most one entry a day; days after today are ignored. The averages end with yesterday. */
export function loadSpike(days: readonly DailyLoad[], today: string): LoadSpike {
  const byDay = new Map(days.map(({ day, load }) => [day, load]))
  const firstDay = days
    .filter(({ day, load }) => load !== null && day <= today)
    .map(({ day }) => day)
    .sort()[0]
  const nothing = { today: null, acute: null, chronic: null, ratio: null }
  if (firstDay === undefined) return { dayNumber: 0, hidden: 'too-early', ...nothing }
  const dayNumber = daysBetween(firstDay, today) + 1
  if (dayNumber < chronicDays) return { dayNumber, hidden: 'too-early', ...nothing }
  const before = Array.from({ length: dayNumber - 1 }, (_, at) => byDay.get(addDays(firstDay, at)) ?? null)
  const recent = before.slice(-chronicDays).filter((load) => load !== null)
  if (recent.length < leastDaysWithData) return { dayNumber, hidden: 'too-few-days', ...nothing }
  const now = byDay.get(today) ?? null
  const acute = ewma(before, acuteDays)
  const chronic = ewma(before, chronicDays)
  if (now === null) return { dayNumber, hidden: 'no-data-today', ...nothing, acute, chronic }
  const ratio = chronic === null || chronic === 0 ? null : now / chronic
  return { dayNumber, hidden: null, today: now, acute, chronic, ratio }
}
