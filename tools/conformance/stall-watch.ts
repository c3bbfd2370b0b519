/** Measures stalls of this process, which must not count against the board. */
const everyMs = 20
/** Timers are this late on an idle computer. */
const usualMs = 5

export class StallWatch {
  #pastMs = 0
  #timer: NodeJS.Timeout | null = null
  #lastMs = 0

  /** Sum of all delays of this process so far, the present one included: bytes are read before the timer that sees it. */
  get totalMs(): number {
    return this.#pastMs + (this.#timer === null ? 0 : this.#presentMs(performance.now()))
  }

  start(): void {
    if (this.#timer !== null) return
    this.#lastMs = performance.now()
    this.#timer = setInterval(() => {
      const nowMs = performance.now()
      this.#pastMs += this.#presentMs(nowMs)
      this.#lastMs = nowMs
    }, everyMs)
  }

  stop(): void {
    if (this.#timer === null) return
    this.#pastMs = this.totalMs
    clearInterval(this.#timer)
    this.#timer = null
  }

  #presentMs(nowMs: number): number {
    return Math.max(0, nowMs - this.#lastMs - everyMs - usualMs)
  }
}
