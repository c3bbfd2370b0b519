/**
 * A benchmark: a name, a sentence, and a run that returns rows. Each row is one figure with its target and, if there is one, a
 * peer's figure from the same run. Benchmarks measure and never fail: the figures are for people and for comparing two runs on
 * one machine.
 */

export interface Row {
  readonly what: string
  readonly unit: string
  /** Null when it could not be measured; `note` says why. */
  readonly value: number | null
  readonly target?: { readonly atLeast: number } | { readonly atMost: number }
  readonly peer?: { readonly name: string; readonly value: number | null }
  readonly note?: string
  /** Further figures of the same measurement, with units in their names. */
  readonly more?: Readonly<Record<string, number>>
}

export interface BenchOptions {
  /** 1 measures; less shortens everything in proportion, down to a smoke test. */
  readonly scale: number
  /** Reports progress. */
  readonly say: (sentence: string) => void
  /** False leaves Node-RED out. */
  readonly peers?: boolean
}

export interface Bench {
  readonly name: string
  readonly about: string
  run(options: BenchOptions): Promise<readonly Row[]>
}

/** Median, the lower of two middle values; NaN for none. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** Quantile by nearest rank; NaN for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** `whole` at full scale, at least `least`. */
export const scaled = (whole: number, scale: number, least = 1): number =>
  Math.max(least, Math.round(whole * scale))

/** Did the row reach its target? Null without a target or a value. */
export function reached({ value, target }: Row): boolean | null {
  if (target === undefined || value === null || Number.isNaN(value)) return null
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost
}

/** How many times better than the peer. */
export function ratio({ value, peer, target }: Row): number | null {
  // 0: the peer did not keep up even with the lowest rate, so there is nothing to compare.
  if (value === null || !peer?.value) return null
  return target !== undefined && 'atMost' in target ? peer.value / value : value / peer.value
}

/** Units a second, of wall time and of this process's own processor time (steadier on a busy machine). */
export interface Speed {
  readonly perS: number
  readonly perCpuS: number
}

export async function timed(units: number, work: () => unknown): Promise<Speed> {
  const cpu = process.cpuUsage()
  const startMs = performance.now()
  await work()
  const s = (performance.now() - startMs) / 1000
  const { user, system } = process.cpuUsage(cpu)
  return { perS: units / s, perCpuS: units / ((user + system) / 1e6) }
}

export const middle = (speeds: readonly Speed[]): Speed => ({
  perS: median(speeds.map(({ perS }) => perS)),
  perCpuS: median(speeds.map(({ perCpuS }) => perCpuS)),
})
