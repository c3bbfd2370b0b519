/**
 * Cushion time, which the pages show as "now". A real cushion runs on wall time, with the gateway's clock slightly off from
 * this device's; a simulator may run faster, from any date.
 */
import type { RealTime } from '../../../../../core/time/stopwatch.ts'

export interface CushionClock {
  /** A reading or state with this stamp has just arrived. */
  heard(atMs: number): void
  /** A stamp from a snapshot, possibly old, so it does not adjust a wall clock. */
  restored(atMs: number | null): void
  setKind(kind: { readonly kind: 'wall' | 'simulated'; readonly speed: number }): void
  nowMs(): number
  readonly speed: () => number
}

/** A silent simulator is not assumed to keep running. */
const coastMs = 10_000
/** Smaller differences are network delay, not a wrong clock. */
const skewFloorMs = 2_000

export function cushionClock(real: RealTime): CushionClock {
  let kind: 'wall' | 'simulated' = 'wall'
  let speed = 1
  let skewMs = 0
  let anchor: { readonly atMs: number; readonly monotonicMs: number } | null = null
  return {
    heard(atMs) {
      anchor = { atMs, monotonicMs: real.monotonicMs() }
      const differenceMs = atMs - real.wallMs()
      skewMs = Math.abs(differenceMs) > skewFloorMs ? differenceMs : 0
    },
    restored(atMs) {
      anchor = atMs === null ? null : { atMs, monotonicMs: real.monotonicMs() }
      skewMs = 0
    },
    setKind(next) {
      kind = next.kind
      speed = next.speed
    },
    nowMs() {
      if (kind === 'wall') return real.wallMs() + skewMs
      if (anchor === null) return real.wallMs()
      return anchor.atMs + Math.min(coastMs, real.monotonicMs() - anchor.monotonicMs) * speed
    },
    speed: () => speed,
  }
}
