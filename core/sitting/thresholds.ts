/** Mean level over all good cells from which somebody may be on the seat, in the unit of the mode. */
import type { Calibration } from '../model/schemas/calibration.ts'
import type { BaselineState } from '../pressure/baseline.ts'

export interface Thresholds {
  readonly leave: number
  readonly enter: number
  readonly clear: number
  /** No thing is that heavy. */
  readonly sure: number
}
/**
 * kPa. Soft foam gives 5-11 kPa under the sit bones, a whole seat 7-8 kPa on average (docs/domain.md); half of a
 * 40 kg person on the seat leaves about 3 kPa over the cells, a laptop 0.3 kPa, a heavy bag 1-3 kPa on some of them.
 */
const kpa: Thresholds = { leave: 0.5, enter: 1, clear: 1.8, sure: 6 }
/** Conductance in units of 1/R_M before there is a baseline. */
const conductance: Thresholds = { leave: 0.06, enter: 0.12, clear: 0.25, sure: 0.6 }
/** In multiples of this sitter's baseline. */
const baseline: Thresholds = { leave: 0.07, enter: 0.14, clear: 0.25, sure: 0.7 }

export function thresholdsOf(calibration: Calibration | null, { taken }: BaselineState): Thresholds {
  if (calibration !== null) return kpa
  const mean = taken?.mean ?? 0
  if (mean <= 0) return conductance
  const { leave, enter, clear, sure } = baseline
  return { leave: leave * mean, enter: enter * mean, clear: clear * mean, sure: sure * mean }
}
