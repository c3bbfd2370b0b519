/**
 * Decides what each frame of one connection is: a new reading, a faulty or misplaced line, or a sign of a reset whose hello was
 * lost. Gives new readings their time. Knows no deadlines and writes nothing.
 */
import type { Frame } from '../../core/model/types.ts'
import type { FrameMessage, HelloMessage } from '../../firmware-protocol/index.ts'
import { type BoardHello, frameFault } from './board.ts'
import { misplaced, type Placed } from './misplaced.ts'
import { Sequence } from './sequence.ts'
import type { Tally } from './tally.ts'
import type { LinkClock } from './time/link-clock.ts'

export interface Taken {
  /** Null for a frame that is left out. */
  readonly frame: Frame | null
  /** The board's clock went back without a hello: ask for one. */
  readonly resetSuspected: boolean
}

const leftOut: Taken = { frame: null, resetSuspected: false }

export class FrameIntake {
  readonly #clock: LinkClock
  readonly #tally: Tally
  readonly #sequence = new Sequence()
  #lastBoardMs = 0
  /** Since the board last started. */
  #lastFrame: Placed | null = null
  /** After such a reset the next hello counts as a reset, whatever it says. */
  #resetSuspected = false

  constructor(clock: LinkClock, tally: Tally) {
    this.#clock = clock
    this.#tally = tally
  }

  /** A board was accepted: its time and its sequence start again. */
  restart(board: BoardHello, helloMs: number): void {
    this.#resetSuspected = false
    this.#lastBoardMs = helloMs
    this.#lastFrame = null
    this.#sequence.reset()
    this.#clock.beginEpoch(board.simulated, helloMs)
  }

  /** Can this hello come from the board as it has been running, without a reset? */
  continues(hello: HelloMessage, board: BoardHello): boolean {
    return (
      !this.#resetSuspected &&
      (hello.boot === null || hello.boot === board.boot) &&
      hello.ms >= this.#lastBoardMs
    )
  }

  take(message: FrameMessage, board: BoardHello): Taken {
    const fault = frameFault(message, board) ?? misplaced(message, this.#lastFrame)
    if (fault !== null) {
      this.#tally.reject(fault)
      return leftOut
    }
    let atMs = this.#clock.frame(message.ms)
    const wentBack = atMs === null
    if (wentBack) {
      this.#resetSuspected = true
      this.#sequence.reset()
      this.#clock.beginEpoch(board.simulated, message.ms)
      atMs = this.#clock.frame(message.ms)
    }
    if (atMs === null) return { frame: null, resetSuspected: wentBack }
    const passedMs = ((message.ms - this.#lastBoardMs) >>> 0) + 1000
    this.#tally.frames++
    this.#tally.framesLost += this.#sequence.next(message.seq, passedMs)
    this.#lastBoardMs = message.ms
    this.#lastFrame = message
    const { seq, counts } = message
    return {
      frame: { atMs, boot: board.boot, seq, boardMs: message.ms, counts },
      resetSuspected: wentBack,
    }
  }
}
