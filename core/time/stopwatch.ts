/** How long ago something was, on a machine that may sleep or have its clock set. */

export interface RealTime {
  /** Epoch ms of this machine. */
  wallMs(): number
  /** Never jumps. */
  monotonicMs(): number
}

/** Starts a stopwatch (ms). The monotonic clock may stand while a laptop sleeps, the wall clock may be set back: the longer time counts. */
export function stopwatch(real: RealTime): () => number {
  const [monotonicMs, wallMs] = [real.monotonicMs(), real.wallMs()]
  return () => Math.max(real.monotonicMs() - monotonicMs, real.wallMs() - wallMs)
}
