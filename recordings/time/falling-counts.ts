/**
 * Times that count from a start which is not known, or through one day: where they fall back and go on from there, the board began
 * anew (or midnight passed). Both runs are kept; how long the board was away is not known, so a gap of fixed length stands between
 * them, long enough to be unknown time. A single fallen stamp is no restart: it is refused.
 */
import { dayMs } from '../../core/time/calendar.ts'
import type { RecordedFrame, RecordedRestart } from '../entry.ts'

/** Between two runs: longer than what counts as one stretch of readings, shorter than any break. */
export const restartGapMs = 10_000
const nearWrapMs = 60_000
/** One stamp far ahead is a slip of the file, not the height from which a count fell. */
const leapMs = 5000

export type FallRule =
  /** `wrapMs`: where a board's 32-bit counter begins again by itself. */
  { readonly kind: 'count'; readonly wrapMs: number | null } | { readonly kind: 'day' }

export interface FallSink {
  take(entry: RecordedFrame | RecordedRestart): void
  refuse(frame: RecordedFrame): void
}

export class FallingCounts {
  readonly seen: { restarts: number; firstRestart: number | null; guessedDay: number | null } = {
    restarts: 0,
    firstRestart: null,
    guessedDay: null,
  }
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
    if (this.#rule.kind === 'day') {
      this.#baseMs += dayMs
      if (lastMs - held.atMs < dayMs / 2) seen.guessedDay ??= held.line
    } else if (this.#wrapped(held.atMs, lastMs)) this.#baseMs += this.#rule.wrapMs ?? 0
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

  #wrapped(atMs: number, lastMs: number): boolean {
    if (this.#rule.kind !== 'count' || this.#rule.wrapMs === null) return false
    return lastMs > this.#rule.wrapMs - nearWrapMs && lastMs < this.#rule.wrapMs && atMs < nearWrapMs
  }

  #pass(frame: RecordedFrame): void {
    this.#beforeMs = this.#lastMs ?? this.#beforeMs
    this.#lastMs = frame.atMs
    this.#sink.take(this.#baseMs === 0 ? frame : { ...frame, atMs: Math.floor(frame.atMs + this.#baseMs) })
  }
}
