/**
 * Turns the steps of one cell into its calibration and a verdict. Pure. Readings are corrected by the same law
 * (core/pressure/conductance.ts, creep.ts, hysteresis.ts):
 *
 *   G - G0 = k F^n (1 + d log10(1 + t/1 s)) (1 + h b)      b = -1/2 while loading, +1/2 while unloading
 *
 * d comes first, from the rise during each hold under increasing load (creep-fit.ts). Then, with y = ln(G - G0) - ln(1 + d L),
 *
 *   y = ln k' + n ln F + c b      is linear in ln k', n and c:   h = 2 tanh(c/2),  k = k' / sqrt(1 - h^2/4)
 *
 * so one weighted least-squares fit gives n and the width of the loop from both directions at once, and the k of the ladder's
 * loading. Each repeat is a separate loading, ln k = y - n ln F - c b; k is the mean over all loadings in ln k, and their
 * standard deviation is the cell's repeatability. Plain least squares in ln G, not Deming: a kitchen scale is accurate to 1 % or
 * better, while a cell repeats to 2 % (Interlink 400 series), so all the error is in G. Weights: that 2 %, and one count's
 * quantisation where counts are few.
 *
 * The quick method has two weights, put on top of each other: they give n and k, the loop is assumed, and nothing is checked.
 */

import { type CalibrationReason, reasonLevels } from '../../core/model/calibration-reasons.ts'
import { type CalibrationMethod, leastWeights } from '../../core/model/calibration-steps.ts'
import { type Counting, fullScale } from '../../core/model/counting.ts'
import type { CellCalibration } from '../../core/model/schemas/calibration.ts'
import { saturationCount, signalOf } from '../../core/pressure/conductance.ts'
import { creepOf, type HeldStep } from './creep-fit.ts'
import { leastSquares, type Row } from './least-squares.ts'
import { forceOnCellN } from './plan.ts'

/** Limits of a good cell, as used in the field (see docs/calibration.md). */
const exponentLimits = { least: 0.6, most: 1.4 } as const
const leastR2 = 0.95
/** Of the deviation of the check weight. */
export const verifyLimits = { pass: 0.15, warn: 0.25 } as const
const leastLoadings = 3

const assumedRepeatability = 0.02
/** Twice what the datasheet allows: the stamp or the cell is at fault. */
const mostRepeatability = 0.04
const quantisationCounts = 1 / Math.sqrt(12)
/** A cell that stays within this many counts of its zero under a weight is open. */
const openCounts = 4
/** A cell that shows the same value for every weight is stuck. */
const stuckCounts = 2

export interface FitOptions extends Counting {
  readonly method: CalibrationMethod
  /** Any value gives the same kPa, because k absorbs the scale. */
  readonly rMOhm: number
  readonly areaCm2: number
  /** Without load before the first step; steps that measure the empty cell are believed more. */
  readonly zeroCount: number
  /** Of the cell or, before anything is known of it, of its kind; for a method that does not measure the loop. */
  readonly assumedHysteresis: number
  /** Null if the stamp fits on the cell, which then carries the whole weight. */
  readonly stampAreaCm2: number | null
}

export interface CellFit {
  /** Null if the steps give no result. */
  readonly calibration: Omit<CellCalibration, 'verdict' | 'verifyError'> | null
  readonly r2: number | null
  /** Standard deviation of ln k from one loading to the next; null with less than three of them. */
  readonly repeatability: number | null
  /** (measured - true) / true of the weight that was not used for the fit. */
  readonly verifyError: number | null
  readonly verdict: 'pass' | 'warn' | 'fail'
  readonly reasons: readonly CalibrationReason[]
}

interface Point extends HeldStep {
  /** Conductance above zero, S. */
  readonly g: number
  readonly forceN: number
}

