/** A token bucket: `burst` at once, `perS` a second in the long run. Time comes in as an argument (ms). */
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

  take(nowMs: number): boolean {
    const elapsedS = Math.max(0, nowMs - (this.#atMs ?? nowMs)) / 1000
    this.#atMs = nowMs
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsedS * this.#perS)
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
