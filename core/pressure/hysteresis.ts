/**
 * Corrects an FSR reading for hysteresis, causally and cell by cell: a cell reads low while loading and high while unloading,
 * by half the width h of the loop that calibration measured (Interlink 400 series: about 10 %).
 *
 * The position in the loop follows from the cell's own readings: each change moves it toward the branch of that direction, a
 * change of 20 % (ours) all the way. Changes below deadBand are noise and ignored. G = G0 (1 + h b), b from -1/2 (loading)
 * to 1/2 (unloading), so p is corrected by (1 + h b)^(-1/n). A cell with h = 0 is unchanged.
 */
import { z } from 'zod'
import type { CellCalibration } from '../model/schemas/calibration.ts'
import { contactKpa } from './metrics.ts'

const loopShare = 0.2
const deadBand = 0.005

export const hysteresisSchema = z.object({ branch: z.array(z.number()), fromKpa: z.array(z.number()) })
export type HysteresisState = z.infer<typeof hysteresisSchema>

export const freshHysteresis = (cells: number): HysteresisState => ({
  branch: new Array<number>(cells).fill(0),
  fromKpa: new Array<number>(cells).fill(0),
})

/** The pressure (kPa) of one cell corrected for hysteresis. */
export function withoutHysteresis(
  state: HysteresisState,
  { cell, index, kpa }: { cell: CellCalibration; index: number; kpa: number },
): number {
  if (cell.hysteresis === 0) return kpa
  if (kpa < contactKpa) {
    state.fromKpa[index] = kpa
    return kpa
  }
  const change = kpa - (state.fromKpa[index] ?? 0)
  const share = Math.abs(change) / kpa
  let branch = state.branch[index] ?? 0
  if (share >= deadBand) {
    branch += ((change > 0 ? -0.5 : 0.5) - branch) * Math.min(1, share / loopShare)
    state.branch[index] = branch
    state.fromKpa[index] = kpa
  }
  return kpa * inversePower(cell.hysteresis * branch, cell.n)
}

/** (1 + x)^(-1/n); for small x by its third-order series, within 1e-4 and much faster. */
function inversePower(x: number, n: number): number {
  if (x > 0.06 || x < -0.06 || n < 0.6) return (1 + x) ** (-1 / n)
  const m = 1 / n
  return 1 - m * x * (1 - ((m + 1) / 2) * x * (1 - ((m + 2) / 3) * x))
}
