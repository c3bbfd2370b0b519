/** Formats times and days in the configured zone for the pages. */
import { dateMs, dayWords } from '../../../../../core/time/calendar.ts'
import { ZoneDays } from '../../../../../core/time/zone-days.ts'

const weekdayFormat = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short' })

export interface ZonedDay {
  readonly zone: string
  readonly startHour: number
  /** `HH:mm`. */
  time(atMs: number): string
  /** `HH:mm:ss`. */
  clock(atMs: number): string
  /** The moment of a time, `HH:mm`, on this day; null: not a time. */
  timeOn(day: string, time: string): number | null
  /** `YYYY-MM-DD` of the day that contains this moment. */
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
    clock: (atMs) => `${days.time(atMs)}:${String(Math.floor(atMs / 1000) % 60).padStart(2, '0')}`,
    timeOn: (day, time) => {
      const minutes = minuteOfDay(time)
      return minutes === null ? null : days.timeOn(day, minutes)
    },
    dayOf: (atMs) => days.at(atMs).day,
    range: (day) => {
      const { startMs, endMs } = days.on(day)
      return { fromMs: startMs, toMs: endMs }
    },
    title: dayWords,
    short: (day) => ({ weekday: weekdayFormat.format(dateMs(day)), date: String(Number(day.slice(8))) }),
  }
}

/** Minutes after midnight of `HH:mm`; null: not a time. */
export function minuteOfDay(time: string): number | null {
  const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(time) ?? []
  return hours === undefined || minutes === undefined ? null : Number(hours) * 60 + Number(minutes)
}
