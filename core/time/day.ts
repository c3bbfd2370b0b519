/**
 * The sitter's day starts at 04:00 of the wall clock in his IANA time zone (settable). Intl knows the zones and their
 * daylight-saving changes; it is slow, so the boundary is computed once a day.
 */

export interface DayStart {
  readonly zone: string
  readonly startHour: number
}

/** The day start at or before `nowMs`, epoch ms. */
export function dayStartMs(nowMs: number, day: DayStart): number {
  // Days last 23-25 h; the few zones that skipped or doubled a whole day stay within two.
  let start = nextDayStartMs(nowMs - 49 * 3_600_000, day)
  for (let next = start; next <= nowMs; next = nextDayStartMs(next, day)) start = next
  return start
}

/** The first day start after `nowMs`, epoch ms. A start hour that a change of clocks skips begins at the change. */
export function nextDayStartMs(nowMs: number, { zone, startHour }: DayStart): number {
  const offsetMs = offsetIn(zone)
  const wall = new Date(nowMs + offsetMs(nowMs))
  for (let day = wall.getUTCDate() - 1; ; day++) {
    const start = instantOf(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), day, startHour), offsetMs)
    if (start > nowMs) return start
  }
}

/**
 * The instant whose wall clock shows `wallMs` (as if it were UTC); in a skipped hour the instant of the change, in a
 * doubled one the first.
 */
export function instantOf(wallMs: number, offsetMs: (atMs: number) => number): number {
  const before = offsetMs(wallMs - 86_400_000)
  const after = offsetMs(wallMs + 86_400_000)
  for (const offset of [Math.max(before, after), Math.min(before, after)]) {
    if (offsetMs(wallMs - offset) === offset) return wallMs - offset
  }
  // Skipped: before the change the clock is behind, after it ahead; the change itself lies between the two readings.
  let low = wallMs - Math.max(before, after)
  let high = wallMs - Math.min(before, after)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetMs(middle) === before) low = middle
    else high = middle
  }
  return high
}

/** Wall clock minus UTC in ms at an instant; keep it, for making the formatter is the slow part. */
export function offsetIn(zone: string): (atMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (atMs) => {
    const part: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(atMs)) part[type] = Number(value)
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1000) * 1000
  }
}
