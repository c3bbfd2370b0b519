/**
 * Frames arrive, stop, and return. Time without frames is unknown: never empty and never rest. Late frames make it known: silent
 * time counts as unknown only once its frames are no longer expected.
 */

import { skipGap } from '../cells/health.ts'
import type { CoreContext } from '../context.ts'
import { emitAlert } from '../limits/alert-events.ts'
import { clearAlert, raiseAlert } from '../limits/alerts.ts'
import { breakHolds } from '../limits/limits.ts'
import { checkCushion } from '../model/silence-words.ts'
import type { Frame } from '../model/types.ts'
import { endEmptySeat } from '../pressure/learnt-zero.ts'
import { forgetSeat } from '../pressure/seat-figures.ts'
import { becomeUnknown } from './occupancy.ts'
import { endActivity } from './sitter.ts'
import { accountUnknown } from './time-accounting.ts'

const dataStoppedMs = 60_000
/** A network may hold frames back for this long and then deliver them. */
const lateMs = 120_000
/** Shorter gaps are unknown time too, but not reported. */
const gapWorthSayingMs = 10_000

type GapContext = Pick<CoreContext, 'state' | 'out' | 'options' | 'tolerance' | 'seat' | 'staleMs'>

/** The interval that a frame closes: the time since the last frame, and the part not yet accounted for. */
export interface FrameTime {
  readonly sinceLastMs: number
  readonly fromMs: number
}

/** Registers a frame; the first one after a silence ends it. Null: the frame is not later than the last or does not fit. */
export function beginFrame(
  context: GapContext & Pick<CoreContext, 'geometry'>,
  { atMs, seq, counts }: Frame,
): FrameTime | null {
  const { state, geometry } = context
  const lastMs = state.lastFrameMs
  if (counts.length !== geometry.cells || !(lastMs === null || atMs > lastMs)) {
    state.ignored++
    return null
  }
  if (atMs > state.nowMs) state.nowMs = atMs
  if (state.accountedMs === null) state.accountedMs = atMs
  if (lastMs !== null) endSilence(context, atMs, lastMs)
  state.lastFrameMs = atMs
  state.heardMs = state.nowMs
  state.linkDown = false
  state.seq = seq
  for (let i = 0; i < counts.length; i++) state.counts[i] = counts[i] ?? 0
  return { sinceLastMs: lastMs === null ? 0 : atMs - lastMs, fromMs: Math.min(state.accountedMs, atMs) }
}

/** Passes time without a frame. Beyond the stale limit it is a silence, and an alarm if somebody was on the seat. */
export function passWithoutFrame(context: GapContext, nowMs: number): void {
  const { state } = context
  if (nowMs > state.nowMs) state.nowMs = nowMs
  const lastMs = state.lastFrameMs
  if (lastMs === null || !isSilent(context)) return
  loseSight(context, lastMs)
  const pastMs = state.nowMs - lateMs
  if (pastMs > (state.accountedMs ?? pastMs)) unknownUntil(context, pastMs)
  const silentMs = state.nowMs - (state.heardMs ?? lastMs)
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

/** No more frames can come: a running silence is unknown up to now. */
export function closeSilence(context: GapContext): void {
  if (isSilent(context)) unknownUntil(context, context.state.nowMs)
}

/** Marks the time from the last accounted moment to `untilMs` as unknown. */
export function unknownUntil(context: GapContext, untilMs: number): void {
  const { state } = context
  const fromMs = state.accountedMs ?? untilMs
  loseSight(context, fromMs)
  state.beforeSilence = null
  state.beforeDoubt = null
  if (untilMs > fromMs) accountUnknown(context, fromMs, untilMs)
}

/** Measured from when the last frame was heard, not from when it was made: late frames are no silence. */
function isSilent({ state, staleMs }: GapContext): boolean {
  const heardMs = state.heardMs ?? state.lastFrameMs
  return heardMs !== null && (state.linkDown || state.nowMs - heardMs > staleMs)
}

/** The seat is unknown from `fromMs` on. Keeps the state from which late frames would continue. */
function loseSight(context: GapContext, fromMs: number): void {
  const { state, out, seat } = context
  const { occupancy, limits } = state
  if (occupancy.now !== 'unknown') state.beforeSilence = structuredClone({ occupancy, holds: limits.holds })
  if (becomeUnknown(occupancy)) {
    out.changed = true
    endActivity(context, fromMs)
    state.shifts.relief = null
    breakHolds(limits)
    skipGap(state.health)
    endEmptySeat(state.zero)
  }
  forgetSeat(seat)
}

/** A frame arrived. If it directly follows the last one, however late it is, nothing was missed. */
function endSilence(context: GapContext, atMs: number, lastFrameMs: number): void {
  const { state, out, staleMs } = context
  const gapMs = atMs - lastFrameMs
  const isGap = gapMs > staleMs
  if (isGap) unknownUntil(context, atMs)
  else seeAgain(context)
  if (state.stoppedMs === null && isGap && gapMs >= gapWorthSayingMs) emitStopped(context, lastFrameMs)
  if (state.stoppedMs !== null) {
    state.stoppedMs = null
    const late = { detail: 'The readings from this time arrived late. None are missing.' }
    out.event('data-resumed', atMs, { s: Math.round(gapMs / 100) / 10, ...(isGap ? {} : late) })
  }
  state.linkDetail = null
  const alert = state.alerts.open.find(({ kind }) => kind === 'data-stopped')
  if (alert !== undefined) emitAlert(out, clearAlert(state.alerts, alert), state.nowMs)
}

function seeAgain({ state, out }: GapContext): void {
  if (state.beforeSilence === null) return
  state.occupancy = state.beforeSilence.occupancy
  state.limits.holds = state.beforeSilence.holds
  state.beforeSilence = null
  out.changed = true
}

function emitStopped({ state, out }: Pick<CoreContext, 'state' | 'out'>, lastFrameMs: number): void {
  state.stoppedMs = lastFrameMs
  // What the link says names what to check.
  const why = state.linkDetail ?? `${checkCushion}.`
  const detail = `No readings are coming from the cushion. ${why} Until they do, this time is unknown: it counts neither as sitting nor as rest.`
  out.event('data-stopped', lastFrameMs, { detail })
}
