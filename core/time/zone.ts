/**
 * Local time of an IANA zone, through daylight saving, with nothing but Intl. Days are named `2026-03-29`.
 */
const minuteMs = 60_000
const dayMs = 86_400_000

export class Zone {
  readonly #format: Intl.DateTimeFormat

  /** Throws RangeError on a name that Intl does not know. */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-GB', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
  }

  /** The local calendar day of a moment. */
  dayOf(atMs: number): string {
    return new Date(atMs + this.#offsetMs(atMs)).toISOString().slice(0, 10)
  }

  /**
   * The moment of a local time of a day, minutes after local midnight on the clock on the wall. A time that the clock
   * skips in spring lies an hour later; of one that comes twice in autumn the first is meant.
   */
  atMs(day: string, minutes: number): number {
    const wall = Date.parse(`${day}T00:00:00Z`) + minutes * minuteMs
    // The offset before and after any change nearby: only one of the two can be right, except in the doubled hour.
    const before = wall - this.#offsetMs(wall - dayMs)
    const after = wall - this.#offsetMs(wall + dayMs)
    if (before + this.#offsetMs(before) === wall) return before
    if (after + this.#offsetMs(after) === wall) return after
    return before
  }

  #offsetMs(atMs: number): number {
    const part: Record<string, number> = {}
    for (const { type, value } of this.#format.formatToParts(atMs)) part[type] = Number(value)
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
    const wall = Date.UTC(year, month - 1, day, hour, minute, second)
    return wall - Math.floor(atMs / 1000) * 1000
  }
}

/** The day after, by the calendar. */
export const nextDay = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + dayMs).toISOString().slice(0, 10)

/** 0 Sunday to 6 Saturday. */
const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay()

export const isWeekend = (day: string): boolean => weekday(day) % 6 === 0
