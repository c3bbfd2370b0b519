/**
 * Takes the creep of an FSR out of its reading, causally and cell by cell.
 *
 * Under a steady load conductance rises with the logarithm of time, G(t) = G(t1) (1 + d log10(t/t1)), with d about 0.05
 * per decade (Interlink 400 series: < 5 % per decade of time). t1 is 1 s after the load came. With F = (G/k)^(1/n) the
 * corrected pressure is p (1 + d log10(t/t1))^(-1/n). The clock of a cell starts when it is loaded and is reset when it
 * is unloaded. A cell with d = 0 is left alone.
 */
import { z } from 'zod'
import type { CellCalibration } from './calibration.ts'

const T1_MS = 1000
/** Loaded above, unloaded below (kPa, before correction); two values, so that noise does not restart the clock. */
const LOADED_KPA = 1
const UNLOADED_KPA = 0.5

export const creepSchema = z.object({
  loadedAtMs: z.array(z.number().nullable()),
  factor: z.array(z.number()),
  /** The factor moves with log t: it is renewed when a hundredth of the time under load has passed. */
  renewAtMs: z.array(z.number()),
})
export type CreepState = z.infer<typeof creepSchema>

export const freshCreep = (cells: number): CreepState => ({
  loadedAtMs: new Array<number | null>(cells).fill(null),
  factor: new Array<number>(cells).fill(1),
  renewAtMs: new Array<number>(cells).fill(0),
})

/** (1 + d log10(t/t1))^(-1/n) for a cell loaded for `underLoadMs`; 1 within the first second. */
export function creepFactor(cell: CellCalibration, underLoadMs: number): number {
  if (underLoadMs <= T1_MS) return 1
  return (1 + cell.creepPerDecade * Math.log10(underLoadMs / T1_MS)) ** (-1 / cell.n)
}

/** The pressure (kPa) of one cell without its creep; moves the state of that cell on to `atMs`. */
export function withoutCreep(
  state: CreepState,
  { cell, index, atMs, kpa }: { cell: CellCalibration; index: number; atMs: number; kpa: number },
): number {
  if (cell.creepPerDecade === 0) return kpa
  const loadedAt = state.loadedAtMs[index] ?? null
  if (loadedAt === null) {
    if (kpa >= LOADED_KPA) {
      state.loadedAtMs[index] = atMs
      state.factor[index] = 1
      state.renewAtMs[index] = atMs + T1_MS
    }
    return kpa
  }
  if (kpa < UNLOADED_KPA) {
    state.loadedAtMs[index] = null
    state.factor[index] = 1
    return kpa
  }
  if (atMs >= (state.renewAtMs[index] ?? 0)) {
    const underLoadMs = atMs - loadedAt
    state.factor[index] = creepFactor(cell, underLoadMs)
    state.renewAtMs[index] = atMs + underLoadMs / 100
  }
  return kpa * (state.factor[index] ?? 1)
}
