/** What follows when readings stop and when they come back. Unknown is never empty and never rest. */

import { skipGap } from './cells/health.ts'
import type { CoreParts } from './context.ts'
import { tellAlert } from './event-collector.ts'
import { clearAlert, raiseAlert } from './limits/alerts.ts'
import { breakHolds } from './limits/limits.ts'
import { endEmptySeat } from './pressure/learnt-zero.ts'
import { loseSight } from './sitting/occupancy.ts'
import { bookBlind, stopWatching } from './time-accounting.ts'

const DATA_STOPPED_MS = 60_000
/** Shorter gaps are unknown time all the same, but nothing to tell. */
const GAP_WORTH_TELLING_MS = 10_000

/** Nothing is known of the seat from what is booked until `untilMs`. */
export function blindUntil(parts: CoreParts, untilMs: number): void {
  const { state, out, instant, ppi, cop } = parts
  const fromMs = state.accountedMs ?? untilMs
  if (loseSight(state.occupancy)) {
    out.changed = true
    stopWatching(parts, fromMs)
    state.shifts.relief = null
    breakHolds(state.limits)
    skipGap(state.health)
    endEmptySeat(state.zero)
  }
  instant.left = NaN
  instant.right = NaN
  ppi.left = NaN
  ppi.right = NaN
  cop.x = NaN
  cop.y = NaN
  if (untilMs > fromMs) bookBlind(parts, fromMs, untilMs)
}

/** No frame for longer than stale: tells of it, and raises the alarm when somebody was on the seat. */
export function stayBlind(parts: CoreParts, nowMs: number, lastFrameMs: number): void {
  blindUntil(parts, nowMs)
  const { state } = parts
  const silentMs = nowMs - lastFrameMs
  if (state.stoppedMs === null && silentMs >= GAP_WORTH_TELLING_MS) tellStopped(parts, lastFrameMs)
  const open = state.alerts.open.some(({ kind }) => kind === 'data-stopped')
  if (open || state.lastKnown !== 'occupied' || silentMs < DATA_STOPPED_MS) return
  const alert = { kind: 'data-stopped', side: null, level: 'warning', atMs: nowMs, cells: null } as const
  tellAlert(parts, raiseAlert(state.alerts, alert), nowMs)
}

/** The first frame after a gap. */
export function seeAgain(parts: CoreParts, atMs: number, lastFrameMs: number): void {
  blindUntil(parts, atMs)
  const { state, out } = parts
  const gapMs = atMs - lastFrameMs
  if (state.stoppedMs === null && gapMs >= GAP_WORTH_TELLING_MS) tellStopped(parts, lastFrameMs)
  if (state.stoppedMs !== null) {
    state.stoppedMs = null
    out.event('data-resumed', atMs, { s: Math.round(gapMs / 100) / 10 })
  }
  state.linkDetail = null
  const alert = state.alerts.open.find(({ kind }) => kind === 'data-stopped')
  if (alert !== undefined) tellAlert(parts, clearAlert(state.alerts, alert), atMs)
}

function tellStopped({ state, out }: CoreParts, lastFrameMs: number): void {
  state.stoppedMs = lastFrameMs
  const why = state.linkDetail === null ? '' : ` ${state.linkDetail}`
  const detail = `No readings come from the cushion.${why} Until they do, this time is unknown: it counts neither as sitting nor as rest. Check the cable.`
  out.event('data-stopped', lastFrameMs, { detail })
}
