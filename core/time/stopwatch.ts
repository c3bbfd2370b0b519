/** Elapsed time on a machine that may sleep or have its clock set. */

export interface RealTime {
  /** Epoch ms of this machine. */
  wallMs(): number
  /** Never jumps. */
  monotonicMs(): number
}

/**
 * Starts a stopwatch (ms). The monotonic clock may stop while a laptop sleeps, and the wall clock may be set back, so the
 * longer time counts.
 */
export function stopwatch(real: RealTime): () => number {
  const [monotonicMs, wallMs] = [real.monotonicMs(), real.wallMs()]
  return () => Math.max(real.monotonicMs() - monotonicMs, real.wallMs() - wallMs)
}
