/** Calendar days, `YYYY-MM-DD`, without any zone. */
export const hourMs = 3_600_000
export const dayMs = 24 * hourMs

/** The day as an instant, as if its midnight were UTC. */
export const dateMs = (day: string): number => Date.parse(`${day}T00:00:00Z`)

/** The day of an instant in UTC. */
export const dateOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10)

export const addDays = (day: string, days: number): string => dateOf(dateMs(day) + days * dayMs)

export const daysBetween = (from: string, to: string): number =>
  Math.round((dateMs(to) - dateMs(from)) / dayMs)

export const isWeekend = (day: string): boolean => new Date(dateMs(day)).getUTCDay() % 6 === 0

/** A real calendar day, written in full: `2026-02-29` is not one. */
export function isDay(text: string): boolean {
  const atMs = /^\d{4}-\d{2}-\d{2}$/.test(text) ? dateMs(text) : Number.NaN
  return Number.isFinite(atMs) && dateOf(atMs) === text
}

const words = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
})

/** `Saturday 21 November`. */
export const dayWords = (day: string): string => words.format(dateMs(day))
