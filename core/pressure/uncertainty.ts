/**
 * Stated uncertainty of one side's PPI: half width in kPa, about one standard deviation (ours, from the sources named).
 *
 *   error^2 = (q p)^2 + quantisation^2 + (0.25 s p)^2 + (0.15 m p)^2
 *   q^2     = e^2 + (h/4)^2 + (0.3 d)^2 + (0.04 c)^2
 *
 * e: 0.05, Interlink's force accuracy when calibrated with care, or what the board states of its factory constants. h: width of the hysteresis loop, half of it either way at most.
 * d: creep per decade, of which a third of a decade is taken as uncertain. Quantisation: one count's step of
 * pressure / sqrt(12), averaged over the good cells. s: share of saturated cells, whose value is only a lower bound.
 * m: share of cells left out. c: share of cells calibrated the quick way, with one loading (2 %, Interlink 400 series), an assumed
 * loop, and no check.
 */
import type { CellCalibration } from '../model/schemas/calibration.ts'

const careful = 0.05
const quick = 0.04

/** Of one cell's calibration alone, as a fraction of the force: what a board is told with its constants. */
export const statedError = ({ method, statedError: stated }: CellCalibration): number =>
  stated ?? Math.hypot(careful, method === 'quick' ? quick : 0)

export interface CellTrust {
  readonly kpa: number
  /** Pressure step of one count at this reading. */
  readonly stepKpa: number
  readonly saturated: boolean
  readonly leftOut: boolean
  readonly calibration: CellCalibration
}

/** NaN when no cell is good. */
export function sideErrorKpa(ppiKpa: number, cells: readonly CellTrust[]): number {
  const good = cells.filter((cell) => !cell.leftOut)
  if (good.length === 0 || Number.isNaN(ppiKpa)) return NaN
  const mean = (of: (cell: CellTrust) => number) =>
    good.reduce((sum, cell) => sum + of(cell), 0) / good.length
  const quality = Math.hypot(
    mean((cell) => cell.calibration.statedError ?? careful),
    mean((cell) => cell.calibration.hysteresis) / 4,
    0.3 * mean((cell) => cell.calibration.creepPerDecade),
    quick * mean((cell) => (cell.calibration.method === 'quick' ? 1 : 0)),
  )
  const quantisation = mean((cell) => cell.stepKpa) / Math.sqrt(12 * good.length)
  const saturated = mean((cell) => (cell.saturated ? 1 : 0))
  const missing = 1 - good.length / cells.length
  return Math.hypot(quality * ppiKpa, quantisation, 0.25 * saturated * ppiKpa, 0.15 * missing * ppiKpa)
}
