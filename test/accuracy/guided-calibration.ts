/**
 * Calibrates a cushion's actual parts like a person with Sitbone's own procedure and fit: five presses, empty, five weights up
 * and down, a check weight, and finally rounds with a middle weight on each cell; or, quick, two weights on each cell. It knows
 * nothing about the parts. Weights are accurate to half a gram, like a kitchen scale. So the remaining error is measured, not
 * assumed.
 */

import {
  type CalibrationMethod,
  ladderSteps,
  type PlannedStep,
  preloadPresses,
  usualRepeats,
} from '../../core/model/calibration-steps.ts'
import { type Calibration, calibrationSchema } from '../../core/model/schemas/calibration.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { type Plan, planOf, suggestedWeights } from '../../gateway/calibration/plan.ts'
import { Procedure } from '../../gateway/calibration/procedure.ts'
import { drawParts } from '../../simulator/cells/cushion.ts'
import { FsrArray } from '../../simulator/cells/fsr.ts'
import { type FsrSpread, usualSpread } from '../../simulator/cells/fsr-part.ts'
import { Random } from '../../simulator/random.ts'

const gravity = 9.80665
const scaleStepG = 1
const frameMs = 100
const startMs = Date.parse('2026-02-27T09:00:00Z')
/** Time a person needs to change the weight, and for a press, s. */
const placingS = 3
const pressS = 1.5
const zeroS = 10

const areasCm2 = fsr8.cells.map(({ areaCm2 }) => areaCm2)
const planFor = (method: CalibrationMethod): Plan => ({
  method,
  ...suggestedWeights(areasCm2[0] ?? 1, method),
  repeats: method === 'quick' ? 0 : usualRepeats,
})

/** Results of the whole exact procedure, with and without the repeats, and of the quick one. */
export interface GuidedCalibration {
  readonly whole: Calibration
  readonly ladder: Calibration
  readonly quick: Calibration
}

/** Throws if the procedure fails: on intact simulated parts it must succeed. */
export function guidedCalibration(seed: number, spread: Partial<FsrSpread> = {}): GuidedCalibration {
  const all = { ...usualSpread, ...spread }
  return { ...calibrated('exact', seed, all), quick: calibrated('quick', seed, all).whole }
}

function calibrated(
  method: CalibrationMethod,
  seed: number,
  spread: FsrSpread,
): Omit<GuidedCalibration, 'quick'> {
  const weights = planFor(method)
  const plan = planOf(weights)
  const table = new WeightTable(seed, { spread, weights })
  const zeroCounts = table.meanCounts(zeroS)
  const procedure = new Procedure(
    {
      startedAtMs: table.atMs,
      touchedMs: table.atMs,
      surface: 'wood',
      stampAreaCm2: null,
      zeroCounts,
      ...weights,
      massesG: [...weights.massesG],
      cells: areasCm2.map((_, index) => ({ index, skipped: false, steps: [] })),
    },
    { bits: 10, areasCm2, before: null, speed: 1, handsFree: false },
  )
  table.take = (counts) => procedure.frame(table.atMs, counts)
  const measure = (cell: number, { kind, massG }: PlannedStep): void => {
    if (kind !== 'preload') table.put(cell, massG).wait(placingS)
    const problem = procedure.hold(cell, table.atMs)
    if (problem !== null) throw new Error(problem)
    if (kind === 'preload')
      for (let press = 0; press < preloadPresses; press++)
        table.put(cell, massG).wait(pressS).put(cell, 0).wait(pressS)
    while (procedure.holding) table.wait(frameMs / 1000)
  }
  const clear = (cell: number) => table.put(cell, 0).wait(placingS)
  const found = (): Calibration => {
    const proposal = procedure.proposal(table.atMs)
    if (typeof proposal === 'string') throw new Error(proposal)
    return calibrationSchema.parse(proposal)
  }
  const ladder = ladderSteps(plan)
  for (const cell of areasCm2.keys()) {
    for (const step of plan.slice(0, ladder)) measure(cell, step)
    clear(cell)
  }
  const withoutRepeats = found()
  for (const step of plan.slice(ladder))
    for (const cell of areasCm2.keys()) {
      measure(cell, step)
      clear(cell)
    }
  return { whole: found(), ladder: withoutRepeats }
}

/** The cushion without a sitter, and weights weighed once. */
class WeightTable {
  atMs = startMs
  take: (counts: readonly number[]) => void = () => undefined
  readonly #cells: FsrArray
  readonly #kpa = new Float64Array(areasCm2.length)
  readonly #trueMassG = new Map<number, number>()

  constructor(seed: number, { spread, weights }: { readonly spread: FsrSpread; readonly weights: Plan }) {
    const random = new Random(seed, 'guided-calibration')
    const parts = drawParts(seed, fsr8, spread)
    this.#cells = new FsrArray({ parts, areasCm2, spread, bits: 10, random })
    for (const massG of [...weights.massesG, weights.verifyG])
      this.#trueMassG.set(massG, massG + scaleStepG * random.between(-0.5, 0.5))
  }

  put(cell: number, massG: number): this {
    const forceN = ((this.#trueMassG.get(massG) ?? massG) / 1000) * gravity
    this.#kpa[cell] = (10 * forceN) / (areasCm2[cell] ?? 1)
    return this
  }

  wait(s: number): this {
    for (let i = 0; i < (s * 1000) / frameMs; i++) {
      this.atMs += frameMs
      this.take(this.#cells.step(this.#kpa, frameMs / 1000))
    }
    return this
  }

  meanCounts(s: number): number[] {
    const sums = areasCm2.map(() => 0)
    let frames = 0
    this.take = (counts) => {
      frames++
      for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] ?? 0) + (counts[i] ?? 0)
    }
    this.wait(s)
    return sums.map((sum) => sum / frames)
  }
}
