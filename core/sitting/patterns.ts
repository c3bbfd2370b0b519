/**
 * How sitting is spread over bouts: usual bout duration (W50), bout bands, alpha. Pure functions of bout lengths.
 * Independent of pressure, load and limits.
 *
 * Sources: Chastin & Granat, Gait & Posture 31 (2010) 82-86 (W50, accumulation by bout length); Clauset, Shalizi &
 * Newman, SIAM Review 51 (2009) 661-703, eq. 3.1 (maximum-likelihood exponent of a power law).
 */

/** Bands of bout length, minutes. `[lower, upper)`, except that exactly 60 min still belongs to 30-60. */
export const boutBands = ['<1', '1-5', '5-10', '10-30', '30-60', '>60'] as const
export type BoutBand = (typeof boutBands)[number]

/** With fewer bouts the estimate of alpha is too uncertain to show (its standard error is (alpha - 1)/sqrt(n)). */
export const minBoutsForAlpha = 30

const positive = (boutsS: readonly number[]): number[] => boutsS.filter((s) => Number.isFinite(s) && s > 0)
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/**
 * W50 (s): half of all sitting time is spent in bouts at least this long. Null without sitting.
 * Adds bouts from the longest down until they reach half of the total; the last one added is the answer.
 */
export function usualBoutS(boutsS: readonly number[]): number | null {
  const longestFirst = positive(boutsS).sort((a, b) => b - a)
  const half = sum(longestFirst) / 2
  let held = 0
  for (const boutS of longestFirst) {
    held += boutS
    if (held >= half) return boutS
  }
  return null
}

const bandOf = (boutS: number): BoutBand => {
  if (boutS < 60) return '<1'
  if (boutS < 300) return '1-5'
  if (boutS < 600) return '5-10'
  if (boutS < 1800) return '10-30'
  return boutS <= 3600 ? '30-60' : '>60'
}

/** Share of sitting time (0..1, together 1) in each band; null without sitting. */
export function boutBandShares(boutsS: readonly number[]): Readonly<Record<BoutBand, number>> | null {
  const bouts = positive(boutsS)
  const total = sum(bouts)
  if (total === 0) return null
  const shares: Record<BoutBand, number> = { '<1': 0, '1-5': 0, '5-10': 0, '10-30': 0, '30-60': 0, '>60': 0 }
  for (const boutS of bouts) shares[bandOf(boutS)] += boutS / total
  return shares
}

/**
 * alpha = 1 + n / sum ln(x_i / x_min), x_min the shortest bout: the higher, the more sitting is broken up into short
 * bouts. Null with fewer than `minBoutsForAlpha` bouts, and where all are equally long (no slope to estimate).
 */
export function alpha(boutsS: readonly number[]): number | null {
  const bouts = positive(boutsS)
  if (bouts.length < minBoutsForAlpha) return null
  const shortestS = bouts.reduce((shortest, boutS) => Math.min(shortest, boutS), Number.POSITIVE_INFINITY)
  const logs = bouts.reduce((total, boutS) => total + Math.log(boutS / shortestS), 0)
  return logs > 0 ? 1 + bouts.length / logs : null
}
