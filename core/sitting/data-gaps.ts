/** Frames come, stop, and come again. What is not seen is unknown: never empty and never rest. */

import { skipGap } from '../cells/health.ts'
import type { CoreContext } from '../context.ts'
import { emitAlert } from '../limits/alert-events.ts'
import { clearAlert, raiseAlert } from '../limits/alerts.ts'
import { breakHolds } from '../limits/limits.ts'
import type { Frame } from '../model/types.ts'
import { endEmptySeat } from '../pressure/learnt-zero.ts'
import { forgetSeat } from '../pressure/seat-figures.ts'
import { becomeUnknown } from './occupancy.ts'
import { endActivity } from './sitter.ts'
import { accountUnknown } from './time-accounting.ts'

const dataStoppedMs = 60_000
/** Shorter gaps are unknown time all the same, but nothing to speak of. */
const gapWorthSayingMs = 10_000

type GapContext = Pick<CoreContext, 'state' | 'out' | 'options' | 'tolerance' | 'seat' | 'staleMs'>

/** Time that a frame closes: since the last frame, and not yet accounted for. */
export interface FrameTime {
  readonly sinceLastMs: number
  readonly fromMs: number
}

/** Takes note of a frame; the first one after a gap ends it. Null: it does not come later than the last or does not fit. */
export function beginFrame(
  context: GapContext & Pick<CoreContext, 'geometry'>,
  { atMs, seq, counts }: Frame,
): FrameTime | null {
  const { state, geometry, staleMs } = context
  const lastMs = state.lastFrameMs
  if (counts.length !== geometry.cells || !(lastMs === null || atMs > lastMs)) {
    state.ignored++
    return null
  }
  if (atMs > state.nowMs) state.nowMs = atMs
  if (state.accountedMs === null) state.accountedMs = atMs
  if (lastMs !== null && (state.linkDown || atMs - lastMs > staleMs)) endGap(context, atMs, lastMs)
  state.lastFrameMs = atMs
  state.linkDown = false
  state.seq = seq
  for (let i = 0; i < counts.length; i++) state.counts[i] = counts[i] ?? 0
  return { sinceLastMs: lastMs === null ? 0 : atMs - lastMs, fromMs: Math.min(state.accountedMs, atMs) }
}

/** Time passes without a frame. For longer than stale it is a gap, and an alarm when somebody was on the seat. */
export function passWithoutFrame(context: GapContext, nowMs: number): void {
  const { state, staleMs } = context
  if (nowMs > state.nowMs) state.nowMs = nowMs
  const lastMs = state.lastFrameMs
  if (lastMs === null || !(state.linkDown || state.nowMs - lastMs > staleMs)) return
  unknownUntil(context, state.nowMs)
  const silentMs = state.nowMs - lastMs
  if (state.stoppedMs === null && silentMs >= gapWorthSayingMs) emitStopped(context, lastMs)
  const open = state.alerts.open.some(({ kind }) => kind === 'data-stopped')
  if (open || state.lastKnown !== 'occupied' || silentMs < dataStoppedMs) return
  const alert = {
    kind: 'data-stopped',
    side: null,
    level: 'warning',
    atMs: state.nowMs,
    cells: null,
  } as const
  emitAlert(context.out, raiseAlert(state.alerts, alert), state.nowMs)
}

/** Nothing is known of the seat from what is accounted for until `untilMs`. */
export function unknownUntil(context: GapContext, untilMs: number): void {
  const { state, out, seat } = context
  const fromMs = state.accountedMs ?? untilMs
  if (becomeUnknown(state.occupancy)) {
    out.changed = true
    endActivity(context, fromMs)
    state.shifts.relief = null
    breakHolds(state.limits)
    skipGap(state.health)
    endEmptySeat(state.zero)
  }
  forgetSeat(seat)
  if (untilMs > fromMs) accountUnknown(context, fromMs, untilMs)
}

function endGap(context: GapContext, atMs: number, lastFrameMs: number): void {
  unknownUntil(context, atMs)
  const { state, out } = context
  const gapMs = atMs - lastFrameMs
  if (state.stoppedMs === null && gapMs >= gapWorthSayingMs) emitStopped(context, lastFrameMs)
  if (state.stoppedMs !== null) {
    state.stoppedMs = null
    out.event('data-resumed', atMs, { s: Math.round(gapMs / 100) / 10 })
  }
  state.linkDetail = null
  const alert = state.alerts.open.find(({ kind }) => kind === 'data-stopped')
  if (alert !== undefined) emitAlert(out, clearAlert(state.alerts, alert), atMs)
}

function emitStopped({ state, out }: Pick<CoreContext, 'state' | 'out'>, lastFrameMs: number): void {
  state.stoppedMs = lastFrameMs
  const why = state.linkDetail === null ? '' : ` ${state.linkDetail}`
  const detail = `No readings are coming from the cushion.${why} Until they do, this time is unknown: it counts neither as sitting nor as rest. Check the cable.`
  out.event('data-stopped', lastFrameMs, { detail })
}
