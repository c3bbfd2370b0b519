/**
 * Stated error of one side's PPI: half width in kPa that holds the truth for at least nine readings of ten. It is a claim that
 * the accuracy benchmark tests in every row of its doubt table (ours, from the sources named).
 *
 *   error^2 = (q p)^2 + (v p)^2 + quantisation^2 + (0.4 s p)^2 + (0.25 m p)^2
 *   q^2     = method^2 + loop^2 + creep^2 + warmth^2
 *   v       = the larger of age and drift
 *
 * method: 1.2 % with the exact procedure, 2.2 % with the quick one, with the check weights' own error added; 8 % for figures that
 * no procedure of Sitbone measured, unless a board states another with its factory constants (Interlink: +-5 % when calibrated with care, one standard deviation). loop and creep: a
 * tenth of what the procedure measured, else a quarter of the hysteresis h and 0.3 of a decade d. warmth: 0.8 %, for the
 * sitter's own. Quantisation: one count's step of pressure / sqrt(12), averaged over the good cells. s: share of saturated
 * cells, whose value is only a lower bound. m: share of cells left out.
 *
 * age: 1.4 % times the root of the weeks since calibration, each cell for itself, and 0.55 % a week, all alike. drift: twice
 * what the habit of sitting down shows (habit.ts), since that is half a minute in one posture; a side that reads low by a factor e^-x
 * may truly carry e^x times as much.
 */
import type { CellCalibration } from '../model/schemas/calibration.ts'

const weekMs = 7 * 86_400_000
const perRootWeek = 0.014
const perWeek = 0.0055
const driftMargin = 2
const warmth = 0.008
const methods = { exact: 0.012, quick: 0.022, factory: 0.08, unknown: 0.08 } as const

export interface CellTrust {
  readonly kpa: number
  /** Pressure step of one count at this reading. */
  readonly stepKpa: number
  readonly saturated: boolean
  readonly leftOut: boolean
  readonly calibration: CellCalibration
}

/** Of the whole cushion: age of its calibration, and by how much the side is off its habit (a logarithm). */
export interface Circumstances {
  readonly ageMs: number
  readonly offLn: number
}

/** NaN when no cell is good. */
export function sideErrorKpa(
  ppiKpa: number,
  cells: readonly CellTrust[],
  { ageMs, offLn }: Circumstances,
): number {
  const good = cells.filter((cell) => !cell.leftOut)
  if (good.length === 0 || Number.isNaN(ppiKpa)) return NaN
  const mean = (of: (cell: CellTrust) => number) =>
    good.reduce((sum, cell) => sum + of(cell), 0) / good.length
  const quantisation = mean((cell) => cell.stepKpa) / Math.sqrt(12 * good.length)
  const saturated = mean((cell) => (cell.saturated ? 1 : 0))
  const missing = 1 - good.length / cells.length
  const shares = [
    Math.sqrt(mean(({ calibration }) => quality(calibration, good.length) ** 2)),
    Math.max(ageShare(ageMs), driftShare(offLn)),
    0.4 * saturated,
    0.25 * missing,
  ]
  return Math.hypot(quantisation, ...shares.map((share) => share * ppiKpa))
}

/** Of one cell's calibration alone, as a share of the force: what a board is told with its constants. */
export const statedError = (calibration: CellCalibration): number => ownError(calibration, 1)

const quality = (calibration: CellCalibration, cells: number): number =>
  Math.hypot(ownError(calibration, cells), warmth)

/** The error of a check weight averages out over `cells`. */
function ownError(
  { method, verdict, verifyError, hysteresis, creepPerDecade, statedError: stated }: CellCalibration,
  cells: number,
): number {
  if (stated !== undefined) return stated
  const measured = method !== undefined || verdict !== undefined
  const known = measured ? methods[method ?? 'exact'] : methods.unknown
  const check = (verifyError ?? 0) / Math.sqrt(cells)
  const loop = measured ? hysteresis / 10 : hysteresis / 4
  return Math.hypot(known, check, loop, (measured ? 0.1 : 0.3) * creepPerDecade)
}

function ageShare(ageMs: number): number {
  const weeks = Math.max(0, ageMs) / weekMs
  return perRootWeek * Math.sqrt(weeks) + perWeek * weeks
}

/** Against what is read, not against the truth. */
const driftShare = (offLn: number): number => driftMargin * Math.abs(Math.expm1(-offLn))
