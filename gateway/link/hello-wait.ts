/** When to ask for the hello, and when to give up. Deadlines move with the ticks, so a stall of this process costs no question. */
import type { Timing } from './timing.ts'

export type HelloWaitTiming = Pick<Timing, 'helloWaitMs' | 'askEveryMs' | 'asks'>

export class HelloWait {
  readonly #timing: HelloWaitTiming
  #asked = 0
  #nextMs = 0

  constructor(timing: HelloWaitTiming) {
    this.#timing = timing
  }

  start(nowMs: number): void {
    this.#asked = 0
    this.#nextMs = nowMs + this.#timing.helloWaitMs
  }

  tick(nowMs: number): 'wait' | 'ask' | 'give-up' {
    if (nowMs < this.#nextMs) return 'wait'
    if (this.#asked >= this.#timing.asks) return 'give-up'
    this.#asked++
    this.#nextMs = nowMs + this.#timing.askEveryMs
    return 'ask'
  }
}
