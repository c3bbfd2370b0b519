/**
 * The check of a calibrated cell with one weight: how far it has aged, and what to do about it. Pure.
 *
 * One loading repeats to a few per cent (Interlink 400 series: 2 %), so a small deviation is no reason to change anything. A larger
 * one is put right through k, which is what ages; n, creep and loop stay.
 */
import type { CalibrationReason } from '../../core/model/calibration-reasons.ts'
import type { Counting } from '../../core/model/counting.ts'
import type { Calibration, CellCalibration } from '../../core/model/schemas/calibration.ts'
import { forceN, saturationCount, signalOf } from '../../core/pressure/conductance.ts'
import type { HeldStep } from './creep-fit.ts'
import { type CellFit, verifyLimits } from './fit.ts'
import { forceOnCellN } from './plan.ts'

/** Ours: twice what a single loading of a quick calibration is off by. */
const correctFrom = 0.1

export interface CheckOptions extends Counting {
  readonly cell: CellCalibration
  /** Without load, now. */
  readonly zeroCount: number
  readonly areaCm2: number
  readonly stampAreaCm2: number | null
}

export function checkCell(step: HeldStep, options: CheckOptions): CellFit {
  const { cell, zeroCount } = options
  const signal = signalOf(options)
  const top = saturationCount(options)
  const at = (count: number) => signal(Math.min(count, top), cell.rMOhm)
  const grown = (1 + cell.creepPerDecade * step.creepLog) * (1 + cell.hysteresis * step.branch)
  const measuredN = forceN((at(step.counts) - at(zeroCount)) / grown, cell)
  const verifyError = measuredN / forceOnCellN(step.massG, options) - 1
  const off = Math.abs(verifyError)
  const reasons: CalibrationReason[] = []
  if (step.saturated) reasons.push('saturated')
  if (off > verifyLimits.warn) reasons.push('verify-far-off')
  else if (off > correctFrom) reasons.push('aged')
  const verdict = off > verifyLimits.warn ? 'fail' : reasons.length > 0 ? 'warn' : 'pass'
  return { calibration: null, r2: null, repeatability: null, verifyError, verdict, reasons }
}

/** The calibration after a check: cells that aged are put right, one that is far off is left out until it is measured anew. */
export function checkedCalibration(
  before: Calibration,
  checked: readonly { readonly index: number; readonly fit: CellFit | null }[],
  checkedAt: string,
): Calibration | string {
  if (checked.every(({ fit }) => fit === null)) return 'No cell is checked yet.'
  const cells = before.cells.map((cell, index) => {
    const { fit = null } = checked.find((each) => each.index === index) ?? {}
    if (fit === null || fit.verifyError === null) return cell
    const { verifyError, verdict } = fit
    if (verdict === 'fail') return { ...cell, verifyError, verdict }
    const aged = fit.reasons.includes('aged')
    const passed = cell.verdict === undefined ? {} : { verdict: 'pass' as const }
    return { ...cell, ...passed, verifyError, ...(aged ? { k: cell.k * (1 + verifyError) ** cell.n } : {}) }
  })
  if (cells.every(({ verdict }) => verdict === 'fail'))
    return 'Every cell is far off, so there is nothing to accept. Check the weight, or calibrate anew.'
  return { ...before, cells, checkedAt }
}

/** How far the checked cells read too high (above 0) or too low, on average; null before the first. */
export function meanDeviation(errors: readonly (number | null | undefined)[]): number | null {
  const known = errors.filter((error) => typeof error === 'number')
  return known.length === 0 ? null : known.reduce((sum, error) => sum + error, 0) / known.length
}
