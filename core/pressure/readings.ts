/** From the counts of a frame to the level of each cell: kPa when calibrated, conductance in units of 1/R_M when not. */

import type { Calibration } from '../model/schemas/calibration.ts'
import type { Layout } from '../model/schemas/layout.ts'
import { pressureTable, relativeTable, saturationCount } from './conductance.ts'
import { type CreepState, withoutCreep } from './creep.ts'
import { type HysteresisState, withoutHysteresis } from './hysteresis.ts'

/** What the cells remember of their load: it is taken out of their readings. */
export interface CellMemory {
  readonly creep: CreepState
  readonly hysteresis: HysteresisState
}

export class Readings {
  /** NaN for a cell that is left out or whose count is impossible. */
  readonly level: Float64Array
  readonly saturated: Uint8Array
  readonly zeroCounts: Float64Array
  readonly saturationCount: number
  readonly #layout: Layout
  readonly #calibration: Calibration | null
  readonly #bits: number
  readonly #tables: Float64Array[]
  readonly #meanAreaCm2: number

  constructor(options: {
    layout: Layout
    calibration: Calibration | null
    bits: number
    tare: readonly number[]
  }) {
    const cells = options.layout.cells.length
    this.#layout = options.layout
    this.#calibration = options.calibration
    this.#bits = options.bits
    this.#meanAreaCm2 = options.layout.cells.reduce((sum, { areaCm2 }) => sum + areaCm2, 0) / cells
    this.level = new Float64Array(cells).fill(NaN)
    this.saturated = new Uint8Array(cells)
    this.zeroCounts = new Float64Array(cells)
    this.saturationCount = saturationCount(options.bits)
    this.#tables = options.layout.cells.map((_, index) => this.#table(index, options.tare[index] ?? 0))
  }

  /** Counts of one frame, in the order of the layout, `dtMs` after the one before; `leftOut` marks cells that are not to be believed. */
  read(
    frame: { dtMs: number; counts: readonly number[] },
    leftOut: Uint8Array,
    { creep, hysteresis }: CellMemory,
  ): void {
    for (let index = 0; index < this.#tables.length; index++) {
      const count = frame.counts[index] ?? -1
      const raw = this.#tables[index]?.[count] ?? NaN
      this.saturated[index] = count > this.saturationCount ? 1 : 0
      if (Number.isNaN(raw) || leftOut[index] === 1) {
        this.level[index] = NaN
        continue
      }
      const cell = this.#calibration?.cells[index]
      if (cell === undefined) {
        this.level[index] = raw
        continue
      }
      const kpa = withoutCreep(creep, { cell, index, dtMs: frame.dtMs, kpa: raw })
      this.level[index] = withoutHysteresis(hysteresis, { cell, index, kpa })
    }
  }

  /** What a cell says at the top of its range, without creep. */
  topLevel(index: number): number {
    return this.#tables[index]?.[this.saturationCount] ?? 0
  }

  /**
   * What a cell says at a mean count, also one that is left out, so that cells compare; without creep. NaN for an impossible
   * count. Conductance goes with force: only on cells of one size does it compare as pressure does.
   */
  comparable(index: number, count: number): number {
    const level = this.#tables[index]?.[Math.round(count)] ?? NaN
    if (this.#calibration !== null) return level
    return (level * this.#meanAreaCm2) / (this.#layout.cells[index]?.areaCm2 ?? NaN)
  }

  /** Puts another zero (tare, in counts above the calibration's own) in force. */
  setTare(tare: readonly number[]): void {
    for (let index = 0; index < this.#tables.length; index++) {
      this.#tables[index] = this.#table(index, tare[index] ?? 0)
    }
  }

  /** How much one count more or less changes the level of a cell at this count. */
  stepAt(index: number, count: number): number {
    const table = this.#tables[index]
    const at = Math.min(Math.max(Math.round(count), 1), this.saturationCount - 1)
    return ((table?.[at + 1] ?? 0) - (table?.[at - 1] ?? 0)) / 2
  }

  #table(index: number, tare: number): Float64Array {
    const cell = this.#calibration?.cells[index]
    const zeroCount = Math.max(0, (cell?.zeroAdc ?? 0) + tare)
    this.zeroCounts[index] = zeroCount
    const areaCm2 = this.#layout.cells[index]?.areaCm2 ?? 1
    return cell === undefined
      ? relativeTable({ bits: this.#bits, zeroCount })
      : pressureTable(cell, areaCm2, { bits: this.#bits, zeroCount })
  }
}
