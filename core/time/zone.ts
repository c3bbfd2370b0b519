/**
 * Wall-clock time in an IANA zone, including daylight saving, using only Intl. A wall time is represented by the epoch
 * milliseconds it would have in UTC.
 */
import { dateMs, dateOf, dayMs } from './calendar.ts'

const minuteMs = 60_000
/** Since 1972 every zone has changed its clock on a quarter of an hour. */
const quarterMs = 15 * minuteMs
/** Three and a half months of quarters. */
const mostKept = 10_000

/** Reuse the object: creating the formatter is slow, and offsets are cached. */
export class Zone {
  readonly #format: Intl.DateTimeFormat
  readonly #offsets = new Map<number, number>()

  /** @throws RangeError for a name that Intl does not know */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  }

  /** The wall time at an instant. */
  wallMs(atMs: number): number {
    return atMs + this.offsetMs(atMs)
  }

  /** The local calendar day of an instant. */
  dayOf(atMs: number): string {
    return dateOf(this.wallMs(atMs))
  }

  /** The instant of a local time of a day, in minutes after midnight on the wall clock. */
  atMs(day: string, minutes: number): number {
    return this.instantOf(dateMs(day) + minutes * minuteMs)
  }

  /** The instant of a wall time: the first for a repeated time, the clock change for a skipped one. */
  instantOf(wallMs: number): number {
    const before = this.offsetMs(wallMs - dayMs)
    const after = this.offsetMs(wallMs + dayMs)
    const earliest = wallMs - Math.max(before, after)
    const latest = wallMs - Math.min(before, after)
    for (const atMs of [earliest, latest]) if (this.wallMs(atMs) === wallMs) return atMs
    // Skipped: the clock is behind before the change and ahead after it; the change lies between the two readings.
    let low = earliest
    let high = latest
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (this.offsetMs(middle) === before) low = middle
      else high = middle
    }
    return high
  }

  /** Wall clock minus UTC. */
  offsetMs(atMs: number): number {
    const quarter = Math.floor(atMs / quarterMs) * quarterMs
    const known = this.#offsets.get(quarter)
    if (known !== undefined || Number.isNaN(atMs)) return known ?? Number.NaN
    const offsetMs = offsetSaid(this.#format.format(quarter))
    if (this.#offsets.size >= mostKept) this.#offsets.clear()
    this.#offsets.set(quarter, offsetMs)
    return offsetMs
  }
}

/** Parses the end of a date: `GMT`, `GMT+05:30` or, before standard zones, `GMT-00:44:30`. */
function offsetSaid(date: string): number {
  const [, sign, hours = 0, minutes = 0, seconds = 0] =
    /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(date) ?? []
  const ms = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000
  return sign === '-' ? -ms : ms
}
