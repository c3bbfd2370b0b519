/**
 * A cushion without hardware: sitter, cells and board behind byte streams that behave like a serial port. Opening one resets
 * the board, as DTR does; only one stream is open at a time. Nothing runs before the first open or after stop().
 */

import type { Duplex } from 'node:stream'
import type { SimulatedPosture } from '../../core/model/simulated-sitter.ts'
import type { Scenario } from '../body/scenario-schema.ts'
import {
  type CushionModel,
  createCushionModel,
  emptySeatAt,
  type SimLayout,
  type Truth,
} from '../cells/cushion.ts'
import type { CellFault } from '../cells/fault.ts'
import type { FsrSpread } from '../cells/fsr-part.ts'
import { BoardProgram, type Buzz, type ResetCause } from './board.ts'
import { BoardClock } from './board-clock.ts'
import { BoardStream, type BoardStreamCounters } from './stream.ts'

export interface VirtualBoardOptions {
  readonly scenario: Scenario
  readonly seed: number
  readonly layout: SimLayout
  /** Simulated epoch ms of the first open. */
  readonly startMs: number
  /** 1 to 3600 times as fast as real time. */
  readonly speed: number
  readonly rateHz?: number
  readonly boardId?: string
  readonly bits?: number
  readonly zone?: string
  readonly spread?: Partial<FsrSpread>
  /** Start values near their wrap at 2^32, for tests. */
  readonly firstSeq?: number
  readonly firstMs?: number
}

/** Truths kept: ten minutes at 10 Hz. */
const truthsKept = 6000

export class VirtualBoard {
  readonly counters: BoardStreamCounters = { skippedFrames: 0, held: 0 }
  readonly #options: VirtualBoardOptions
  #model: CushionModel
  #scenario: Scenario
  readonly #clock: BoardClock
  readonly #program: BoardProgram
  readonly #listeners = new Set<(truth: Truth) => void>()
  #truths: Truth[] = []
  #stream: BoardStream | null = null
  #stopped = false
  #unplugged = false

  constructor(options: VirtualBoardOptions) {
    if (!(options.speed >= 1 && options.speed <= 3600)) throw new RangeError('speed must be 1 to 3600')
    const { boardId = 'desk-1', bits = 10, rateHz = 10 } = options
    this.#options = options
    this.#model = createCushionModel(options)
    this.#scenario = options.scenario
    this.#clock = new BoardClock(options.startMs, options.speed)
    this.#program = new BoardProgram({
      ...options,
      id: boardId,
      channels: options.layout.cells.length,
      bits,
      rateHz,
      scan: (atMs) => this.#scan(atMs),
    })
  }

  /** Opens a new stream and ends the previous one, as on a replug. Throws when unplugged or stopped. */
  open(): Duplex {
    if (this.#stopped) throw new Error('The virtual board is stopped: make a new one')
    if (this.#unplugged) throw new Error('Cushion unplugged. Plug the cable back in.')
    this.#stream?.destroy()
    this.#clock.start()
    const stream = new BoardStream(this.#program, this.#clock, this.counters)
    this.#stream = stream
    stream.once('close', () => {
      if (this.#stream === stream) this.#stream = null
    })
    stream.begin(this.#program.reset(this.#clock.nowMs(), 'external'))
    return stream
  }

  /** Simulated epoch ms. */
  nowMs(): number {
    return this.#clock.nowMs()
  }

  /** Truth of the last frame; before the first, an empty seat. */
  truth(): Truth {
    const { startMs, layout } = this.#options
    return this.#truths.at(-1) ?? emptySeatAt(startMs, layout.cells.length)
  }

  /** The last truths, oldest first; at most some thousands. */
  get truthLog(): readonly Truth[] {
    return this.#truths
  }

  /** Calls back with every frame's truth before its bytes are sent. Returns a function that stops it. */
  onTruth(listener: (truth: Truth) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  get buzzes(): readonly Buzz[] {
    return this.#program.buzzes
  }

  get boardId(): string {
    return this.#program.id
  }

  get boot(): number {
    return this.#program.boot
  }

  get rateHz(): number {
    return this.#program.rate
  }

  get isOpen(): boolean {
    return this.#stream !== null
  }

  /** Kept while seated; null returns to the sitter's own postures. */
  setPosture(posture: SimulatedPosture | null): void {
    this.#model.sitter.setPosture(posture)
  }

  setFault(cell: number, fault: CellFault | null): void {
    this.#model.setFault(cell, fault)
  }

  /** Sitter and cells: postures, weights on cells, faults. */
  get model(): CushionModel {
    return this.#model
  }

  /** Puts a weight on one cell, for calibrating on an empty seat; null removes it. */
  placeWeight(cell: number, massG: number | null): void {
    this.#model.placeWeight(cell, massG)
  }

  /** Sits down and stays until `stand` or `follow`. */
  sit(): void {
    this.#model.sitter.sit()
  }

  stand(): void {
    this.#model.sitter.stand()
  }

  /** Back to the scenario's schedule and postures. */
  follow(): void {
    this.#model.sitter.follow()
  }

  /** Restarts the board in mid-stream: it sends the hello and counts from zero. */
  reset(cause: ResetCause = 'watchdog'): void {
    const hello = this.#program.reset(this.#clock.nowMs(), cause)
    this.#stream?.say(hello)
  }

  get speed(): number {
    return this.#clock.speed
  }

  /**
   * 1 to 3600 times real time, from now on. Only the hello tells readers the speed, so the board restarts and sends one.
   */
  setSpeed(speed: number): void {
    if (!(speed >= 1 && speed <= 3600)) throw new RangeError('speed must be 1 to 3600')
    if (speed === this.#clock.speed) return
    this.#clock.setSpeed(speed)
    this.#program.speed = speed
    this.reset('external')
  }

  get scenario(): Scenario {
    return this.#scenario
  }

  /** Another sitter, seat or day on the same, rested cells: creep, weights and faults are reset, and the board restarts. */
  setScenario(scenario: Scenario): void {
    this.#scenario = scenario
    this.#model = createCushionModel({ ...this.#options, scenario, startMs: this.#clock.nowMs() })
    this.reset('power-on')
  }

  /** Freezes the program; when off, it continues where it stopped. A reset also ends it. */
  setFrozen(is: boolean): void {
    this.#program.frozen = is
  }

  /** Unplugs the cable: the stream breaks off, and `open` throws until `plug`. */
  unplug(): void {
    this.#unplugged = true
    this.#stream?.destroy()
  }

  plug(): void {
    this.#unplugged = false
  }

  /** Ends the stream and every timer. Idempotent. */
  stop(): void {
    this.#stopped = true
    this.#stream?.destroy()
  }

  #scan(atMs: number): readonly number[] {
    const { counts, truth } = this.#model.step(atMs)
    this.#truths.push(truth)
    // Trimmed in large steps: shifting an array by one at every frame is slow.
    if (this.#truths.length >= 2 * truthsKept) this.#truths = this.#truths.slice(-truthsKept)
    for (const listener of this.#listeners) listener(truth)
    return counts
  }
}

export const createVirtualBoard = (options: VirtualBoardOptions): VirtualBoard => new VirtualBoard(options)
