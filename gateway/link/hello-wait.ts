/**
 * When to ask for the hello, and when to give up.
 *
 *   opened --quiet--> ask, ask, ask, ask --late--> ask now and then --> give up
 *
 * Opening a port resets most boards, so a slow board gets more time after one opening instead of another reset, and after each
 * opening without a hello, the next waits longer before asking. Deadlines move with the ticks, so a stall of this process skips
 * no question.
 */
import type { Timing } from './timing.ts'

export type HelloWaitTiming = Pick<
  Timing,
  'helloWaitMs' | 'helloWaitMaxMs' | 'askEveryMs' | 'asks' | 'lateAskEveryMs' | 'lateForMs'
>

export interface Opening {
  /** Consecutive earlier openings of this port without a hello. */
  readonly silentBefore: number
  /** No reset is expected: the first question goes out at once. */
  readonly askAtOnce: boolean
}

export const firstOpening: Opening = { silentBefore: 0, askAtOnce: false }

export class HelloWait {
  readonly #timing: HelloWaitTiming
  readonly #opening: Opening
  #asked = 0
  #nextMs = 0
  #lateMs: number | null = null

  constructor(timing: HelloWaitTiming, opening: Opening = firstOpening) {
    this.#timing = timing
    this.#opening = opening
  }

  start(nowMs: number): void {
    const { helloWaitMs, helloWaitMaxMs } = this.#timing
    const { silentBefore, askAtOnce } = this.#opening
    this.#asked = 0
    this.#lateMs = null
    this.#nextMs = nowMs + (askAtOnce ? 0 : Math.min(helloWaitMaxMs, helloWaitMs * 2 ** silentBefore))
  }

  /** Gives `late` once, when a board that only went through a reset would have answered. */
  tick(nowMs: number): 'wait' | 'ask' | 'late' | 'give-up' {
    if (nowMs < this.#nextMs) return 'wait'
    const { asks, askEveryMs, lateAskEveryMs, lateForMs } = this.#timing
    if (this.#asked < asks) {
      this.#asked++
      this.#nextMs = nowMs + askEveryMs
      return 'ask'
    }
    if (this.#lateMs === null) {
      this.#lateMs = nowMs
      this.#nextMs = nowMs + Math.min(lateAskEveryMs, lateForMs)
      return 'late'
    }
    if (nowMs - this.#lateMs >= lateForMs) return 'give-up'
    this.#nextMs = nowMs + lateAskEveryMs
    return 'ask'
  }
}
