/** For tests: a simulated cushion with nobody on it, on which weights can be put by hand, frame by frame. */
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { FsrArray } from '../../simulator/cells/fsr.ts'
import { drawPart, type FsrPart, usualSpread } from '../../simulator/cells/fsr-part.ts'
import { Random } from '../../simulator/random.ts'
import { forceOnCellN } from './plan.ts'

const startMs = Date.UTC(2026, 0, 5, 9)
const areaCm2 = 1.27

export class WeightedCushion {
  readonly parts: readonly FsrPart[]
  readonly cells: FsrArray
  atMs = startMs
  readonly #massesG: number[]
  readonly #take: (atMs: number, counts: readonly number[]) => void

  constructor(seed: number, take: (atMs: number, counts: readonly number[]) => void) {
    const random = new Random(seed, 'parts')
    this.parts = fsr8.cells.map(() => drawPart(random, usualSpread))
    this.cells = new FsrArray({
      parts: this.parts,
      areasCm2: fsr8.cells.map(() => areaCm2),
      spread: usualSpread,
      bits: 10,
      random: new Random(seed, 'noise'),
    })
    this.#massesG = fsr8.cells.map(() => 0)
    this.#take = take
  }

  /** Sets the total weight on a cell from now on. */
  put(cell: number, massG: number): this {
    this.#massesG[cell] = massG
    return this
  }

  wait(s: number): this {
    for (let i = 0; i < s * 10; i++) {
      this.atMs += 100
      const kpa = this.#massesG.map(
        (massG) => (10 * forceOnCellN(massG, { areaCm2, stampAreaCm2: null })) / areaCm2,
      )
      this.#take(this.atMs, this.cells.step(Float64Array.from(kpa), 0.1))
    }
    return this
  }

  press(cell: number, massG: number, times: number): this {
    for (let i = 0; i < times; i++) this.put(cell, massG).wait(1).put(cell, 0).wait(1)
    return this
  }
}
