/**
 * Creep per decade of one cell, from how its conductance rose within the holds: G(t) = G1 (1 + d L), L = log10(1 + t/1 s), the
 * law that core/creep.ts takes out again. Each hold has a G1 of its own (another weight), d is common to all of them:
 *
 *   d = the one that leaves least of   sum over holds and seconds of (ln G - ln(1 + d L) - mean of the hold)^2
 *
 * Only holds under a growing load count: after unloading a cell sinks for a while, which is another law. The first hold
 * after an empty cell tells most, because log t grows fastest there.
 */
import { least } from './least-squares.ts'

export const heldKinds = ['empty', 'up', 'down', 'verify', 'repeat'] as const
type HeldKind = (typeof heldKinds)[number]

/** What one hold gave. */
export interface HeldStep {
  readonly kind: HeldKind
  /** The whole weight on the cell, stamp included; 0 for an empty one. */
  readonly massG: number
  /** Mean of the last seconds of the hold (plan.ts). */
  readonly counts: number
  /** Mean of log10(1 + t/1 s) over the same seconds, t since the cell was loaded. */
  readonly creepLog: number
  /** Which side of the loop: -0.5 the load came (or the cell was empty before), 0.5 some of it was taken off. */
  readonly branch: number
  readonly saturated: boolean
  /** Mean count every few seconds of the hold, with log10(1 + t/1 s). */
  readonly trend: readonly { readonly creepLog: number; readonly counts: number }[]
}

/** Interlink says < 5 % a decade; the worst cushions of the field come to 15 %. */
const mostCreep = 0.4
const leastPoints = 4

/** `conductance` of a count, above zero. 0 when no hold is long enough to tell. */
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
