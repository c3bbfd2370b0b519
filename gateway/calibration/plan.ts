/**
 * The steps that calibrate one cell, and suitable weights. Check: one weight. Quick: two, one put on top of the other. Exact: the usual order in
 * the field: press five times, empty, at
 * least five weights up and down without lifting in between, empty, and a weight that the fit has not used. This ladder is a
 * single loading, and a cell varies from one loading to the next (+-2 %, Interlink 400 series). So once every cell has had its
 * ladder, a middle weight is put on a few more times.
 */

import { leastWeights, type PlannedStep, type ProcedureMethod } from '../../core/model/calibration-steps.ts'

/** Standard gravity, m/s2; it varies by 0.5 % over the earth. */
const gravity = 9.80665

const restS = 30
const holdS = 30
/** The first weight is held for longer: creep grows with log t, so the first minute on a rested cell shows most of it. */
const firstHoldS = 60
/** A repeat is short: it only shows how this loading compares with the others. */
const repeatS = 4
/** Long enough for creep to show: it grows with log t. */
const quickHoldS = 10
const longestWindowS = 10
/** The result of a hold is the mean over this many seconds at its end. */
export const windowS = ({ s }: PlannedStep): number => Math.min(longestWindowS, s / 2)
/** A cell must have been empty for this long before a repeat; otherwise the last loading still affects it. */
export const repeatRestS = 20
export interface Weights {
  /** Quick: two. Exact: at least five. */
  readonly massesG: readonly number[]
  /** Exact only: between the others, and different from each. */
  readonly verifyG: number
}

export interface Plan extends Weights {
  readonly method: ProcedureMethod
  readonly repeats: number
}

export function planOf({ method, massesG, verifyG, repeats }: Plan): PlannedStep[] {
  const up = [...massesG].sort((a, b) => a - b)
  if (method === 'check') return [{ kind: 'verify', massG: verifyG, s: quickHoldS }]
  if (method === 'quick') return up.map((massG) => ({ kind: 'up', massG, s: quickHoldS }))
  const down = up.slice(0, -1).reverse()
  const middle = up[Math.floor(up.length / 2)] ?? 0
  return [
    { kind: 'preload', massG: up.at(-1) ?? 0, s: 0 },
    { kind: 'empty', massG: 0, s: restS },
    ...up.map((massG, i) => ({ kind: 'up' as const, massG, s: i === 0 ? firstHoldS : holdS })),
    ...down.map((massG) => ({ kind: 'down' as const, massG, s: holdS })),
    { kind: 'empty', massG: 0, s: restS },
    { kind: 'verify', massG: verifyG, s: holdS },
    ...Array.from({ length: repeats }, () => ({ kind: 'repeat' as const, massG: middle, s: repeatS })),
  ]
}

/** Of the largest weight to the smallest; less would leave the exponent to chance. */
const leastRatio = 3

/** What is wrong with these weights, as a sentence; null if nothing. */
export function weightsProblem({ method, massesG, verifyG }: Omit<Plan, 'repeats'>): string | null {
  if (method === 'check') return null
  const distinct = new Set(massesG)
  if (distinct.size < massesG.length) return 'The same weight is listed twice.'
  if (method === 'quick') {
    const [light = 0, heavy = 0] = [...massesG].sort((a, b) => a - b)
    if (massesG.length !== leastWeights.quick) return 'The quick calibration takes two weights.'
    return heavy < leastRatio * light ? 'The larger weight must be at least three times the smaller.' : null
  }
  if (distinct.size < leastWeights.exact) return 'Use at least five different weights.'
  if (distinct.has(verifyG)) return 'The check weight must not be one of the others.'
  if (verifyG < Math.min(...massesG) || verifyG > Math.max(...massesG))
    return 'The check weight must be between the smallest and the largest of the others.'
  if (Math.max(...massesG) < leastRatio * Math.min(...massesG))
    return 'The largest weight must be at least three times the smallest.'
  return null
}

/** For an FSR 402 (1.27 cm2): 8 to 93 kPa. Larger cells need more, up to what a kitchen scale can weigh. */
const usual = {
  massesG: { check: [], quick: [100, 400], exact: [100, 200, 400, 700, 1200] },
  verifyG: 300,
  areaCm2: 1.27,
} as const satisfies {
  readonly massesG: Readonly<Record<ProcedureMethod, readonly number[]>>
  readonly [figure: string]: unknown
}
const mostScale = 4

export function suggestedWeights(areaCm2: number, method: ProcedureMethod): Weights {
  const scale = Math.min(mostScale, Math.max(0.5, areaCm2 / usual.areaCm2))
  const scaled = (massG: number) => Math.max(50, Math.round((massG * scale) / 50) * 50)
  return { massesG: usual.massesG[method].map(scaled), verifyG: scaled(usual.verifyG) }
}

/** Force on the cell, N. If the stamp is larger than the cell, only that share of the weight rests on it. */
export function forceOnCellN(
  massG: number,
  { areaCm2, stampAreaCm2 }: { readonly areaCm2: number; readonly stampAreaCm2: number | null },
): number {
  const share = stampAreaCm2 === null || stampAreaCm2 <= areaCm2 ? 1 : areaCm2 / stampAreaCm2
  return (massG / 1000) * gravity * share
}
