/**
 * Postures: their effect on the load of every body part relative to sitting upright, and how far the pelvis moves on the seat.
 * The sum may be below 1: feet, backrest and desk carry the rest.
 */
import type { SimulatedPosture } from '../../core/model/simulated-sitter.ts'

/** Order of the factors below and of every load vector in the simulator. */
const bodyParts = [
  'left-ischium',
  'right-ischium',
  'left-buttock',
  'right-buttock',
  'left-thigh',
  'right-thigh',
  'sacrum',
] as const
export const partCount = bodyParts.length

export interface Posture {
  /** Load of each body part relative to sitting upright; for the sacrum, the share of the whole load on the seat. */
  readonly factors: readonly number[]
  /** Movement of the pelvis to the right and forward, cm. */
  readonly xCm: number
  readonly yCm: number
}

/** Ischium and buttock of a side rest on the same half of the pelvis, so they share a factor. */
const posture = (
  [left, right, leftThigh, rightThigh, sacrum = 0]: readonly [number, number, number, number, number?],
  xCm = 0,
  yCm = 0,
): Posture => ({ factors: [left, right, left, right, leftThigh, rightThigh, sacrum], xCm, yCm })

export const postures: Readonly<Record<SimulatedPosture, Posture>> = {
  upright: posture([1, 1, 1, 1]),
  'lean-left': posture([1.38, 0.48, 1.2, 0.7], -0.5),
  'lean-right': posture([0.48, 1.38, 0.7, 1.2], 0.5),
  'lean-forward': posture([0.82, 0.82, 1.45, 1.45], 0, 0.5),
  slouch: posture([0.86, 0.86, 0.9, 0.9, 0.12], 0, 2.5),
  /** The named leg is on top: its thigh leaves the seat, and the other carries both. */
  'crossed-left': posture([0.8, 1.14, 0.3, 1.5], 0.4),
  'crossed-right': posture([1.14, 0.8, 1.5, 0.3], -0.4),
  /** On the front edge: hardly any thigh on the seat, so the feet carry more. */
  perch: posture([1.05, 1.05, 0.35, 0.35], 0, 5),
  /** A wedge or soft cushion under the thighs lifts the sit bones. */
  'thigh-wedge': posture([0.7, 0.7, 1.65, 1.65]),
}
