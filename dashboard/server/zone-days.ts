/**
 * Days as a sitter lives them: from `startHour` local time (default 04:00) to the next, in an IANA zone. A day has 23
 * or 25 hours where the clocks change. Pure; the zone's rules come from Intl.
 */

export interface ZoneDay {
  /** `YYYY-MM-DD`: the calendar date on which the day began. */
  readonly day: string
  readonly startMs: number
  /** Start of the next day. */
  readonly endMs: number
}

export interface DayRule {
  readonly zone: string
  readonly startHour: number
}

interface Wall {
  readonly year: number
  readonly month: number
  readonly date: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

const dayMs = 86_400_000

/** Reads the wall clock of a zone; makes one formatter, which is the slow part. */
function wallClockOf(zone: string): (atMs: number) => Wall {
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
    const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]))
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
    return {
      year: part('year'),
      month: part('month'),
      date: part('day'),
      hour: part('hour'),
      minute: part('minute'),
      second: part('second'),
    }
  }
}

const asUtcMs = ({ year, month, date, hour, minute, second }: Wall): number =>
  Date.UTC(year, month - 1, date, hour, minute, second)

/** Days of one zone and start hour; keep the object for many questions. */
export class ZoneDays {
  private readonly wallClock: (atMs: number) => Wall
  private readonly startHour: number

  constructor({ zone, startHour }: DayRule) {
    this.wallClock = wallClockOf(zone)
    this.startHour = startHour
  }

  /** The day that holds this instant. */
  at(atMs: number): ZoneDay {
    const wall = this.wallClock(atMs)
    const dateMs = Date.UTC(wall.year, wall.month - 1, wall.date)
    const startMs = this.startMs(dateMs)
    if (atMs < startMs) return this.day(dateMs - dayMs)
    const next = this.startMs(dateMs + dayMs)
    return atMs < next ? this.day(dateMs) : this.day(dateMs + dayMs)
  }

  /** The day that begins on a calendar date, `YYYY-MM-DD`. */
  on(day: string): ZoneDay {
    return this.day(Date.parse(`${day}T00:00:00Z`))
  }

  /** Whole days that overlap [fromMs, toMs), oldest first. */
  between(fromMs: number, toMs: number): readonly ZoneDay[] {
    const days: ZoneDay[] = []
    for (
      let day = this.at(fromMs);
      day.startMs < toMs;
      day = this.day(Date.parse(`${day.day}T00:00:00Z`) + dayMs)
    )
      days.push(day)
    return days
  }

  private day(dateMs: number): ZoneDay {
    return {
      day: new Date(dateMs).toISOString().slice(0, 10),
      startMs: this.startMs(dateMs),
      endMs: this.startMs(dateMs + dayMs),
    }
  }

  /**
   * The instant at which the wall clock shows `startHour` on that date: the first of two when the hour comes twice, the
   * first instant after the gap when it is skipped.
   */
  private startMs(dateMs: number): number {
    const wantedMs = dateMs + this.startHour * 3_600_000
    const offsetMs = (atMs: number) => asUtcMs(this.wallClock(atMs)) - atMs
    const before = offsetMs(wantedMs - dayMs)
    const candidates = [wantedMs - before, wantedMs - offsetMs(wantedMs + dayMs)].sort((a, b) => a - b)
    return candidates.find((atMs) => asUtcMs(this.wallClock(atMs)) === wantedMs) ?? wantedMs - before
  }
}
