/** Board milliseconds are unsigned 32-bit and wrap after 49.7 days: this undoes the wrap. Pure. */
const half = 0x8000_0000
const full = 0x1_0000_0000

export class Unwrap {
  #last: number | null = null

  /**
   * The time of a frame on a scale that never wraps; null when the board's clock went back, which only happens in
   * a reset. A fall by more than half the range is a wrap.
   */
  next(ms: number): number | null {
    if (this.#last === null) {
      this.#last = ms
      return ms
    }
    const step = (ms - this.#last) >>> 0
    if (step >= half) return null
    this.#last += step
    return this.#last
  }

  /** The time nearest to the last frame, for answers that may be slightly older than it. */
  near(ms: number): number {
    if (this.#last === null) return ms
    const step = (ms - this.#last) >>> 0
    return this.#last + (step < half ? step : step - full)
  }
}
