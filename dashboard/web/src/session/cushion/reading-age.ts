/** Age of the last reading in real time: its age on arrival plus the time since. */
import { type RealTime, stopwatch } from '../../../../../core/time/stopwatch.ts'

export interface ReadingAge {
  /** A reading has just arrived after `onWayMs` of delay by the cushion's clock. */
  heard(onWayMs: number): void
  /** The age of a snapshot's reading; null: it has none. */
  restored(ageMs: number | null): void
  forget(): void
  /** Null without a reading. */
  nowS(): number | null
}

/** A longer delay is a wrong clock. */
const longestWayMs = 2_000

export function readingAge(real: RealTime): ReadingAge {
  let received: { readonly sinceMs: () => number; readonly ageMs: number } | null = null
  return {
    heard(onWayMs) {
      received = { sinceMs: stopwatch(real), ageMs: Math.min(Math.max(0, onWayMs), longestWayMs) }
    },
    restored(ageMs) {
      received = ageMs === null ? null : { sinceMs: stopwatch(real), ageMs }
    },
    forget() {
      received = null
    },
    nowS: () => received && (received.sinceMs() + received.ageMs) / 1000,
  }
}
