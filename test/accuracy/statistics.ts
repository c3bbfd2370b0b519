/** Order statistics. */
export function quantile(values: readonly number[], q: number): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const at = q * (sorted.length - 1)
  const low = sorted[Math.floor(at)] ?? 0
  const high = sorted[Math.ceil(at)] ?? low
  return low + (high - low) * (at - Math.floor(at))
}

export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

/** F1 = 2 TP / (2 TP + FP + FN); null if there was nothing to find and nothing was found. */
export const f1 = (hits: number, wrong: number, missed: number): number | null =>
  2 * hits + wrong + missed === 0 ? null : (2 * hits) / (2 * hits + wrong + missed)
