/**
 * From a raw count to conductance, force and pressure. Pure formulae, tabled where the range is small, so that a frame costs one
 * look-up per cell. creep.ts handles change over time.
 *
 * Divider, FSR to Vcc, R_M to ground, full scale N = the count of Vcc (ratiometric: 2^bits - 1):
 *   G = 1/R = adc / (R_M (N - adc))         (Interlink FSR integration guide, voltage divider)
 * Linear sensor (load cell, capacitive), full scale N = the count of its largest force:
 *   G = adc / (R_M N)                       (R_M has no meaning here; k absorbs it)
 *   G - G0 = k F^n                           (power law; G0 is the conductance at the zero count)
 *   p[kPa] = 10 F[N] / A[cm2]                (1 N/cm2 = 10 kPa)
 */
import { type Counting, fullScale, largestCount } from '../model/counting.ts'
import type { CellCalibration } from '../model/schemas/calibration.ts'

/** Above this share of full scale a cell counts as saturated: its value is a lower bound and is not extrapolated. */
const saturatedShare = 0.95

/** Highest measurable count; everything above is saturated. */
export const saturationCount = (counting: Counting): number =>
  Math.floor(saturatedShare * fullScale(counting))

/** Conductance in siemens; 0 for adc <= 0 (open). `adc` must be below `full`. */
export function conductanceS(adc: number, full: number, rMOhm: number): number {
  return adc <= 0 ? 0 : adc / (rMOhm * (full - adc))
}

/** The signal that rises with force, in siemens: what a calibration fits, and what k and n turn into a force. */
export function signalOf(counting: Counting): (adc: number, rMOhm: number) => number {
  const full = fullScale(counting)
  return counting.law === 'linear'
    ? (adc, rMOhm) => Math.max(0, adc) / (rMOhm * full)
    : (adc, rMOhm) => conductanceS(adc, full, rMOhm)
}

/** Force in newton from conductance above zero: F = (G/k)^(1/n); 0 for G <= 0. */
export function forceN(conductance: number, cell: Pick<CellCalibration, 'k' | 'n'>): number {
  return conductance <= 0 ? 0 : (conductance / cell.k) ** (1 / cell.n)
}

/** Interface pressure in kPa of a force (N) on an area (cm2). */
export const pressureKpa = (force: number, areaCm2: number): number => (10 * force) / areaCm2

/** Level of one cell at a count 0..N, without creep; NaN for any other number. */
export type CountScale = (count: number) => number

/**
 * kPa of one cell at a count. `zeroCount` is the count of the unloaded cell (calibration's zeroAdc plus tare); at or below it the
 * pressure is 0; all saturated counts give the value at the saturation count.
 */
export function pressureScale(
  cell: CellCalibration,
  areaCm2: number,
  { zeroCount, ...counting }: Counting & { zeroCount: number },
): CountScale {
  const signal = signalOf(counting)
  const top = saturationCount(counting)
  const zero = signal(Math.min(zeroCount, top), cell.rMOhm)
  return scaleOf(largestCount(counting), (count) =>
    pressureKpa(forceN(signal(Math.min(count, top), cell.rMOhm) - zero, cell), areaCm2),
  )
}

/**
 * Relative mode: conductance in units of 1/R_M (R_M is unknown without a calibration), G R_M = adc / (N - adc), above zero.
 * It is about proportional to force because n is near 1.
 */
export function relativeScale({ zeroCount, ...counting }: Counting & { zeroCount: number }): CountScale {
  const signal = signalOf(counting)
  const top = saturationCount(counting)
  const zero = signal(Math.min(zeroCount, top), 1)
  return scaleOf(largestCount(counting), (count) => Math.max(0, signal(Math.min(count, top), 1) - zero))
}

/** Up to here a table: 64 cells of 14 bits take 8 MB. A table of 24 bits would take 128 MB for each cell. */
const mostTabled = 2 ** 14
/** No level is below zero. */
const notYet = -1

/** Of all counts a cell meets few, so each is worked out when it is first met. */
function scaleOf(largest: number, levelAt: CountScale): CountScale {
  if (largest >= mostTabled)
    return (count) => (Number.isInteger(count) && count >= 0 && count <= largest ? levelAt(count) : NaN)
  const table = new Float64Array(largest + 1).fill(notYet)
  return (count) => {
    if (table[count] === notYet) table[count] = levelAt(count)
    return table[count] ?? NaN
  }
}
