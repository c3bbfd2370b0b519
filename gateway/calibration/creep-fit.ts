/**
 * Creep per decade of one cell, from how its conductance rose within the holds: G(t) = G1 (1 + d L), L = log10(1 + t/1 s), the
 * law that core/pressure/creep.ts corrects for. Each hold has its own G1 (a different weight); d is common to all:
 *
 *   d = the value that minimises   sum over holds and seconds of (ln G - ln(1 + d L) - mean of the hold)^2
 *
 * Only holds under increasing load count: after unloading, a cell sinks for a while by a different law. The first hold after an
 * empty cell is the most informative, because log t grows fastest there.
 */
import { least } from './least-squares.ts'

export const heldKinds = ['empty', 'up', 'down', 'verify', 'repeat'] as const
type HeldKind = (typeof heldKinds)[number]

/** The result of one hold. */
export interface HeldStep {
  readonly kind: HeldKind
  /** The whole weight on the cell, stamp included; 0 for an empty one. */
  readonly massG: number
  /** Mean of the last seconds of the hold (plan.ts). */
  readonly counts: number
  /** Mean of log10(1 + t/1 s) over the same seconds, t since the cell was loaded. */
  readonly creepLog: number
  /** Side of the loop: -0.5 if load was added (or the cell was empty before), 0.5 if some was taken off. */
  readonly branch: number
  readonly saturated: boolean
  /** Mean count every few seconds of the hold, with log10(1 + t/1 s). */
  readonly trend: readonly { readonly creepLog: number; readonly counts: number }[]
}

/** Interlink specifies < 5 % per decade; the worst cushions in the field reach 15 %. */
const mostCreep = 0.4
const leastPoints = 3

/** `conductance` of a count, above zero. 0 if no hold is long enough. */
export function creepOf(steps: readonly HeldStep[], conductance: (counts: number) => number): number {
  const holds = steps
    .filter(({ branch, saturated }) => branch < 0 && !saturated)
    .map(({ trend }) =>
      trend
        .map(({ creepLog, counts }) => ({ creepLog, lnG: Math.log(conductance(counts)) }))
        .filter(({ lnG }) => Number.isFinite(lnG)),
    )
    .filter((points) => points.length >= leastPoints)
  if (holds.length === 0) return 0
  const left = (d: number): number => {
    let sum = 0
    for (const points of holds) {
      const flat = points.map(({ creepLog, lnG }) => lnG - Math.log(1 + d * creepLog))
      const mean = flat.reduce((total, value) => total + value, 0) / flat.length
      for (const value of flat) sum += (value - mean) ** 2
    }
    return sum
  }
  const d = least(left, [0, mostCreep], 1e-5)
  return d < 1e-4 ? 0 : d
}
