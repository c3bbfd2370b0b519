/**
 * Gives every reading of a cushion its own millisecond, strictly rising within an epoch of the clock, also across reconnects and
 * restarts. A clock that was set back by a little leaves the stamps ahead by a lead, which real time makes good slowly, so that
 * durations stay right; one that was set by more begins an epoch.
 */
export class Timeline {
  readonly #paybackPart: number
  #last: number
  #lead = 0
  #seenMs: number | null = null

  /** `paybackPart`: part of the passing time by which a lead shrinks, 0 to keep it (simulated clocks). */
  constructor(options: { lastAtMs: number | null; paybackPart: number }) {
    this.#last = options.lastAtMs ?? Number.NEGATIVE_INFINITY
    this.#paybackPart = options.paybackPart
  }

  /** How far the stamps run ahead of the clock they follow. */
  get leadMs(): number {
    return this.#lead
  }

  get lastMs(): number {
    return this.#last
  }

  /** The stamp, a whole millisecond, of something that happened at `ms` of the followed clock. */
  stamp(ms: number): number {
    this.#payBack(ms)
    let at = Math.floor(ms + this.#lead)
    if (at <= this.#last) {
      const missing = this.#last + 1 - at
      // Jitter of the clock map pushes one stamp; a clock that went back moves the whole timeline.
      if (missing > jitterMs) this.#lead += missing
      at = this.#last + 1
    }
    this.#last = at
    return at
  }

  /** Makes the next stamps later than `ms`, which somebody has seen as the time already. */
  notBefore(ms: number): void {
    this.#last = Math.max(this.#last, Math.floor(ms))
  }

  /** The followed clock jumped: backward, the stamps go on as before; forward, a lead is made good by it. */
  shift(jumpMs: number): void {
    this.#lead = Math.max(0, this.#lead - jumpMs)
  }

  /** An epoch begins: the clock went by `byMs`, and what comes is later than the last stamp moved along. */
  beginEpoch(byMs: number): void {
    this.#last += byMs
    this.#lead = 0
    this.#seenMs = null
  }

  #payBack(ms: number): void {
    const passed = this.#seenMs === null ? 0 : Math.max(0, ms - this.#seenMs)
    this.#seenMs = ms
    this.#lead = Math.max(0, this.#lead - passed * this.#paybackPart)
  }
}

const jitterMs = 250
