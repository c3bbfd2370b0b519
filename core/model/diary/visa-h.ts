/**
 * The VISA-H total (Cacchio 2014): 0 to 100, more is better. Its questions are their authors', so Sitbone keeps the total alone.
 *
 * A smaller change than `detectableChange` may be chance: 1.96 x sqrt(2) x SD x sqrt(1 - ICC), with the lowest published
 * repeatability (ICC 0.90) and a spread of 15 points between patients (ours; no published figure could be confirmed).
 */
export const mostVisaH = 100

const icc = 0.9
const spreadPoints = 15
export const detectableChange = Math.round(1.96 * Math.SQRT2 * spreadPoints * Math.sqrt(1 - icc))

export interface VisaHTotal {
  readonly day: string
  readonly total: number
}

export interface VisaHChange {
  /** The latest total less the one it is compared with. */
  readonly points: number
  readonly since: string
  readonly beyondChance: boolean
}

/** The latest against the one before; null with fewer than two. `totals` in order of the days. */
export function visaHChange(totals: readonly VisaHTotal[]): VisaHChange | null {
  const [before, last] = [totals.at(-2), totals.at(-1)]
  if (before === undefined || last === undefined) return null
  const points = last.total - before.total
  return { points, since: before.day, beyondChance: Math.abs(points) >= detectableChange }
}
