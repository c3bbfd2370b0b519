/** Tells the starts of a board in a recording from its answers to a question. */
import type { HelloMessage } from '../firmware-protocol/index.ts'

export class BoardRuns {
  #hellos = 0
  #boot: number | null = null

  /** How often the board started anew. */
  get resets(): number {
    return Math.max(0, this.#hellos - 1)
  }

  /** `lastBoardMs`: of the reading before; null when there was none. */
  next(hello: HelloMessage, lastBoardMs: number | null): 'first' | 'reset' | 'same' {
    const same =
      this.#hellos > 0 && (hello.boot === null || hello.boot === this.#boot) && hello.ms >= (lastBoardMs ?? 0)
    if (same) return 'same'
    this.#hellos++
    this.#boot = hello.boot
    return this.#hellos === 1 ? 'first' : 'reset'
  }
}
