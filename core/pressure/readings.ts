/** From the counts of a frame to the level of each cell: kPa when calibrated, conductance in units of 1/R_M when not. */

import type { Counting } from '../model/counting.ts'
import type { Calibration } from '../model/schemas/calibration.ts'
import type { Layout } from '../model/schemas/layout.ts'
import { type CountScale, pressureScale, relativeScale, saturationCount } from './conductance.ts'
import { type CreepState, withoutCreep } from './creep.ts'
import { type HysteresisState, withoutHysteresis } from './hysteresis.ts'

/** The cells' load history, used to correct their readings. */
export interface CellMemory {
  readonly creep: CreepState
  readonly hysteresis: HysteresisState
}

export class Readings {
  /** NaN for a cell that is not believed or whose count is impossible. */
  readonly level: Float64Array
  /** The same, and NaN for a cell whose place is in doubt. */
  readonly zoneLevel: Float64Array
  readonly saturated: Uint8Array
  readonly zeroCounts: Float64Array
  readonly saturationCount: number
  readonly #layout: Layout
  readonly #calibration: Calibration | null
  readonly #counting: Counting
  readonly #scales: CountScale[]
  readonly #meanAreaCm2: number

  constructor(
    options: Counting & {
      layout: Layout
      calibration: Calibration | null
      tare: readonly number[]
    },
  ) {
    const cells = options.layout.cells.length
    this.#layout = options.layout
    this.#calibration = options.calibration
    const { bits, full, law } = options
    this.#counting = { bits, full, law }
    this.#meanAreaCm2 = options.layout.cells.reduce((sum, { areaCm2 }) => sum + areaCm2, 0) / cells
    this.level = new Float64Array(cells).fill(NaN)
    this.zoneLevel = new Float64Array(cells).fill(NaN)
    this.saturated = new Uint8Array(cells)
    this.zeroCounts = new Float64Array(cells)
    this.saturationCount = saturationCount(this.#counting)
    this.#scales = options.layout.cells.map((_, index) => this.#scale(index, options.tare[index] ?? 0))
  }

  /** Counts of one frame, in the order of the layout, `dtMs` after the one before; `disbelieved` marks unreliable cells. */
  read(
    frame: { dtMs: number; counts: readonly number[] },
    disbelieved: Uint8Array,
    { creep, hysteresis }: CellMemory,
  ): void {
    for (let index = 0; index < this.#scales.length; index++) {
      const count = frame.counts[index] ?? -1
      const raw = this.#scales[index]?.(count) ?? NaN
      this.saturated[index] = count > this.saturationCount ? 1 : 0
      if (Number.isNaN(raw) || disbelieved[index] === 1) {
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

  /** After every change of `level`. */
  setZoneLevels(outOfZone: Uint8Array): void {
    for (let index = 0; index < this.level.length; index++)
      this.zoneLevel[index] = outOfZone[index] === 1 ? NaN : (this.level[index] ?? NaN)
  }

  /** Level of a cell at the top of its range, without creep. */
  topLevel(index: number): number {
    return this.#scales[index]?.(this.saturationCount) ?? 0
  }

  /**
   * Level of a cell at a mean count, without creep, for comparing cells, including those left out. NaN for an impossible count.
   * Conductance follows force, so it compares like pressure only between cells of one size.
   */
  comparable(index: number, count: number): number {
    const level = this.#scales[index]?.(Math.round(count)) ?? NaN
    if (this.#calibration !== null) return level
    return (level * this.#meanAreaCm2) / (this.#layout.cells[index]?.areaCm2 ?? NaN)
  }

  /** Sets the tare, in counts above the calibration's zero. */
  setTare(tare: readonly number[]): void {
    for (let index = 0; index < this.#scales.length; index++) {
      this.#scales[index] = this.#scale(index, tare[index] ?? 0)
    }
  }

  /** Change in the level of a cell per count at this count. */
  stepAt(index: number, count: number): number {
    const scale = this.#scales[index]
    if (scale === undefined) return 0
    const at = Math.min(Math.max(Math.round(count), 1), this.saturationCount - 1)
    return (scale(at + 1) - scale(at - 1)) / 2
  }

  #scale(index: number, tare: number): CountScale {
    const cell = this.#calibration?.cells[index]
    const zeroCount = Math.max(0, (cell?.zeroAdc ?? 0) + tare)
    this.zeroCounts[index] = zeroCount
    const areaCm2 = this.#layout.cells[index]?.areaCm2 ?? 1
    return cell === undefined
      ? relativeScale({ ...this.#counting, zeroCount })
      : pressureScale(cell, areaCm2, { ...this.#counting, zeroCount })
  }
}
