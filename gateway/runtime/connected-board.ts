/**
 * The board that answered last: what it said of itself, and whether its readings belong to this cushion's data. Real and
 * simulated readings never get under the same id: which of the two an id is, is settled by its first board.
 */
import type { BoardHello } from '../link/board.ts'
import type { CushionState, KnownBoard } from './cushion-state.ts'

/** Of a board that does not say its rate. */
const usualRateHz = 10

export class ConnectedBoard {
  readonly #cushion: string
  readonly #kept: CushionState
  #hello: BoardHello | null = null
  #refusal: string | null = null

  constructor(cushion: string, kept: CushionState) {
    this.#cushion = cushion
    this.#kept = kept
  }

  /** Null before the first hello. */
  get hello(): BoardHello | null {
    return this.#hello
  }

  /** Why its readings are not taken although the link is fine, with what to do; null when they are. */
  get refusal(): string | null {
    return this.#refusal
  }

  /** Null until a board has said it, now or in an earlier run. */
  get simulated(): boolean | null {
    return this.#hello === null ? this.#kept.simulated : this.#hello.simulated !== null
  }

  /** What of the board the core works with. */
  get known(): KnownBoard | null {
    if (this.#hello === null) return null
    const { bits, rateHz, simulated } = this.#hello
    return { bits, rateHz: rateHz ?? usualRateHz, simulated: simulated !== null }
  }

  greet(hello: BoardHello): void {
    this.#hello = hello
    this.#refusal = this.#refusalOf(hello)
  }

  setRate(rateHz: number): void {
    if (this.#hello !== null) this.#hello = { ...this.#hello, rateHz }
  }

  #refusalOf(hello: BoardHello): string | null {
    const simulated = hello.simulated !== null
    const before = this.#kept.simulated
    if (before === null) this.#kept.simulated = simulated
    if (before === null || before === simulated) return null
    const [is, has] = simulated ? ['simulated', 'real'] : ['real', 'simulated']
    return (
      `This is a ${is} cushion, but the data kept under the id ${this.#cushion} is from a ${has} one; the two are never mixed, so its ` +
      `readings are not recorded. Give the ${is} cushion its own id with --cushion, or its own folder with --data.`
    )
  }
}
