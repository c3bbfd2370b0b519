/** Times and days in the configured zone, and their names, as the pages write them. */
import { dateMs, dayWords } from '../../../../core/time/calendar.ts'
import { ZoneDays } from '../../../../core/time/zone-days.ts'

const weekdayFormat = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short' })

export interface ZonedDay {
  readonly zone: string
  readonly startHour: number
  /** `HH:mm`. */
  time(atMs: number): string
  /** `YYYY-MM-DD` of the day that holds this moment. */
  dayOf(atMs: number): string
  /** First moment of the day and of the next one. */
  range(day: string): { readonly fromMs: number; readonly toMs: number }
  /** `Saturday 21 November`. */
  title(day: string): string
  /** `Sat`, `21`. */
  short(day: string): { readonly weekday: string; readonly date: string }
}

export function zonedDay(zone: string, startHour: number): ZonedDay {
  const days = new ZoneDays({ zone, startHour })
  return {
    zone,
    startHour,
    time: (atMs) => days.time(atMs),
    dayOf: (atMs) => days.at(atMs).day,
    range: (day) => {
      const { startMs, endMs } = days.on(day)
      return { fromMs: startMs, toMs: endMs }
    },
    title: dayWords,
    short: (day) => ({ weekday: weekdayFormat.format(dateMs(day)), date: String(Number(day.slice(8))) }),
  }
}
