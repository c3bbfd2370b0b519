/**
 * Days as a sitter lives them: from `startHour` local time (default 04:00) to the next, in an IANA zone. A day has 23
 * or 25 hours where the clocks change. Pure.
 */
import { instantOf, offsetIn } from './day.ts'

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

const dayMs = 86_400_000

/** Days of one zone and start hour; keep the object for many questions. */
export class ZoneDays {
  private readonly offsetMs: (atMs: number) => number
  private readonly startHour: number

  constructor({ zone, startHour }: DayRule) {
    this.offsetMs = offsetIn(zone)
    this.startHour = startHour
  }

  /** The day that holds this instant. */
  at(atMs: number): ZoneDay {
    const dateMs = Math.floor((atMs + this.offsetMs(atMs)) / dayMs) * dayMs
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

  private startMs(dateMs: number): number {
    return instantOf(dateMs + this.startHour * 3_600_000, this.offsetMs)
  }
}
