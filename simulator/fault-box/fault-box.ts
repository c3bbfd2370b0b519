/**
 * The box between a simulated board and its reader: seeded transmission faults, switched live or by a script. It wraps any
 * board that opens as a Duplex, virtual or emulated, and is opened in its place.
 *
 * Without faults, every byte passes unchanged. Nothing runs before the first open or after stop().
 */

import type { Duplex } from 'node:stream'
import { wireFaultSchemas } from '../../core/model/schemas/cell-faults.ts'
import type { LayoutCell } from '../../firmware-protocol/layout.ts'
import type { ResetCause } from '../board/board.ts'
import type { CushionModel } from '../cells/cushion.ts'
import type { CellFault } from '../cells/fault.ts'
import { BoardFields } from './board-fields.ts'
import { FaultyStream } from './faulty-stream.ts'
import { type Damage, LineDamage } from './line-damage.ts'
import { type ScriptedFault, type ScriptStep, stepsOf } from './script.ts'
import { type WireFaultChange, type WireFaults, wireFaultNames } from './wire-fault.ts'

/** The box's view of a board; VirtualBoard and AvrBoard fit. */
export interface BoxedBoard {
  open(): Duplex
  nowMs(): number
  reset(cause?: ResetCause): void
  unplug(): void
  plug(): void
  stop(): void
  /** Freezes its program; a watchdog restarts it. */
  setFrozen(is: boolean): void
  readonly model: CushionModel
}

export interface FaultBoxOptions {
  readonly seed: number
  readonly cells: readonly LayoutCell[]
  /** From the scenario; times count from the first open. */
  readonly script?: readonly ScriptedFault[]
  /** False: the hello does not mention a simulator. Only for tests of the host's clock. */
  readonly marked?: boolean
}

export interface BoxTap {
  /** A line from the board, before any fault. */
  board?(line: string): void
  /** Bytes as the host receives and sends them, latin1. */
  toHost?(bytes: string): void
  fromHost?(bytes: string): void
  /** Cable events; `name` if it came back under another one. */
  plugged?(is: boolean, name: string | null): void
}

const lookEveryMs = 50

export class FaultBox {
  readonly #board: BoxedBoard
  readonly #seed: number
  readonly #fields: BoardFields
  readonly #damage: LineDamage
  readonly #taps = new Set<BoxTap>()
  readonly #cells = new Map<number, CellFault>()
  #script: ScriptStep[]
  #faults: WireFaults = {}
  #startMs: number | null = null
  #resetAtMs = Number.NEGATIVE_INFINITY
  #plugged = true
  #stream: FaultyStream | null = null
  #timer: NodeJS.Timeout | null = null
  #opened = 0
  /** True inside a chunk of several lines: a hello sent now would overtake the rest of it. */
  #passing = false
  #resetDue: ResetCause | null = null

  constructor(board: BoxedBoard, { seed, cells, script = [], marked = true }: FaultBoxOptions) {
    this.#board = board
    this.#seed = seed
    this.#fields = new BoardFields({ cells, marked })
    this.#damage = new LineDamage(seed)
    this.#script = stepsOf(script)
  }

  get model(): CushionModel {
    return this.#board.model
  }

  /** Active wire faults. */
  get faults(): WireFaults {
    return this.#faults
  }

  get cellFaults(): ReadonlyMap<number, CellFault> {
    return this.#cells
  }

  get isPlugged(): boolean {
    return this.#plugged
  }

  /** Counts of damage to lines so far. */
  get damage(): Readonly<Damage> {
    return this.#damage.done
  }

  /** Opens a stream like the board's own; throws when unplugged. */
  open(): Duplex {
    this.#startMs ??= this.#board.nowMs()
    this.#timer ??= setInterval(() => this.#look(), lookEveryMs).unref()
    this.#damage.disconnect()
    this.#passing = false
    this.#resetDue = null
    const stream = new FaultyStream(this.#board.open(), {
      faults: () => this.#faults,
      line: (line) => this.#line(line),
      chunkOver: () => this.#chunkOver(),
      toHost: (bytes) => this.#tell('toHost', bytes),
      fromHost: (bytes) => this.#tell('fromHost', bytes),
      seed: this.#seed + this.#opened++,
    })
    this.#keepFrozen()
    stream.once('close', () => {
      if (this.#stream === stream) this.#stream = null
    })
    this.#stream = stream
    return stream
  }

  nowMs(): number {
    return this.#board.nowMs()
  }

  /** Observes the traffic; returns a function that stops it. */
  tap(tap: BoxTap): () => void {
    this.#taps.add(tap)
    return () => this.#taps.delete(tap)
  }

