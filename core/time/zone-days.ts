/**
 * The sitter's days: from `startHour` local time to the next, in an IANA zone. A day has 23 or 25 hours when the clocks change;
 * a skipped start hour begins at the change, a repeated one at its first occurrence. Pure.
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

/** 04:00: people who work or sleep late are still on the previous day. */
export const usualStartHour = 4

/** Days of one zone and start hour; reuse the object. */
export class ZoneDays {
  readonly #zone: Zone
  readonly #startHour: number

  constructor({ zone, startHour }: DayRule) {
    this.#zone = new Zone(zone)
    this.#startHour = startHour
  }

  /** The day that contains this instant. */
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

  /** The instant of a local time on this day, in minutes after midnight; before the start hour, it is in the night that ends the day. */
  timeOn(day: string, minutes: number): number {
    return this.#zone.atMs(minutes < this.#startHour * 60 ? addDays(day, 1) : day, minutes)
  }

  /** Local time as `HH:mm`. */
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
