/** From the used share of each limit to its level, and from the levels to alerts. */
import type { CoreContext } from '../context.ts'
import { boutS } from '../sitting/bouts.ts'
import { emitAlert } from './alert-events.ts'
import { stepAlerts } from './alerts.ts'
import { stepLimits, usedFractions } from './limits.ts'
import { stepReminders } from './reminders.ts'

type UsedContext = Pick<CoreContext, 'state' | 'tolerance' | 'calibration' | 'seat'>

export function evaluateLimits(context: UsedContext & Pick<CoreContext, 'out'>, atMs: number): void {
  const { state, out, tolerance } = context
  const used = usedNow(context)
  if (stepLimits(state.limits, { atMs, used, holdMs: tolerance.holdS * 1000 })) out.changed = true
  const afterMs = tolerance.alertAfterMin * 60_000
  for (const change of stepAlerts(state.alerts, { levels: state.limits.levels, atMs, afterMs })) {
    emitAlert(out, change, atMs)
  }
  remind(context, atMs)
}

/** Gives a reminder when it is due, but not to a person who is getting up. */
function remind({ state, out }: Pick<CoreContext, 'state' | 'out'>, atMs: number): void {
  const { occupancy, alerts, reminders } = state
  const seated = occupancy.now === 'occupied'
  const lifted = !occupancy.person || occupancy.liftedMs !== null
  const limits = stepReminders(reminders, { alerts, atMs, seated, lifted })
  if (limits === null) return
  out.event('reminder', atMs, { level: 'exceeded', limits })
  out.changed = true
}

/** The used fractions in the order of limitNames. Relative mode knows no kPa: load and pressure limits are not evaluated. */
export function usedNow({ state, tolerance, calibration, seat }: UsedContext): readonly number[] {
  const { bouts, day, load } = state
  const kpa = calibration === null ? null : { load, ppi: seat.ppi }
  return usedFractions({ boutS: boutS(bouts), dayS: day.seatedMs / 1000, kpa }, tolerance)
}
