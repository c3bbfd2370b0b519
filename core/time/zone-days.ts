/**
 * Days as a sitter lives them: from `startHour` local time to the next, in an IANA zone. A day has 23
 * or 25 hours where the clocks change; a start hour that a change skips begins at the change, one that comes twice at
 * the first. Pure.
 */
import { addDays, dateMs, dateOf, dayMs, hourMs } from './calendar.ts'
import { Zone } from './zone.ts'

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

/** 04:00: whoever works or sleeps late is still on the day before. */
export const usualStartHour = 4

/** Days of one zone and start hour; keep the object for many questions. */
export class ZoneDays {
  readonly #zone: Zone
  readonly #startHour: number

  constructor({ zone, startHour }: DayRule) {
    this.#zone = new Zone(zone)
    this.#startHour = startHour
  }

  /** The day that holds this instant. */
  at(atMs: number): ZoneDay {
    let date = Math.floor(this.#zone.wallMs(atMs) / dayMs) * dayMs
    while (atMs < this.#startMs(date)) date -= dayMs
    while (atMs >= this.#startMs(date + dayMs)) date += dayMs
    return this.#day(date)
  }

  /** The day that begins on a calendar date. */
  on(day: string): ZoneDay {
    return this.#day(dateMs(day))
  }

  /** Whole days that overlap [fromMs, toMs), oldest first. */
  between(fromMs: number, toMs: number): readonly ZoneDay[] {
    const days: ZoneDay[] = []
    for (let day = this.at(fromMs); day.startMs < toMs; day = this.on(addDays(day.day, 1))) days.push(day)
    return days
  }

  /** `HH:mm` on the wall. */
  time(atMs: number): string {
    return new Date(this.#zone.wallMs(atMs)).toISOString().slice(11, 16)
  }

  #day(date: number): ZoneDay {
    return { day: dateOf(date), startMs: this.#startMs(date), endMs: this.#startMs(date + dayMs) }
  }

  #startMs(date: number): number {
    return this.#zone.instantOf(date + this.#startHour * hourMs)
  }
}
