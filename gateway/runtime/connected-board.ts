/**
 * The board that answered last: its hello, and whether its readings belong to this cushion's data. Real and simulated readings
 * never share an id: the first board of an id decides which kind it is.
 */
import type { BoardHello } from '../link/board.ts'
import type { CushionState, KnownBoard } from './cushion-state.ts'

/** For a board that does not report its rate. */
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

  /** Why its readings are rejected although the link works, with what to do; null if they are accepted. */
  get refusal(): string | null {
    return this.#refusal
  }

  /** Null until a board has reported it, in this run or an earlier one. */
  get simulated(): boolean | null {
    return this.#hello === null ? this.#kept.simulated : this.#hello.simulated !== null
  }

  /** The properties of the board that the core needs. */
  get known(): KnownBoard | null {
    if (this.#hello === null) return null
    const { bits, full, law, rateHz, simulated } = this.#hello
    return { bits, full, law, rateHz: rateHz ?? usualRateHz, simulated: simulated !== null }
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
