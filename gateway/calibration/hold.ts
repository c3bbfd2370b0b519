/**
 * One hold: takes frames of all cells and gives the result of the step, or the reason why there is none. Pure, on the cushion's
 * time. Also tracks how long each cell has been loaded, which creep depends on (see core/pressure/creep.ts).
 */

import type { PlannedStep } from '../../core/model/calibration-steps.ts'
import type { HeldStep } from './creep-fit.ts'
import { repeatRestS, windowS } from './plan.ts'

/** A cell that is above its zero by this share of the range carries a load. */
const loadedShare = 0.02
/** An unloaded cell loses its creep (core/pressure/creep.ts). */
const forgetS = 5
/** Within the window, creep alone changes a cell by less than 2 %. */
const unsteadyShare = 0.05
const unsteadyCounts = 4
const gapS = 2
const trendS = 3
/** The stamp settles in the first second. */
const trendFromS = 1

/** Seconds under load of every cell, how long it was empty before, and whether it was empty since it was last held. */
export class LoadClock {
  readonly underLoadS: number[]
  readonly wasEmpty: boolean[]
  /** How long it has been empty, and how long it was before its last load. Infinite for a cell never seen loaded. */
  readonly #emptyS: number[]
  readonly #restedS: number[]
  readonly #thresholds: number[]
  #lastMs: number | null = null

  constructor(zeroCounts: readonly number[], fullScale: number) {
    this.#thresholds = zeroCounts.map((zero) => zero + loadedShare * fullScale)
    this.underLoadS = zeroCounts.map(() => 0)
    this.#restedS = zeroCounts.map(() => Number.POSITIVE_INFINITY)
    this.#emptyS = zeroCounts.map(() => Number.POSITIVE_INFINITY)
    this.wasEmpty = zeroCounts.map(() => true)
  }

