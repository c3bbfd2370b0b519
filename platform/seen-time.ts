/**
 * Time as a program has seen it pass. A wall clock may be unset, wrong, or set while the program runs; what must not be
 * decided by a single look at it is decided by this time. It follows the wall clock in both directions, but at most four
 * times as fast as a clock that never steps: a computer that runs six hours a day keeps up with the calendar, and a clock
 * that is three years ahead for a minute moves it by four.
 */
import type { Clock } from './clock.ts'

/** Sitbone is not older than this: a wall clock that shows less has not been set. */
export const earliestMs = Date.parse('2026-01-01T00:00:00Z')
/** Line protocol counts nanoseconds in 64 bits: the year 2262. */
export const latestMs = 9_223_372_036_000
const mostRate = 4

export class SeenTime {
  readonly #clock: Clock
  #ms: number | null
  #monoMs: number

  /** `keptMs`: its value at the end of the last run, null for a first run. */
  constructor(clock: Clock, keptMs: number | null) {
    this.#clock = clock
    this.#ms = keptMs
    this.#monoMs = this.#mono()
  }

  /** Null until a wall clock that is set has been seen. */
  get ms(): number | null {
    return this.#ms
  }

  /**
   * Call it often; gives the ms that really passed since the last call. A first run begins at the wall clock, but not after
   * `latestStartMs`; null: not yet.
   */
  follow(latestStartMs: number | null): number {
    const monoMs = this.#mono()
    const passedMs = Math.max(0, monoMs - this.#monoMs)
    this.#monoMs = monoMs
    const wallMs = this.#clock.nowMs()
    if (wallMs < earliestMs) return passedMs
    const mostMs = mostRate * passedMs
    if (this.#ms !== null) this.#ms = Math.min(Math.max(wallMs, this.#ms - mostMs), this.#ms + mostMs)
    else if (latestStartMs !== null) this.#ms = Math.min(wallMs, latestStartMs)
    return passedMs
  }

  #mono(): number {
    return this.#clock.monoMs?.() ?? performance.now()
  }
}
