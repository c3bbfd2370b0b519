/**
 * How far two figures rise together, by ranks, with an interval that says how little few pairs can tell. Pure.
 *
 * Spearman's rho: Pearson's correlation of the ranks, ties sharing their mean rank. Interval after Bonett and Wright 2000: Fisher's z
 * with the variance (1 + rho^2 / 2) / (n - 3), which holds from about ten pairs on and for |rho| below 0.95, without any assumption about
 * the distributions. It takes the pairs as independent; days that follow each other are alike, so the true interval is wider.
 */
export interface RankCorrelation {
  readonly rho: number
  /** Ends of the 95 % interval. */
  readonly low: number
  readonly high: number
  readonly n: number
}

const z95 = 1.959964

/** Null with fewer than four pairs, or where one of the two never changes. */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): RankCorrelation | null {
  const n = pairs.length
  const rho = n < 4 ? null : correlation(ranksOf(pairs.map(([x]) => x)), ranksOf(pairs.map(([, y]) => y)))
  if (rho === null) return null
  const z = Math.atanh(rho)
  // With every rank alike z is infinite, and so are both ends.
  const half = z95 * Math.sqrt((1 + rho ** 2 / 2) / (n - 3))
  return { rho, low: Math.tanh(z - half), high: Math.tanh(z + half), n }
}

function ranksOf(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b)
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 + 1)
}

function correlation(xs: readonly number[], ys: readonly number[]): number | null {
  const mean = (xs.length + 1) / 2
  let [xy, xx, yy] = [0, 0, 0]
  for (const [at, x] of xs.entries()) {
    const [dx, dy] = [x - mean, (ys[at] ?? mean) - mean]
    xy += dx * dy
    xx += dx * dx
    yy += dy * dy
  }
  return xx === 0 || yy === 0 ? null : xy / Math.sqrt(xx * yy)
}
