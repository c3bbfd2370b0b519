/** Watches for frames that stop: more than 3 frame periods + 1 s without a good one is stale. Real time, no timer of its own. */
import type { Timing } from './timing.ts'

export type SilenceTiming = Pick<Timing, 'stalePeriods' | 'staleExtraMs' | 'reopenAfterStaleMs'>

export class Silence {
  readonly #timing: SilenceTiming
  #periodMs = 1000
  #heardMs = 0
  #stale = false

  constructor(timing: SilenceTiming) {
    this.#timing = timing
  }

  setPeriod(periodMs: number): void {
    this.#periodMs = periodMs
  }

  /** A good frame or a hello. */
  heard(nowMs: number): 'fresh' | 'fresh-again' {
    this.#heardMs = nowMs
    if (!this.#stale) return 'fresh'
    this.#stale = false
    return 'fresh-again'
  }

  /** `stale` once per silence; `give-up` when it lasts. */
  tick(nowMs: number): 'quiet' | 'stale' | 'give-up' {
    const limitMs = this.#timing.stalePeriods * this.#periodMs + this.#timing.staleExtraMs
    const silentMs = nowMs - this.#heardMs
    if (silentMs <= limitMs) return 'quiet'
    if (this.#stale) return silentMs > limitMs + this.#timing.reopenAfterStaleMs ? 'give-up' : 'quiet'
    this.#stale = true
    return 'stale'
  }
}
