/** How much of each limit is used at this moment, the levels that follow from it, and the alerts that follow from those. */
import type { CoreContext } from '../context.ts'
import { boutS } from '../sitting/bouts.ts'
import { emitAlert } from './alert-events.ts'
import { stepAlerts } from './alerts.ts'
import { stepLimits, usedFractions } from './limits.ts'

type UsedContext = Pick<CoreContext, 'state' | 'tolerance' | 'calibration' | 'seat'>

export function evaluateLimits(context: UsedContext & Pick<CoreContext, 'out'>, atMs: number): void {
  const { state, out, tolerance } = context
  const used = usedNow(context)
  if (stepLimits(state.limits, { atMs, used, holdMs: tolerance.holdS * 1000 })) out.changed = true
  const afterMs = tolerance.alertAfterMin * 60_000
  for (const change of stepAlerts(state.alerts, { levels: state.limits.levels, atMs, afterMs })) {
    emitAlert(out, change, atMs)
  }
}

/** The used fractions in the order of limitNames. Relative mode knows no kPa: load and pressure limits are not evaluated. */
export function usedNow({ state, tolerance, calibration, seat }: UsedContext): readonly number[] {
  const { bouts, day, load } = state
  const kpa = calibration === null ? null : { load, ppi: seat.ppi }
  return usedFractions({ boutS: boutS(bouts), dayS: day.seatedMs / 1000, kpa }, tolerance)
}
