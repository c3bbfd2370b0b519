/**
 * Gives every reading of a cushion its own millisecond, strictly increasing within an epoch of the clock, also across
 * reconnects and restarts. If the clock is set back a little, the stamps keep a lead that shrinks slowly, so that durations
 * stay right; a larger step begins a new epoch.
 */
export class Timeline {
  readonly #paybackPart: number
  #last: number
  #lead = 0
  #seenMs: number | null = null

  /** `paybackPart`: the share of passing time by which a lead shrinks; 0 keeps it (simulated clocks). */
  constructor(options: { lastAtMs: number | null; paybackPart: number }) {
    this.#last = options.lastAtMs ?? Number.NEGATIVE_INFINITY
    this.#paybackPart = options.paybackPart
  }

  /** How far the stamps are ahead of the clock they follow. */
  get leadMs(): number {
    return this.#lead
  }

  get lastMs(): number {
    return this.#last
  }

  /** The timestamp, a whole millisecond, of something that happened at `ms` of the followed clock. */
  stamp(ms: number): number {
    this.#payBack(ms)
    let at = Math.floor(ms + this.#lead)
    if (at <= this.#last) {
      const missing = this.#last + 1 - at
      // Jitter of the clock map delays one stamp; a clock that went back shifts the whole timeline.
      if (missing > jitterMs) this.#lead += missing
      at = this.#last + 1
    }
    this.#last = at
    return at
  }

  /** Makes the next stamps later than `ms`, which has already been shown as the time. */
  notBefore(ms: number): void {
    this.#last = Math.max(this.#last, Math.floor(ms))
  }

  /** The followed clock jumped: after a jump back the stamps continue as before; a jump forward reduces the lead. */
  shift(jumpMs: number): void {
    this.#lead = Math.max(0, this.#lead - jumpMs)
  }

  /** A new epoch: the clock moved by `byMs`, and so does the last stamp, which later ones must exceed. */
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
