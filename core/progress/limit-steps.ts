/** Scales the limits of a tolerance by a factor, within their bounds. Unset limits stay unset. */

import type { Tolerance } from '../model/schemas/tolerance.ts'
import {
  fieldOf,
  type LimitField,
  limitFields,
  type ToleranceField,
  toleranceBounds,
} from '../model/tolerance-fields.ts'

export interface LimitChange {
  readonly limit: LimitField
  /** Null: not watched until now. */
  readonly from: number | null
  readonly to: number
}

export function withLimit(tolerance: Tolerance, limit: ToleranceField, to: number): Tolerance {
  switch (limit) {
    case 'left.loadKpaMin':
      return { ...tolerance, left: { ...tolerance.left, loadKpaMin: to } }
    case 'left.pressureKpa':
      return { ...tolerance, left: { ...tolerance.left, pressureKpa: to } }
    case 'right.loadKpaMin':
      return { ...tolerance, right: { ...tolerance.right, loadKpaMin: to } }
    case 'right.pressureKpa':
      return { ...tolerance, right: { ...tolerance.right, pressureKpa: to } }
    default:
      return { ...tolerance, [limit]: to }
  }
}

/** To a tenth, inside the bounds of the limit. */
export function boundedLimit(limit: LimitField, value: number): number {
  const [least, most] = toleranceBounds[limit]
  return Math.min(most, Math.max(least, Math.round(value * 10) / 10))
}

/** Each set limit times `factor`; limits already at their bound are left out. */
export const scaledLimits = (tolerance: Tolerance, factor: number): readonly LimitChange[] =>
  limitFields.flatMap((limit) => {
    const from = fieldOf(tolerance, limit)
    if (from === null) return []
    const to = boundedLimit(limit, from * factor)
    const moved = factor > 1 ? to > from : to < from
    return moved ? [{ limit, from, to }] : []
  })

export const applyChanges = (tolerance: Tolerance, changes: readonly LimitChange[]): Tolerance =>
  changes.reduce((changed, { limit, to }) => withLimit(changed, limit, to), tolerance)
