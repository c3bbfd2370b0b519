/** A token bucket: `burst` at once, `perS` per second in the long run. Time is passed in (ms). */
export class RateLimit {
  readonly #burst: number
  readonly #perS: number
  #tokens: number
  #atMs: number | null = null

  constructor({ burst, perS }: { burst: number; perS: number }) {
    this.#burst = burst
    this.#perS = perS
    this.#tokens = burst
  }

  /** False if there are not enough tokens; then none are taken. */
  take(nowMs: number, tokens = 1): boolean {
    this.#fill(nowMs)
    if (this.#tokens < tokens) return false
    this.#tokens -= tokens
    return true
  }

  /** For what is known only afterwards: the bucket may go into debt. */
  charge(nowMs: number, tokens: number): void {
    this.#fill(nowMs)
    this.#tokens -= tokens
  }

  /** How long until the bucket is out of debt; 0: it is not in debt. */
  debtMs(nowMs: number): number {
    this.#fill(nowMs)
    return this.#tokens >= 0 ? 0 : Math.ceil((1000 * -this.#tokens) / this.#perS)
  }

  #fill(nowMs: number): void {
    const elapsedS = Math.max(0, nowMs - (this.#atMs ?? nowMs)) / 1000
    this.#atMs = nowMs
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsedS * this.#perS)
  }
}
