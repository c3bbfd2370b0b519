/**
 * Load of one side (kPa min): the pressure-time integral with recovery (ours; every number a setting).
 *
 *   pressed (p >= offloadKpa):   dL/dt = p
 *   off-loaded, or off the seat: L falls by half each recoveryHalfTimeMin
 *   unknown:                     L stays; missing data is neither load nor rest
 *
 * The steps are exact solutions over an interval of constant pressure, so cutting an interval changes nothing.
 */

/** Load after `dtS` seconds at `kpa`. */
const pressed = (loadKpaMin: number, kpa: number, dtS: number): number => loadKpaMin + (kpa * dtS) / 60

/** Load after `dtS` seconds of recovery. */
function recovered(loadKpaMin: number, halfTimeMin: number, dtS: number): number {
  if (loadKpaMin === 0) return 0
  return loadKpaMin * 2 ** (-dtS / 60 / halfTimeMin)
}

/** How long recovery takes from one load to another, s; below 0: it was there that long ago. */
export const untilRecoveredS = (loadKpaMin: number, toKpaMin: number, halfTimeMin: number): number =>
  60 * halfTimeMin * Math.log2(loadKpaMin / toKpaMin)

export interface LoadStep {
  /** Mean pressure of the interval (kPa); NaN when unknown. */
  readonly kpa: number
  readonly dtS: number
  readonly person: boolean
}

export function nextLoad(
  loadKpaMin: number,
  step: LoadStep,
  rule: { offloadKpa: number; recoveryHalfTimeMin: number },
): number {
  const { kpa, dtS, person } = step
  if (!person) return recovered(loadKpaMin, rule.recoveryHalfTimeMin, dtS)
  if (Number.isNaN(kpa)) return loadKpaMin
  return kpa >= rule.offloadKpa
    ? pressed(loadKpaMin, kpa, dtS)
    : recovered(loadKpaMin, rule.recoveryHalfTimeMin, dtS)
}
