/**
 * A thing lies on the seat: what passed for sitting or for rest since it came is taken back, and the time is unknown. Load neither
 * grew nor recovered, and a bout that began with the thing never was.
 */
import type { CoreContext } from '../context.ts'
import { isoAt } from '../event-collector.ts'
import { breakHolds } from '../limits/limits.ts'
import { endEmptySeat } from '../pressure/learnt-zero.ts'
import { reopenMinutes } from '../summary/minutes.ts'
import { endActivity } from './sitter.ts'
import { accountUnknown } from './time-accounting.ts'

/** The interval that ends at `atMs`, with a thing on the seat; `turned`: it has just turned out to be one. */
export function accountThing(
  context: Pick<CoreContext, 'state' | 'out' | 'options' | 'tolerance'>,
  { fromMs, atMs, turned }: { fromMs: number; atMs: number; turned: boolean },
): void {
  const sinceMs = turned ? takeBack(context, fromMs) : fromMs
  if (atMs > sinceMs) accountUnknown(context, sinceMs, atMs)
}

/** Returns the moment up to which time is accounted now. */
function takeBack({ state, out }: Pick<CoreContext, 'state' | 'out'>, fromMs: number): number {
  const { occupancy, beforeDoubt: before, bouts } = state
  out.changed = true
  endActivity({ state, out }, occupancy.edgeMs)
  state.shifts.relief = null
  breakHolds(state.limits)
  endEmptySeat(state.zero)
  state.beforeDoubt = null
  if (before === null) return fromMs
  if (bouts.startMs !== null && before.bouts.startMs === null)
    out.event('bout-ended', occupancy.edgeMs, { startedAt: isoAt(bouts.startMs), boutS: 0 })
  reopenMinutes(state.minutes, before.minutes, before.load)
  state.bouts = before.bouts
  state.lastMinute = before.lastMinute
  state.load = before.load
  state.pti = before.pti
  state.totalMs = before.totalMs
  state.day.seatedMs = state.day.startMs === before.day.startMs ? before.day.seatedMs : 0
  occupancy.sittingLevel = before.sitting.level
  occupancy.sittingMs = before.sitting.ms
  return before.accountedMs ?? fromMs
}
