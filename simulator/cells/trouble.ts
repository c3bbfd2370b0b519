/**
 * What goes wrong without a fault of a cell: the cushion hangs over the edge of the chair, the sitter slips, cells age and get
 * warm, the cover keeps a fold. Each can be switched on from a moment, so that a core first learns how all is when it is well.
 */
import type { SeatPoint } from '../body/field.ts'
import { Random } from '../random.ts'

export interface Trouble {
  /** Before this all is well; default: the trouble is there from the start. */
  readonly fromMs?: number
  /** Cells to the right of `beyondXCm` lose support, all of it `overCm` further on. */
  readonly overEdge?: { readonly beyondXCm: number; readonly overCm: number }
  /** The cushion slips on the chair: at each sitting the body is up to `asideCm` and `forwardCm` off its usual place. */
  readonly slip?: { readonly asideCm: number; readonly forwardCm: number }
  /** Weeks of use since the cells were calibrated. */
  readonly ageWeeks?: number
  /** A heated seat: this much warmer than at calibration, degrees. */
  readonly warmerC?: number
  /** After standing up a fold of the cover presses a cell or two; it is smooth again some minutes later. */
  readonly foldKpa?: number
}

/** Sensitivity is lost with use, and each cell differs. */
const lostPerWeek = 0.006
const ageSpread = 0.013
/** Change of sensitivity per degree, and how it varies from cell to cell; time constant of warming, s. */
const perC = 0.005
const perCSpread = 0.0012
const warmingS = 600
const foldingS = 150

export class Troubles {
  /** Sensitivity of each cell, 1 as calibrated. */
  readonly gains: Float64Array
  /** How far the sitter has slipped, cm. */
  readonly slipped = { xCm: 0, yCm: 0 }
  readonly #trouble: Trouble
  readonly #support: Float64Array
  readonly #aged: Float64Array
  readonly #perC: Float64Array
  readonly #folds: Float64Array
  readonly #random: Random
  #warmerC = 0
  #seated = false
  #fold = 0

  constructor(points: readonly SeatPoint[], trouble: Trouble, seed: number) {
    const random = new Random(seed, 'trouble')
    const { overEdge, ageWeeks = 0 } = trouble
    const around = (deviation: number) => deviation * Math.max(-2.5, Math.min(2.5, random.gaussian()))
    this.#trouble = trouble
    this.#random = random
    this.gains = new Float64Array(points.length).fill(1)
    this.#support = Float64Array.from(points, ({ xCm }) =>
      overEdge === undefined ? 1 : Math.min(1, Math.max(0, 1 - (xCm - overEdge.beyondXCm) / overEdge.overCm)),
    )
    this.#aged = Float64Array.from(points, () =>
      Math.max(0.3, 1 - lostPerWeek * ageWeeks + around(ageSpread * Math.sqrt(ageWeeks))),
    )
    this.#perC = Float64Array.from(points, () => perC + around(perCSpread))
    this.#folds = new Float64Array(points.length)
  }

  /** Advances by `stepS` to `atMs`. */
  step(atMs: number, stepS: number, seated: boolean): void {
    if (atMs < (this.#trouble.fromMs ?? 0)) return
    if (seated !== this.#seated) this.#turn(seated)
    const { warmerC = 0 } = this.#trouble
    this.#warmerC += (warmerC - this.#warmerC) * (1 - Math.exp(-stepS / warmingS))
    this.#fold *= Math.exp(-stepS / foldingS)
    for (let i = 0; i < this.gains.length; i++)
      this.gains[i] = (this.#aged[i] ?? 1) * (1 + (this.#perC[i] ?? 0) * this.#warmerC)
  }

  /** What reaches the cells of the true pressures, kPa. */
  sensed(kpa: Float64Array, atMs: number): void {
    if (atMs < (this.#trouble.fromMs ?? 0)) return
    for (let i = 0; i < kpa.length; i++)
      kpa[i] = (kpa[i] ?? 0) * (this.#support[i] ?? 1) + (this.#folds[i] ?? 0) * this.#fold
  }

  #turn(seated: boolean): void {
    this.#seated = seated
    const { slip, foldKpa = 0 } = this.#trouble
    if (slip !== undefined && seated) {
      this.slipped.xCm = slip.asideCm * this.#random.between(-1, 1)
      this.slipped.yCm = slip.forwardCm * this.#random.between(-1, 1)
    }
    this.#fold = seated ? 0 : foldKpa
    if (seated || foldKpa === 0) return
    const middle = Math.floor(this.#random.between(0, this.#folds.length - 1))
    this.#folds.fill(0)
    this.#folds[middle] = 1
    this.#folds[middle + 1] = 0.6
  }
}
