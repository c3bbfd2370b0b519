/**
 * Takes the hysteresis of an FSR out of its reading, causally and cell by cell: while load comes a cell reads low, while it
 * goes it reads high, by half the width h of the loop that calibration measured (Interlink 400 series: about 10 %).
 *
 * Where in the loop a cell is follows from its own readings: each change moves it toward the branch of that direction, a change
 * of 20 % (ours) all the way. Changes of less than deadBand are noise and move nothing. G = G0 (1 + h b), b from -1/2 (loading)
 * to 1/2 (unloading), so p is corrected by (1 + h b)^(-1/n). A cell with h = 0 is left alone.
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

/** The pressure (kPa) of one cell without its hysteresis. */
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

/** (1 + x)^(-1/n); for the usual small x by its series to the third power, within 1e-4 and much quicker. */
function inversePower(x: number, n: number): number {
  if (x > 0.06 || x < -0.06 || n < 0.6) return (1 + x) ** (-1 / n)
  const m = 1 / n
  return 1 - m * x * (1 - ((m + 1) / 2) * x * (1 - ((m + 2) / 3) * x))
}
