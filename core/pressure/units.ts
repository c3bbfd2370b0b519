/** The unit of pressure: kPa when calibrated, else conductance in units of 1/R_M, shown against the sitter's baseline. */
import type { Calibration } from '../model/schemas/calibration.ts'
import type { BaselineState } from './baseline.ts'
import { contactKpa } from './metrics.ts'

/** Thresholds: touching; clearly loaded; too little for a share to mean anything. */
export interface CellLevels {
  readonly contact: number
  readonly loaded: number
  readonly least: number
}
const kpa: CellLevels = { contact: contactKpa, loaded: 3, least: 0.5 }
const conductance: CellLevels = { contact: 0.05, loaded: 0.3, least: 0.03 }
export const levelsOf = (calibration: Calibration | null): CellLevels =>
  calibration === null ? conductance : kpa

export interface UnitOf {
  readonly calibration: Calibration | null
  readonly state: { readonly baseline: BaselineState }
}

/** The unit of minutes: kPa, x baseline, or none before there is a baseline. */
export function unitOf({ calibration, state }: UnitOf): 'kpa' | 'relative' | 'none' {
  if (calibration !== null) return 'kpa'
  return state.baseline.taken === null ? 'none' : 'relative'
}

/** Factors from level to display unit: 1 for kPa, 1/baseline in relative mode, NaN before there is one. */
export function perUnit({ calibration, state }: UnitOf): { left: number; right: number } {
  if (calibration !== null) return one
  const { taken } = state.baseline
  if (taken === null) return none
  return { left: taken.left > 0 ? 1 / taken.left : NaN, right: taken.right > 0 ? 1 / taken.right : NaN }
}
const one = Object.freeze({ left: 1, right: 1 })
const none = Object.freeze({ left: NaN, right: NaN })
