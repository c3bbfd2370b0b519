/** Notices when frames stop: too long without a good one is stale. In real time, with no timer of its own. */
import { staleAfterMs } from '../../core/model/staleness.ts'
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

  /** `stale` once per silence; `give-up` when the silence lasts. */
  tick(nowMs: number): 'quiet' | 'stale' | 'give-up' {
    const { stalePeriods: periods, staleExtraMs: extraMs, reopenAfterStaleMs } = this.#timing
    const limitMs = staleAfterMs(1000 / this.#periodMs, { periods, extraMs })
    const silentMs = nowMs - this.#heardMs
    if (silentMs <= limitMs) return 'quiet'
    if (this.#stale) return silentMs > limitMs + reopenAfterStaleMs ? 'give-up' : 'quiet'
    this.#stale = true
    return 'stale'
  }
}