  /** Switches wire faults on and off. */
  set(change: WireFaultChange): void {
    const before = this.#faults
    const next: Record<string, unknown> = { ...before }
    for (const name of wireFaultNames) {
      if (change[name] === null) delete next[name]
      else if (change[name] !== undefined) next[name] = change[name]
    }
    this.#faults = faultsSchema(next)
    this.#stream?.faultsChanged()
    const { frozen, wrap } = this.#faults
    if ((frozen === undefined) !== (before.frozen === undefined)) this.#board.setFrozen(frozen !== undefined)
    // Counters restart only with the board.
    if (wrap?.inS !== before.wrap?.inS) this.reset('external')
  }

  setCellFault(cell: number, fault: CellFault | null): void {
    if (fault === null) this.#cells.delete(cell)
    else this.#cells.set(cell, fault)
    this.#board.model.setFault(cell, fault)
  }

  /** Clears every wire and cell fault and plugs the cable in. */
  heal(): void {
    this.set(Object.fromEntries(wireFaultNames.map((name) => [name, null])))
    for (const cell of [...this.#cells.keys()]) this.setCellFault(cell, null)
    this.plug()
  }

  /** The board's model was replaced: applies active faults to its cells. */
  modelChanged(): void {
    for (const [cell, fault] of this.#cells) this.#board.model.setFault(cell, fault)
  }

  reset(cause: ResetCause = 'watchdog'): void {
    if (this.#passing) {
      this.#resetDue = cause
      return
    }
    this.#board.reset(cause)
    this.#keepFrozen()
  }

  unplug(): void {
    if (!this.#plugged) return
    this.#plugged = false
    this.#passing = false
    this.#board.unplug()
    this.#stream?.destroy()
    for (const tap of this.#taps) tap.plugged?.(false, null)
  }

  plug(name: string | null = null): void {
    if (this.#plugged) return
    this.#plugged = true
    this.#board.plug()
    for (const tap of this.#taps) tap.plugged?.(true, name)
  }

  /** Ends the board, the stream and every timer. Idempotent. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    this.#stream?.destroy()
    this.#board.stop()
  }

  #line(line: string): string {
    this.#passing = true
    for (const tap of this.#taps) tap.board?.(line)
    const bytes = this.#damage.pass(this.#fields.pass(line, this.#faults), this.#faults)
    // By board time, so that a script does the same at every speed.
    if (this.#fields.lastAtMs !== null) this.#come(this.#fields.lastAtMs)
    return bytes
  }

  #chunkOver(): void {
    this.#passing = false
    const cause = this.#resetDue
    this.#resetDue = null
    if (cause !== null) this.reset(cause)
  }

  /** A restart ends a hang, but not its cause. */
  #keepFrozen(): void {
    if (this.#faults.frozen !== undefined) this.#board.setFrozen(true)
  }

  #tell(what: 'toHost' | 'fromHost', bytes: string): void {
    for (const tap of this.#taps) tap[what]?.(bytes)
  }

  /** Lines give the time; without any the clock does. */
  #look(): void {
    const silent = this.#stream === null || this.#faults.frozen !== undefined
    if (silent) this.#come(this.#board.nowMs())
  }

  #come(atMs: number): void {
    const passedMs = atMs - (this.#startMs ?? atMs)
    for (let step = this.#script[0]; step !== undefined && step.afterMs <= passedMs; step = this.#script[0]) {
      this.#script.shift()
      this.#do(step)
    }
    const storm = this.#faults['reset-storm']
    if (storm === undefined) this.#resetAtMs = Number.NEGATIVE_INFINITY
    else if (this.#resetAtMs === Number.NEGATIVE_INFINITY) this.#resetAtMs = atMs
    else if (atMs - this.#resetAtMs >= storm.everyS * 1000) {
      this.#resetAtMs = atMs
      this.reset('brown-out')
    }
  }

  #do({ of, on }: ScriptStep): void {
    switch (of.fault) {
      case 'unplug':
        if (on) this.unplug()
        else this.plug(of.replugAs ?? null)
        return
      case 'reset':
        this.reset()
        return
      case 'cell':
        this.setCellFault(of.cell, on ? of.is : null)
        return
      default: {
        const { atMin: _at, forS: _for, fault, ...setting } = of
        this.set({ [fault]: on ? setting : null })
      }
    }
  }
}

function faultsSchema(given: Record<string, unknown>): WireFaults {
  const parsed: Record<string, unknown> = {}
  for (const name of wireFaultNames)
    if (given[name] !== undefined) parsed[name] = wireFaultSchemas[name].parse(given[name])
  return parsed
}
