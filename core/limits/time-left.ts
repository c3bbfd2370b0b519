/**
 * Time left: the earliest limit to be reached at the mean pressure of the last minute (ours). Only while somebody sits;
 * null when no watched limit will be reached.
 */
import type { LimitName } from '../model/limits.ts'
import type { Tolerance } from '../model/tolerance.ts'

export interface SittingNow {
  readonly boutS: number
  readonly daySeatedS: number
  readonly loadKpaMin: { readonly left: number; readonly right: number }
  /** Mean pressure of the last minute; NaN when unknown or in relative mode. */
  readonly meanKpa: { readonly left: number; readonly right: number }
  /** How long each side has been at or above its pressure limit. */
  readonly heldS: { readonly left: number; readonly right: number }
}

export interface TimeLeft {
  readonly s: number
  readonly limit: LimitName
}

/** Seconds to the earliest limit, never below 0. */
export function timeLeft(now: SittingNow, tolerance: Tolerance): TimeLeft | null {
  let best: TimeLeft | null = null
  const offer = (limit: LimitName, s: number) => {
    if (Number.isFinite(s) && (best === null || s < best.s)) best = { limit, s: Math.max(0, s) }
  }
  if (tolerance.boutMin !== null) offer('bout', tolerance.boutMin * 60 - now.boutS)
  if (tolerance.dayMin !== null) offer('day', tolerance.dayMin * 60 - now.daySeatedS)
  for (const side of ['left', 'right'] as const) {
    const { loadKpaMin, pressureKpa } = tolerance[side]
    const mean = now.meanKpa[side]
    if (loadKpaMin !== null && now.loadKpaMin[side] >= loadKpaMin) {
      offer(side === 'left' ? 'loadLeft' : 'loadRight', 0)
    } else if (loadKpaMin !== null && mean >= tolerance.offloadKpa) {
      offer(side === 'left' ? 'loadLeft' : 'loadRight', ((loadKpaMin - now.loadKpaMin[side]) / mean) * 60)
    }
    if (pressureKpa !== null && now.heldS[side] > 0 && mean >= pressureKpa) {
      offer(side === 'left' ? 'pressureLeft' : 'pressureRight', tolerance.holdS - now.heldS[side])
    }
  }
  return best
}
