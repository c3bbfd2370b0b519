/**
 * Times and days in the configured zone. A day begins at `startHour` local time (04:00 unless set otherwise), also
 * through daylight-saving changes, where it has 23 or 25 hours.
 */
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

interface WallParts {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

const dayPattern = /^(\d{4})-(\d{2})-(\d{2})$/

export function isDay(text: string): boolean {
  const match = dayPattern.exec(text)
  if (!match) return false
  const atMs = Date.parse(`${text}T00:00:00Z`)
  return Number.isFinite(atMs) && new Date(atMs).toISOString().startsWith(text)
}

/** Calendar arithmetic, no zone involved. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

export function zonedDay(zone: string, startHour: number): ZonedDay {
  const wallFormat = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  const titleFormat = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  })
  const weekdayFormat = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short' })

  const wall = (atMs: number): WallParts => {
    const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 }
    for (const part of wallFormat.formatToParts(atMs))
      if (part.type in parts) parts[part.type as keyof typeof parts] = Number(part.value)
    return parts
  }
  const offsetMs = (atMs: number): number => {
    const w = wall(atMs)
    return Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute, w.second) - Math.floor(atMs / 1000) * 1000
  }
  /** Local wall time to epoch; the second round settles the hours around a daylight-saving change. */
  const startOf = (day: string): number => {
    const localMs = Date.parse(`${day}T00:00:00Z`) + startHour * 3_600_000
    const first = localMs - offsetMs(localMs)
    return localMs - offsetMs(first)
  }

  return {
    zone,
    startHour,
    time: (atMs) => {
      const w = wall(atMs)
      return `${String(w.hour).padStart(2, '0')}:${String(w.minute).padStart(2, '0')}`
    },
    dayOf: (atMs) => {
      const w = wall(atMs)
      const day = new Date(Date.UTC(w.year, w.month - 1, w.day)).toISOString().slice(0, 10)
      return w.hour < startHour ? addDays(day, -1) : day
    },
    range: (day) => ({ fromMs: startOf(day), toMs: startOf(addDays(day, 1)) }),
    title: (day) => titleFormat.format(Date.parse(`${day}T00:00:00Z`)),
    short: (day) => ({
      weekday: weekdayFormat.format(Date.parse(`${day}T00:00:00Z`)),
      date: String(Number(day.slice(8))),
    }),
  }
}
