/** Collects the output of one core step: events, minutes, bouts. Most steps have none. */
import type { AlertKind } from './model/alerts.ts'
import type { Level } from './model/levels.ts'
import type { Bout } from './model/schemas/bouts.ts'
import type { CellVerdict } from './model/schemas/cell-verdicts.ts'
import type { CushionEvent, EventKind } from './model/schemas/events.ts'
import type { MinuteSummary } from './model/schemas/minutes.ts'
import type { Side } from './model/schemas/zones.ts'
import type { CoreOutput } from './model/types.ts'

/** Fields of an event besides time and kind. */
export interface EventDetails {
  readonly side?: Side | null
  readonly level?: Level
  readonly alertId?: string
  readonly alertKind?: AlertKind
  readonly warnedAt?: string | null
  readonly exceededAt?: string | null
  readonly cell?: number
  readonly verdict?: CellVerdict
  readonly s?: number
  readonly boutS?: number
  readonly startedAt?: string
  readonly detail?: string
  readonly [more: string]: unknown
}

export class EventCollector {
  #events: CushionEvent[] = []
  #minutes: MinuteSummary[] = []
  #bouts: Bout[] = []
  #any = false
  changed = false

  event(kind: EventKind, atMs: number, more: EventDetails = {}): void {
    this.#events.push({ ...more, v: 1, at: isoAt(atMs), kind })
    this.#any = true
  }

  bout(bout: Bout): void {
    this.#bouts.push(bout)
    this.#any = true
  }

  minutes(minutes: readonly MinuteSummary[]): void {
    this.#minutes.push(...minutes)
    this.#any = true
  }

  /** Everything collected since the last take; null when there is nothing. */
  take(): Omit<CoreOutput, 'reading'> | null {
    if (!this.#any && !this.changed) return null
    const { changed } = this
    const collected = { events: this.#events, minutes: this.#minutes, bouts: this.#bouts, changed }
    this.#events = []
    this.#minutes = []
    this.#bouts = []
    this.#any = false
    this.changed = false
    return collected
  }
}

export const isoAt = (atMs: number): string => new Date(atMs).toISOString()
export const isoOrNull = (atMs: number | null): string | null => (atMs === null ? null : isoAt(atMs))
