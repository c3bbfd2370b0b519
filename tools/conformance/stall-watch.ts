/** Measures stalls of this process, which must not count against the board. */
const everyMs = 20

export class StallWatch {
  /** Sum of all delays of this process so far. */
  totalMs = 0
  #timer: NodeJS.Timeout | null = null
  #lastMs = 0

  start(): void {
    if (this.#timer !== null) return
    this.#lastMs = performance.now()
    this.#timer = setInterval(() => {
      const nowMs = performance.now()
      this.totalMs += Math.max(0, nowMs - this.#lastMs - everyMs - 5)
      this.#lastMs = nowMs
    }, everyMs)
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }
}
