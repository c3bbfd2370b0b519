/** The mean of some days and its 95 % interval by Student's t: how far other days like these could lie elsewhere. Pure. */

/** Two-sided 95 % quantiles of Student's t for 1 to 30 degrees of freedom; beyond, the normal one is near enough. */
const t95 = [
  ...[12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228],
  ...[2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086],
  ...[2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042],
]

/** Fewer days tell nothing about the spread (ours). */
const leastDays = 3

export interface MeanInterval {
  readonly mean: number
  /** Half the width of the interval; null with too few days. */
  readonly plusMinus: number | null
  readonly n: number
}

export function meanInterval(values: readonly number[]): MeanInterval | null {
  const n = values.length
  if (n === 0) return null
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  if (n < leastDays) return { mean, plusMinus: null, n }
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)
  return { mean, plusMinus: (t95[n - 2] ?? 1.96) * Math.sqrt(variance / n), n }
}
