/**
 * Corrects an FSR reading for creep, causally and cell by cell.
 *
 * Under a steady load conductance rises with the logarithm of time, G(t) = G1 (1 + d log10(t/t1)) with t1 = 1 s and d about
 * 0.05 per decade (Interlink 400 series: < 5 % per decade of time). Written as log10(1 + t/t1) it starts at the moment of
 * loading without a jump. With F = (G/k)^(1/n) the corrected pressure is p (1 + d log10(1 + t/t1))^(-1/n).
 *
 * An unloaded cell forgets its time under load with a time constant of 5 s (ours): a real break resets it, a lift of a second
 * does not. A cell with d = 0 is unchanged.
 */
import { z } from 'zod'
import type { CellCalibration } from '../model/schemas/calibration.ts'
import { contactKpa } from './metrics.ts'

const t1Ms = 1000
const forgetMs = 5000
/** Longer gaps do not count as time under load, because nobody saw it. */
const longestStepMs = 10 * 60_000

export const creepSchema = z.object({
  underLoadMs: z.array(z.number()),
  factor: z.array(z.number()),
  /** The factor changes with log t, so it is renewed after each hundredth of the time under load. */
  renewAtMs: z.array(z.number()),
})
export type CreepState = z.infer<typeof creepSchema>

export const freshCreep = (cells: number): CreepState => ({
  underLoadMs: new Array<number>(cells).fill(0),
  factor: new Array<number>(cells).fill(1),
  renewAtMs: new Array<number>(cells).fill(0),
})

/** (1 + d log10(1 + t/t1))^(-1/n) for a cell loaded for `underLoadMs`. */
export const creepFactor = (cell: CellCalibration, underLoadMs: number): number =>
  (1 + cell.creepPerDecade * Math.log10(1 + underLoadMs / t1Ms)) ** (-1 / cell.n)

/** The pressure (kPa) of one cell corrected for creep, `dtMs` after its last reading. */
export function withoutCreep(
  state: CreepState,
  { cell, index, dtMs, kpa }: { cell: CellCalibration; index: number; dtMs: number; kpa: number },
): number {
  if (cell.creepPerDecade === 0) return kpa
  const before = state.underLoadMs[index] ?? 0
  if (kpa < contactKpa) {
    if (before === 0) return kpa
    const left = before * Math.exp(-dtMs / forgetMs)
    state.underLoadMs[index] = left < 1 ? 0 : left
    state.renewAtMs[index] = 0
  } else {
    state.underLoadMs[index] = before + Math.min(dtMs, longestStepMs)
  }
  const underLoadMs = state.underLoadMs[index] ?? 0
  if (underLoadMs >= (state.renewAtMs[index] ?? 0)) {
    state.factor[index] = creepFactor(cell, underLoadMs)
    state.renewAtMs[index] = kpa < contactKpa ? 0 : underLoadMs * 1.01
  }
  return kpa * (state.factor[index] ?? 1)
}
