/**
 * Time left: the earliest limit to be reached at the mean pressure of the last minute (ours). Only while somebody sits;
 * null when no watched limit will be reached.
 */
import type { LimitName } from '../model/limits.ts'
import type { Tolerance } from '../model/schemas/tolerance.ts'
import type { Side } from '../model/schemas/zones.ts'

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
  const { boutMin, dayMin } = tolerance
  const each: TimeLeft[] = [
    { limit: 'bout', s: boutMin === null ? NaN : boutMin * 60 - now.boutS },
    { limit: 'day', s: dayMin === null ? NaN : dayMin * 60 - now.daySeatedS },
    { limit: 'loadLeft', s: untilLoadS('left', now, tolerance) },
    { limit: 'pressureLeft', s: untilPressureS('left', now, tolerance) },
    { limit: 'loadRight', s: untilLoadS('right', now, tolerance) },
    { limit: 'pressureRight', s: untilPressureS('right', now, tolerance) },
  ]
  let best: TimeLeft | null = null
  for (const { limit, s } of each) {
    if (Number.isFinite(s) && (best === null || s < best.s)) best = { limit, s: Math.max(0, s) }
  }
  return best
}

/** NaN: it is not watched or will not be reached. */
function untilLoadS(side: Side, now: SittingNow, tolerance: Tolerance): number {
  const { loadKpaMin } = tolerance[side]
  const [load, mean] = [now.loadKpaMin[side], now.meanKpa[side]]
  if (loadKpaMin === null) return NaN
  if (load >= loadKpaMin) return 0
  return mean >= tolerance.offloadKpa ? ((loadKpaMin - load) / mean) * 60 : NaN
}

/** As `untilLoadS`; a pressure limit runs only while it is held. */
function untilPressureS(side: Side, now: SittingNow, tolerance: Tolerance): number {
  const { pressureKpa } = tolerance[side]
  const held = now.heldS[side]
  if (pressureKpa === null || !(held > 0 && now.meanKpa[side] >= pressureKpa)) return NaN
  return tolerance.holdS - held
}
