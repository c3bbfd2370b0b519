/**
 * The cells of a cushion: true kPa in, ADC counts out. Per cell and in this order: force, power law, creep since it was
 * loaded, hysteresis, repeatability, leak, divider, noise, fault, whole counts. All state is in typed arrays, because a year of
 * frames passes through here.
 */

import type { Random } from '../random.ts'
import type { CellFault } from './fault.ts'
import { type FsrPart, type FsrSpread, nominalPart } from './fsr-part.ts'

/** Under this force a cell counts as unloaded, N: 5 mmHg on 1.27 cm2. */
const unloadedN = 0.085
/** Relative change of force that takes a cell from one branch of its loop to the other. */
const loopWidth = 0.2

export interface FsrArrayOptions {
  readonly parts: readonly FsrPart[]
  readonly areasCm2: readonly number[]
  readonly spread: FsrSpread
  readonly bits: number
  readonly random: Random
  /** Changing sensitivity of each cell, 1 as bought; null: all stay 1. */
  readonly gains?: Float64Array | null
}

export class FsrArray {
  readonly fullScale: number
  readonly #options: FsrArrayOptions
  readonly #loadedS: Float64Array
  readonly #forceN: Float64Array
  readonly #branch: Float64Array
  readonly #repeat: Float64Array
  readonly #faults = new Map<number, { readonly fault: CellFault; readonly sinceS: number }>()
  readonly #last: number[]
  #timeS = 0

  constructor(options: FsrArrayOptions) {
    const cells = options.parts.length
    this.#options = options
    this.fullScale = 2 ** options.bits - 1
    this.#loadedS = new Float64Array(cells)
    this.#forceN = new Float64Array(cells)
    this.#branch = new Float64Array(cells)
    this.#repeat = new Float64Array(cells).fill(1)
    this.#last = new Array<number>(cells).fill(0)
  }

  /** Null clears the fault. Unknown cells are ignored. */
  setFault(cell: number, fault: CellFault | null): void {
    if (fault === null) this.#faults.delete(cell)
    else if (fault.kind === 'stuck') {
      this.#faults.set(cell, { fault: { kind: 'stuck', adc: fault.adc ?? this.#last[cell] ?? 0 }, sinceS: 0 })
    } else this.#faults.set(cell, { fault, sinceS: this.#timeS })
  }

  /** Counts after another `stepS` seconds under these pressures. */
  step(kpa: Float64Array, stepS: number): number[] {
    const { parts, areasCm2, spread, random } = this.#options
    this.#timeS += stepS
    const counts: number[] = []
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] ?? nominalPart
      const forceN = ((kpa[i] ?? 0) * (areasCm2[i] ?? 0)) / 10
      let g = part.leakS
      if (forceN > 0) g += this.#conductance(i, part, forceN, stepS)
      else this.#unload(i, part, stepS)
      this.#forceN[i] = forceN
      if (this.#faults.size > 0) g = this.#drifted(i, g)
      const ratio = part.rMOhm * g
      const share = ratio / (1 + ratio)
      const noise = spread.noise * random.gaussian()
      const adc = Math.round(this.fullScale * (share + 4 * spread.bend * share * (1 - share) + noise))
      counts.push(adc < 0 ? 0 : adc > this.fullScale ? this.fullScale : adc)
    }
    if (this.#faults.size > 0) this.#replace(counts, stepS)
    for (let i = 0; i < counts.length; i++) this.#last[i] = counts[i] ?? 0
    return counts
  }

  #conductance(i: number, part: FsrPart, forceN: number, stepS: number): number {
    if (forceN < unloadedN) this.#unload(i, part, stepS)
    else this.#loadedS[i] = (this.#loadedS[i] ?? 0) + stepS
    // G(t) = G1 (1 + d log10(t/t1)), with 1 + t/t1 so that it starts without a jump.
    const creep = 1 + part.creepPerDecade * Math.log10(1 + (this.#loadedS[i] ?? 0) / part.creepFromS)

    const change = forceN - (this.#forceN[i] ?? 0)
    const moved = Math.min(1, Math.abs(change) / (forceN * loopWidth))
    const branch = this.#branch[i] ?? 0
    const next = branch + ((change > 0 ? -0.5 : 0.5) - branch) * moved
    this.#branch[i] = next

    const on = forceN >= part.actuationN ? 1 : Math.max(0, (2 * forceN) / part.actuationN - 1)
    const asBought =
      part.k * forceN ** part.n * on * creep * (1 + part.hysteresis * next) * (this.#repeat[i] ?? 1)
    return asBought * (this.#options.gains?.[i] ?? 1)
  }

  /** Repeatability: no loading is exactly like the last one. */
  #unload(i: number, part: FsrPart, stepS: number): void {
    const loadedS = this.#loadedS[i] ?? 0
    if (loadedS === 0) return
    const left = loadedS * Math.exp(-stepS / part.recoveryS)
    this.#loadedS[i] = left < 0.05 ? 0 : left
    if (left >= 0.05) return
    const { random, spread } = this.#options
    this.#repeat[i] = 1 + spread.repeatability * Math.max(-2.5, Math.min(2.5, random.gaussian()))
  }

  #drifted(i: number, g: number): number {
    const entry = this.#faults.get(i)
    if (entry === undefined) return g
    const hours = (this.#timeS - entry.sinceS) / 3600
    if (entry.fault.kind === 'drifting') return g * Math.max(0, 1 + entry.fault.perHour * hours)
    return entry.fault.kind === 'gain' ? g * entry.fault.factor : g
  }

  #replace(counts: number[], stepS: number): void {
    for (const [cell, { fault }] of this.#faults) {
      if (cell >= counts.length) continue
      if (fault.kind === 'open') counts[cell] = 0
      else if (fault.kind === 'saturated') counts[cell] = this.fullScale
      else if (fault.kind === 'stuck') {
        counts[cell] = Math.max(0, Math.min(this.fullScale, Math.round(fault.adc ?? 0)))
      } else if (fault.kind === 'spiking' && this.#options.random.chance((fault.perMinute / 60) * stepS)) {
        counts[cell] = Math.floor(this.#options.random.next() * (this.fullScale + 1))
      }
    }
  }
}
