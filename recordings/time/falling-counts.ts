/**
 * Times that count from an unknown start, or within one day: where they fall back and continue, the board restarted (or
 * midnight passed, or the counter was full). Both runs are kept. The time between them is unknown, so a fixed gap separates them, long enough to be
 * unknown time. A single fallen stamp is not a restart and is refused.
 */
import { dayMs, hourMs } from '../../core/time/calendar.ts'
import type { RecordedFrame, RecordedRestart } from '../entry.ts'

/** Between two runs: longer than one stretch of readings, shorter than any break. */
export const restartGapMs = 10_000
const nearWrapMs = 60_000
/** One stamp far ahead is an error in the file, not the value before a restart. */
const leapMs = 5000

export type FallRule =
  /** `unitMs`: of the counter, whose 16 or 32 bits may be full. */
  { readonly kind: 'count'; readonly unitMs: number } | { readonly kind: 'day' }

export interface FallSink {
  take(entry: RecordedFrame | RecordedRestart): void
  refuse(frame: RecordedFrame): void
}

export class FallingCounts {
  readonly seen: {
    restarts: number
    firstRestart: number | null
    guessedDay: number | null
    /** First line behind 12:59, on a clock without AM and PM. */
    twelveHours: number | null
    /** First line behind 65535. */
    shortWrap: number | null
  } = { restarts: 0, firstRestart: null, guessedDay: null, twelveHours: null, shortWrap: null }
  readonly #rule: FallRule
  readonly #sink: FallSink
  #baseMs = 0
  /** As written. */
  #lastMs: number | null = null
  #beforeMs = Number.NEGATIVE_INFINITY
  #held: RecordedFrame | null = null

  constructor(rule: FallRule, sink: FallSink) {
    this.#rule = rule
    this.#sink = sink
  }

  next(frame: RecordedFrame): void {
    const held = this.#held
    this.#held = null
    const lastMs = this.#lastMs ?? frame.atMs
    if (held !== null) {
      if (frame.atMs >= held.atMs && frame.atMs < lastMs) this.#beginAgain(held, lastMs)
      else {
        this.#sink.refuse(held)
        if (frame.atMs < lastMs) {
          this.#held = frame
          return
        }
      }
    } else if (frame.atMs < lastMs) {
      const slip = lastMs - this.#beforeMs > leapMs && frame.atMs > this.#beforeMs
      if (!slip) {
        this.#held = frame
        return
      }
    }
    this.#pass(frame)
  }

  end(): void {
    if (this.#held !== null) this.#sink.refuse(this.#held)
    this.#held = null
  }

  #beginAgain(held: RecordedFrame, lastMs: number): void {
    const { seen } = this
    const wrapMs = this.#wrapMs(held, lastMs)
    if (wrapMs !== null) this.#baseMs += wrapMs
    else {
      this.#baseMs += lastMs + restartGapMs - held.atMs
      seen.restarts++
      seen.firstRestart ??= held.line
      this.#sink.take({ kind: 'restart', atMs: Math.floor(this.#baseMs + held.atMs), line: held.line })
    }
    this.#beforeMs = Number.NEGATIVE_INFINITY
    this.#lastMs = held.atMs
    this.#pass(held)
  }

  /** The length of what has passed when this is no restart: a day, or a full counter; else null. */
  #wrapMs({ atMs, line }: RecordedFrame, lastMs: number): number | null {
    const { seen } = this
    if (this.#rule.kind === 'count') {
      const { unitMs } = this.#rule
      const longMs = 2 ** 32 * unitMs
      const shortMs = 2 ** 16 * unitMs
      if (lastMs > longMs - nearWrapMs && lastMs < longMs && atMs < nearWrapMs) return longMs
      // So close only by the usual step.
      const stepMs = lastMs - this.#beforeMs
      if (Math.abs(shortMs + atMs - lastMs - stepMs) > stepMs / 2 || lastMs >= shortMs) return null
      seen.shortWrap ??= line
      return shortMs
    }
    if (lastMs - atMs < dayMs / 2) {
      // A stopwatch begins at 0, and half a day earlier no midnight has passed.
      if (atMs < nearWrapMs) return null
      seen.guessedDay ??= line
      if (lastMs >= dayMs / 2 && lastMs < dayMs / 2 + hourMs && Math.abs(atMs - hourMs) < nearWrapMs)
        seen.twelveHours ??= line
    }
    return dayMs
  }

  #pass(frame: RecordedFrame): void {
    this.#beforeMs = this.#lastMs ?? this.#beforeMs
    this.#lastMs = frame.atMs
    this.#sink.take(this.#baseMs === 0 ? frame : { ...frame, atMs: Math.floor(frame.atMs + this.#baseMs) })
  }
}
