/**
 * Watches the share of frames that arrive broken or not at all. A second program that reads the same port takes bytes and
 * whole lines away, while the rest goes on arriving, so silence alone would not show it. Pure.
 */
import type { Tally } from './tally.ts'

/** In one window: at least so many, and this share of all. A healthy cable has none. */
const leastBad = 5
const badShare = 0.1

export class LossWatch {
  readonly #windowMs: number
  readonly #tally: Tally
  #sinceMs: number
  #good: number
  #bad: number
  #heavy = false

  constructor(tally: Tally, { windowMs, nowMs }: { windowMs: number; nowMs: number }) {
    this.#windowMs = windowMs
    this.#tally = tally
    this.#sinceMs = nowMs
    this.#good = tally.frames
    this.#bad = tally.bad
  }

  /** At the end of a window that differs from the one before; null otherwise. */
  tick(nowMs: number): { heavy: boolean; bad: number; of: number } | null {
    if (nowMs - this.#sinceMs < this.#windowMs) return null
    const bad = this.#tally.bad - this.#bad
    const of = bad + this.#tally.frames - this.#good
    this.#sinceMs = nowMs
    this.#bad = this.#tally.bad
    this.#good = this.#tally.frames
    const heavy = bad >= leastBad && bad / of >= badShare
    if (heavy === this.#heavy) return null
    this.#heavy = heavy
    return { heavy, bad, of }
  }
}