  loaded(cell: number, count: number): boolean {
    return count > (this.#thresholds[cell] ?? Number.POSITIVE_INFINITY)
  }

  /** Is its present load a new loading of a rested cell, not yet measured? */
  fresh(cell: number): boolean {
    return this.wasEmpty[cell] === true && (this.#restedS[cell] ?? 0) >= repeatRestS
  }

  step(atMs: number, counts: readonly number[]): void {
    const stepS = this.#lastMs === null ? 0 : Math.max(0, atMs - this.#lastMs) / 1000
    this.#lastMs = atMs
    for (let cell = 0; cell < this.underLoadS.length; cell++) {
      const before = this.underLoadS[cell] ?? 0
      if (this.loaded(cell, counts[cell] ?? 0)) {
        this.underLoadS[cell] = before + stepS
        if (this.#emptyS[cell] !== 0) this.#restedS[cell] = this.#emptyS[cell] ?? 0
        this.#emptyS[cell] = 0
        continue
      }
      this.#emptyS[cell] = (this.#emptyS[cell] ?? 0) + stepS
      this.wasEmpty[cell] = true
      const left = before * Math.exp(-stepS / forgetS)
      this.underLoadS[cell] = left < 0.001 ? 0 : left
    }
  }
}

export interface HoldRequest {
  readonly cell: number
  readonly step: PlannedStep
  /** Counts of each cell without load. */
  readonly zeroCounts: readonly number[]
  readonly saturationCount: number
}

export type HoldProblem =
  | 'unsteady'
  | 'interrupted'
  | 'nothing-on-it'
  | 'other-cell'
  | 'not-empty'
  | 'not-rested'
export type HoldOutcome =
  | { readonly ok: true; readonly held: HeldStep }
  | { readonly ok: false; readonly problem: HoldProblem; readonly otherCell: number | null }

interface Second {
  readonly fromMs: number
  frames: number
  sums: number[]
  creepLog: number
  most: number
}

export class Hold {
  readonly request: HoldRequest
  readonly startedAtMs: number
  readonly #clock: LoadClock
  readonly #branch: number
  readonly #seconds: Second[] = []
  #lastMs: number

  constructor(request: HoldRequest, clock: LoadClock, startedAtMs: number) {
    this.request = request
    this.startedAtMs = startedAtMs
    this.#clock = clock
    this.#lastMs = startedAtMs
    const { kind } = request.step
    this.#branch = kind === 'down' && clock.wasEmpty[request.cell] === false ? 0.5 : -0.5
  }

  /** Takes a frame that the clock has already seen. Gives the outcome once the time is up. */
  frame(atMs: number, counts: readonly number[]): HoldOutcome | null {
    // Forward or back: across a clock change, a load cannot be called steady.
    if (Math.abs(atMs - this.#lastMs) > gapS * 1000) return problem('interrupted')
    this.#lastMs = atMs
    this.#gather(atMs, counts)
    if (atMs - this.startedAtMs < this.request.step.s * 1000) return null
    const outcome = this.#outcome()
    this.#clock.wasEmpty[this.request.cell] = false
    return outcome
  }

  #gather(atMs: number, counts: readonly number[]): void {
    const fromMs = this.startedAtMs + Math.floor((atMs - this.startedAtMs) / 1000) * 1000
    let second = this.#seconds.at(-1)
    if (second === undefined || second.fromMs !== fromMs) {
      second = { fromMs, frames: 0, sums: counts.map(() => 0), creepLog: 0, most: 0 }
      this.#seconds.push(second)
    }
    second.frames++
    for (let cell = 0; cell < counts.length; cell++)
      second.sums[cell] = (second.sums[cell] ?? 0) + (counts[cell] ?? 0)
    second.creepLog += Math.log10(1 + (this.#clock.underLoadS[this.request.cell] ?? 0))
    second.most = Math.max(second.most, counts[this.request.cell] ?? 0)
  }

  #outcome(): HoldOutcome {
    const { cell, step, zeroCounts, saturationCount } = this.request
    const windowFromMs = this.startedAtMs + (step.s - windowS(step)) * 1000
    const window = this.#seconds.filter(({ fromMs }) => fromMs >= windowFromMs)
    const perSecond = window.map(({ sums, frames }) => (sums[cell] ?? 0) / frames)
    const counts = mean(perSecond)
    const isLoaded = (other: number) =>
      this.#clock.loaded(other, mean(window.map(({ sums, frames }) => (sums[other] ?? 0) / frames)))
    const spread = Math.max(...perSecond) - Math.min(...perSecond)
    const above = counts - (zeroCounts[cell] ?? 0)
    if (step.kind === 'empty') {
      if (isLoaded(cell)) return problem('not-empty')
    } else if (!isLoaded(cell)) {
      const other = zeroCounts.findIndex((_, index) => index !== cell && isLoaded(index))
      return other >= 0 ? problem('other-cell', other) : problem('nothing-on-it')
    }
    if (step.kind === 'repeat' && !this.#clock.fresh(cell)) return problem('not-rested')
    if (spread > Math.max(unsteadyCounts, unsteadyShare * above)) return problem('unsteady')
    return {
      ok: true,
      held: {
        kind: step.kind === 'preload' ? 'empty' : step.kind,
        massG: step.massG,
        counts,
        creepLog: mean(window.map(({ creepLog, frames }) => creepLog / frames)),
        branch: this.#branch,
        saturated: window.some(({ most }) => most > saturationCount),
        trend: step.kind === 'empty' || step.kind === 'repeat' ? [] : this.#trend(),
      },
    }
  }

  /** Means over three seconds, so that a procedure stays small on disk. */
  #trend(): HeldStep['trend'] {
    const { cell } = this.request
    const settled = this.#seconds.filter(({ fromMs }) => fromMs >= this.startedAtMs + trendFromS * 1000)
    const trend: { creepLog: number; counts: number }[] = []
    for (let at = 0; at + trendS <= settled.length; at += trendS) {
      const part = settled.slice(at, at + trendS)
      const frames = part.reduce((sum, second) => sum + second.frames, 0)
      trend.push({
        creepLog: part.reduce((sum, second) => sum + second.creepLog, 0) / frames,
        counts: part.reduce((sum, second) => sum + (second.sums[cell] ?? 0), 0) / frames,
      })
    }
    return trend
  }
}

const problem = (what: HoldProblem, otherCell: number | null = null): HoldOutcome => ({
  ok: false,
  problem: what,
  otherCell,
})
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
