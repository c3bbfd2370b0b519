/**
 * The time at the cushion. A real cushion runs on wall time, with the gateway's clock a little off from this device's;
 * a simulator may run faster, from any date. Everything the pages show as "now" comes from here.
 */
import type { RealTime } from '../../../../../core/time/stopwatch.ts'

export interface CushionClock {
  /** A reading or state with this stamp has just arrived. */
  heard(atMs: number): void
  /** What a snapshot told: the stamp may be old, so a wall clock does not learn from it. */
  restored(atMs: number | null): void
  setKind(kind: { readonly kind: 'wall' | 'simulated'; readonly speed: number }): void
  nowMs(): number
  readonly speed: () => number
}

/** A simulator that has fallen silent is not assumed to run on. */
const coastMs = 10_000
/** Smaller differences are the way from the gateway, not a wrong clock. */
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
