/** The limits of a tolerance moved by a factor, inside the bounds of the contract. Limits that are not set stay unset. */
import type { Tolerance } from '../model/tolerance.ts'

export const steppedLimits = [
  'boutMin',
  'dayMin',
  'left.loadKpaMin',
  'left.pressureKpa',
  'right.loadKpaMin',
  'right.pressureKpa',
] as const
export type SteppedLimit = (typeof steppedLimits)[number]

export interface LimitChange {
  readonly limit: SteppedLimit
  /** Null: not watched until now. */
  readonly from: number | null
  readonly to: number
}

/** The same as in the contract's schema; a test holds them together. */
export const limitBounds: Readonly<Record<SteppedLimit, readonly [number, number]>> = {
  boutMin: [1, 600],
  dayMin: [5, 1440],
  'left.loadKpaMin': [10, 20_000],
  'left.pressureKpa': [1, 200],
  'right.loadKpaMin': [10, 20_000],
  'right.pressureKpa': [1, 200],
}

export function limitOf(tolerance: Tolerance, limit: SteppedLimit): number | null {
  switch (limit) {
    case 'boutMin':
    case 'dayMin':
      return tolerance[limit]
    case 'left.loadKpaMin':
      return tolerance.left.loadKpaMin
    case 'left.pressureKpa':
      return tolerance.left.pressureKpa
    case 'right.loadKpaMin':
      return tolerance.right.loadKpaMin
    case 'right.pressureKpa':
      return tolerance.right.pressureKpa
  }
}

export function withLimit(tolerance: Tolerance, limit: SteppedLimit, to: number): Tolerance {
  switch (limit) {
    case 'boutMin':
    case 'dayMin':
      return { ...tolerance, [limit]: to }
    case 'left.loadKpaMin':
      return { ...tolerance, left: { ...tolerance.left, loadKpaMin: to } }
    case 'left.pressureKpa':
      return { ...tolerance, left: { ...tolerance.left, pressureKpa: to } }
    case 'right.loadKpaMin':
      return { ...tolerance, right: { ...tolerance.right, loadKpaMin: to } }
    case 'right.pressureKpa':
      return { ...tolerance, right: { ...tolerance.right, pressureKpa: to } }
  }
}

/** To a tenth, inside the bounds of the limit. */
export function boundedLimit(limit: SteppedLimit, value: number): number {
  const [least, most] = limitBounds[limit]
  return Math.min(most, Math.max(least, Math.round(value * 10) / 10))
}

/** Each set limit times `factor`; one that is at its bound already is left out. */
export const scaledLimits = (tolerance: Tolerance, factor: number): readonly LimitChange[] =>
  steppedLimits.flatMap((limit) => {
    const from = limitOf(tolerance, limit)
    if (from === null) return []
    const to = boundedLimit(limit, from * factor)
    const moved = factor > 1 ? to > from : to < from
    return moved ? [{ limit, from, to }] : []
  })

export const applyChanges = (tolerance: Tolerance, changes: readonly LimitChange[]): Tolerance =>
  changes.reduce((changed, { limit, to }) => withLimit(changed, limit, to), tolerance)
