/**
 * From a raw count to conductance, force and pressure. Pure formulae, and tables of them so that the way of a frame
 * costs one look-up per cell. What changes with time (creep) is in creep.ts.
 *
 * Divider, FSR to Vcc, R_M to ground, ratiometric, full scale N = 2^bits - 1:
 *   G = 1/R = adc / (R_M (N - adc))         (Interlink FSR integration guide, voltage divider)
 *   G - G0 = k F^n                           (power law; G0 is the conductance at the zero count)
 *   p[kPa] = 10 F[N] / A[cm2]                (1 N/cm2 = 10 kPa)
 */
import type { CellCalibration } from '../model/schemas/calibration.ts'

/** Above this share of the full scale a cell counts as saturated: its value is a lower bound, nothing is extrapolated. */
const saturatedShare = 0.95

export const fullScale = (bits: number): number => 2 ** bits - 1

/** Highest count that is still measured; everything above is saturated. */
export const saturationCount = (bits: number): number => Math.floor(saturatedShare * fullScale(bits))

/** Conductance in siemens; 0 for adc <= 0 (open). `adc` must be below `full`. */
export function conductanceS(adc: number, full: number, rMOhm: number): number {
  return adc <= 0 ? 0 : adc / (rMOhm * (full - adc))
}

/** Force in newton from conductance above zero: F = (G/k)^(1/n); 0 for G <= 0. */
export function forceN(conductance: number, cell: Pick<CellCalibration, 'k' | 'n'>): number {
  return conductance <= 0 ? 0 : (conductance / cell.k) ** (1 / cell.n)
}

/** Interface pressure in kPa of a force (N) on an area (cm2). */
export const pressureKpa = (force: number, areaCm2: number): number => (10 * force) / areaCm2

/**
 * kPa for each count 0..N of one cell, without creep. `zeroCount` is the count of the unloaded cell (calibration's
 * zeroAdc plus tare); at or below it the pressure is 0, and saturated counts all give the value at the saturation count.
 */
export function pressureTable(
  cell: CellCalibration,
  areaCm2: number,
  { bits, zeroCount }: { bits: number; zeroCount: number },
): Float64Array {
  const full = fullScale(bits)
  const top = saturationCount(bits)
  const zero = conductanceS(Math.min(zeroCount, top), full, cell.rMOhm)
  const table = new Float64Array(full + 1)
  for (let adc = 0; adc <= full; adc++) {
    const g = conductanceS(Math.min(adc, top), full, cell.rMOhm) - zero
    table[adc] = pressureKpa(forceN(g, cell), areaCm2)
  }
  return table
}

/**
 * Relative mode: conductance in units of 1/R_M (no calibration says what R_M is), G R_M = adc / (N - adc), above zero.
 * It is about proportional to force because n is near 1.
 */
export function relativeTable({ bits, zeroCount }: { bits: number; zeroCount: number }): Float64Array {
  const full = fullScale(bits)
  const top = saturationCount(bits)
  const zero = conductanceS(Math.min(zeroCount, top), full, 1)
  const table = new Float64Array(full + 1)
  for (let adc = 0; adc <= full; adc++) {
    table[adc] = Math.max(0, conductanceS(Math.min(adc, top), full, 1) - zero)
  }
  return table
}