export function fitCell(steps: readonly HeldStep[], options: FitOptions): CellFit {
  const signal = signalOf(options)
  const top = saturationCount(options)
  const empty = steps.filter(({ kind }) => kind === 'empty')
  const zeroAdc = mean(empty.map(({ counts }) => counts)) ?? options.zeroCount
  const zero = signal(Math.min(zeroAdc, top), options.rMOhm)
  const loaded: Point[] = steps
    .filter(({ kind }) => kind !== 'empty')
    .map((step) => ({
      ...step,
      g: signal(Math.min(step.counts, top), options.rMOhm) - zero,
      forceN: forceOnCellN(step.massG, options),
    }))
  const useful = loaded.filter((step) => !step.saturated && step.counts > zeroAdc + openCounts)
  const used = useful.filter(({ kind }) => kind === 'up' || kind === 'down')
  const reasons = reasonsOfSteps(loaded, used, { zeroAdc, method: options.method })
  if (reasons.some((reason) => reasonLevels[reason] === 'fail')) return judged(reasons, null)

  const creepPerDecade = creepOf(used, (counts) => signal(counts, options.rMOhm) - zero)
  const grown = (step: HeldStep) => 1 + creepPerDecade * step.creepLog
  const down = used.filter(({ branch }) => branch > 0).length
  const withLoop = down >= 2 && used.length - down >= 2
  const exact = options.method === 'exact'
  if (exact && !withLoop) reasons.push('loop-not-measured')
  const assumedLoop = exact ? 0 : 2 * Math.atanh(options.assumedHysteresis / 2)
  const rows: Row[] = used.map((step) => ({
    x: withLoop ? [1, Math.log(step.forceN), step.branch] : [1, Math.log(step.forceN)],
    y: Math.log(step.g / grown(step)) - (withLoop ? 0 : assumedLoop * step.branch),
    weight: 1 / (assumedRepeatability ** 2 + relativeQuantisation(step.counts, options) ** 2),
  }))
  const found = leastSquares(rows)
  const [ladderLnK, n, loop = assumedLoop] = found ?? []
  if (ladderLnK === undefined || n === undefined || !(n > 0)) return judged([...reasons, 'exponent'], null)
  const loadings = [
    ladderLnK,
    ...useful
      .filter(({ kind }) => kind === 'repeat')
      .map((step) => Math.log(step.g / grown(step)) - n * Math.log(step.forceN) - loop * step.branch),
  ]
  const lnK = mean(loadings) ?? ladderLnK
  const repeatability = loadings.length < leastLoadings ? null : deviation(loadings)
  const hysteresis = Math.min(0.5, Math.max(0, 2 * Math.tanh(loop / 2)))
  const k = Math.exp(lnK) / Math.sqrt(1 - hysteresis ** 2 / 4)
  const r2 = explained(rows, found ?? [])
  const checks = useful.filter(({ kind }) => kind === 'verify')
  const verifyError = furthest(
    checks.map((step) => {
      const atFirst = step.g / (grown(step) * (1 + hysteresis * step.branch))
      return (atFirst / k) ** (1 / n) / step.forceN - 1
    }),
  )
  reasons.push(...reasonsOfFit({ n, r2, repeatability, verifyError }, options.method))
  return judged(reasons, {
    calibration: { method: options.method, rMOhm: options.rMOhm, k, n, creepPerDecade, zeroAdc, hysteresis },
    r2,
    repeatability,
    verifyError,
  })
}

/** Reasons to reject a cell before fitting. */
function reasonsOfSteps(
  loaded: readonly Point[],
  used: readonly Point[],
  { zeroAdc, method }: { readonly zeroAdc: number; readonly method: CalibrationMethod },
): CalibrationReason[] {
  const reasons: CalibrationReason[] = []
  if (loaded.some((step) => step.counts <= zeroAdc + openCounts)) reasons.push('open')
  else if (sameEverywhere(loaded, leastWeights[method])) reasons.push('stuck')
  if (loaded.some(({ saturated }) => saturated)) reasons.push('saturated')
  if (new Set(used.map(({ massG }) => massG)).size < leastWeights[method]) reasons.push('too-few-weights')
  return reasons
}

interface FitFigures {
  readonly n: number
  readonly r2: number
  readonly repeatability: number | null
  readonly verifyError: number | null
}

function reasonsOfFit(fit: FitFigures, method: CalibrationMethod): CalibrationReason[] {
  const { n, r2, repeatability, verifyError } = fit
  const reasons: CalibrationReason[] = []
  if (n < exponentLimits.least || n > exponentLimits.most) reasons.push('exponent')
  if (!(r2 >= leastR2)) reasons.push('poor-fit')
  if (repeatability !== null && repeatability > mostRepeatability) reasons.push('not-repeated')
  if (verifyError === null) {
    if (method === 'exact') reasons.push('not-verified')
  } else if (Math.abs(verifyError) > verifyLimits.warn) reasons.push('verify-far-off')
  else if (Math.abs(verifyError) > verifyLimits.pass) reasons.push('verify-off')
  return reasons
}

function judged(
  reasons: readonly CalibrationReason[],
  found: Omit<CellFit, 'verdict' | 'reasons'> | null,
): CellFit {
  const levels = reasons.map((reason) => reasonLevels[reason])
  const verdict = levels.includes('fail') ? 'fail' : levels.includes('warn') ? 'warn' : 'pass'
  const nothing = { calibration: null, r2: null, repeatability: null, verifyError: null }
  return { ...(found ?? nothing), verdict, reasons }
}

/** d ln G of one quantisation step: with x = adc/(N - adc), d ln x = N / (adc (N - adc)); with x = adc/N it is 1/adc. */
function relativeQuantisation(counts: number, counting: Counting): number {
  const full = fullScale(counting)
  return (quantisationCounts / counts) * (counting.law === 'linear' ? 1 : full / (full - counts))
}

const sameEverywhere = (steps: readonly HeldStep[], least: number): boolean =>
  steps.length >= least &&
  Math.max(...steps.map(({ counts }) => counts)) - Math.min(...steps.map(({ counts }) => counts)) <=
    stuckCounts

/** R^2 of the weighted fit: 1 - residual / total. */
function explained(rows: readonly Row[], found: readonly number[]): number {
  const sum = rows.reduce((total, { weight }) => total + weight, 0)
  const middle = rows.reduce((total, { weight, y }) => total + weight * y, 0) / sum
  let residual = 0
  let total = 0
  for (const { x, y, weight } of rows) {
    residual += weight * (y - x.reduce((value, xi, i) => value + xi * (found[i] ?? 0), 0)) ** 2
    total += weight * (y - middle) ** 2
  }
  return total > 0 ? 1 - residual / total : 0
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

function deviation(values: readonly number[]): number {
  const middle = mean(values) ?? 0
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1))
}

const furthest = (values: readonly number[]): number | null =>
  values.reduce<number | null>(
    (most, value) => (most === null || Math.abs(value) > Math.abs(most) ? value : most),
    null,
  )
