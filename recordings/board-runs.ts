/** Distinguishes a board's starts in a recording from its answers to a query. */
import type { HelloMessage } from '../firmware-protocol/index.ts'

export class BoardRuns {
  #hellos = 0
  #boot: number | null = null

  /** Number of restarts of the board. */
  get resets(): number {
    return Math.max(0, this.#hellos - 1)
  }

  /** `lastBoardMs`: of the previous reading; null without one. */
  next(hello: HelloMessage, lastBoardMs: number | null): 'first' | 'reset' | 'same' {
    const same =
      this.#hellos > 0 && (hello.boot === null || hello.boot === this.#boot) && hello.ms >= (lastBoardMs ?? 0)
    if (same) return 'same'
    this.#hellos++
    this.#boot = hello.boot
    return this.#hellos === 1 ? 'first' : 'reset'
  }
}
