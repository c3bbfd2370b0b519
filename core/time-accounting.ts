/**
 * Time and pressure, booked as they pass: totals, day, bout, load, minutes. When occupancy turns, dated back to the true
 * edge, the time since then is booked over.
 */

import { breakMs, type CoreParts, perUnit } from './context.ts'
import { isoAt } from './core-output.ts'
import { tellBoutEnd, tellShift } from './event-collector.ts'
import { freshLastMinute, stepLastMinute } from './limits/last-minute.ts'
import { nextLoad } from './limits/load.ts'
import type { Occupancy } from './model/occupancy.ts'
import { passTime, satDown, stoodUp } from './sitting/bouts.ts'
import { endMovement } from './sitting/movement.ts'
import { endShifts } from './sitting/shifts.ts'
import { bookTime, bookUnknown, rebook } from './summary/minutes.ts'
import { ZoneDays } from './time/zone-days.ts'

/** Whoever sat so shortly before the day began is still at it. */
const STILL_SITTING_MS = 60_000

/** An interval between two frames; mean level of each side over it, NaN unknown. */
export interface Interval {
  readonly fromMs: number
  readonly atMs: number
  readonly dtMs: number
  readonly left: number
  readonly right: number
}

/** Time in which the seat was known to be `kind`. */
export function bookKnown(parts: CoreParts, kind: Occupancy, { fromMs, atMs }: Interval): void {
  const { state } = parts
  state.accountedMs = atMs
  state.totalMs[kind] += atMs - fromMs
  rollDay(parts, atMs)
  if (kind === 'occupied') state.day.seatedMs += sinceDayStart(parts, fromMs, atMs)
  const ended = passTime(state.bouts, { kind, fromMs, toMs: atMs, breakMs: breakMs(parts) })
  if (ended !== null) tellBoutEnd(parts, ended)
}

/** Time of which nothing is known. */
export function bookBlind(parts: CoreParts, fromMs: number, toMs: number): void {
  const { state } = parts
  state.accountedMs = toMs
  state.totalMs.unknown += toMs - fromMs
  rollDay(parts, toMs)
  bookUnknown(state.minutes, fromMs, toMs)
  const ended = passTime(state.bouts, { kind: 'unknown', fromMs, toMs, breakMs: breakMs(parts) })
  if (ended !== null) tellBoutEnd(parts, ended)
}

/** Load, integral, last minute and minute summary. `person`: is somebody on the seat at this very moment. */
export function bookPressure(parts: CoreParts, kind: Occupancy, interval: Interval): void {
  const { state, tolerance, calibration, ppi } = parts
  const { person } = state.occupancy
  const { left, right, dtMs } = interval
  if (calibration !== null) {
    const dtS = dtMs / 1000
    state.load.left = nextLoad(state.load.left, { kpa: left, dtS, person }, tolerance)
    state.load.right = nextLoad(state.load.right, { kpa: right, dtS, person }, tolerance)
    if (person) {
      if (!Number.isNaN(left)) state.pti.left += (left * dtS) / 60
      if (!Number.isNaN(right)) state.pti.right += (right * dtS) / 60
      stepLastMinute(state.lastMinute, { dtMs, left, right })
    }
  }
  const per = perUnit(parts)
  bookTime(state.minutes, {
    kind,
    fromMs: interval.fromMs,
    toMs: interval.atMs,
    person,
    left: left * per.left,
    right: right * per.right,
    leftPpi: ppi.left * per.left,
    rightPpi: ppi.right * per.right,
  })
}

/** Occupancy is now another than `was`, and has been since `state.occupancy.edgeMs`. */
export function bookTurn(parts: CoreParts, was: Occupancy, atMs: number): void {
  const { state, out } = parts
  const { edgeMs, now: is } = state.occupancy
  const ms = atMs - edgeMs
  rebook(state.minutes, { fromMs: edgeMs, toMs: atMs, from: was, to: is })
  state.totalMs[was] -= ms
  state.totalMs[is] += ms
  const todayMs = sinceDayStart(parts, edgeMs, atMs)
  if (is === 'occupied') state.day.seatedMs += todayMs
  if (was === 'occupied') state.day.seatedMs = Math.max(0, state.day.seatedMs - todayMs)
  out.changed = true
  const turn = { edgeMs, nowMs: atMs, was, breakMs: breakMs(parts) }
  if (is === 'occupied') {
    if (satDown(state.bouts, turn)) {
      state.lastMinute = freshLastMinute()
      out.event('bout-started', edgeMs, { startedAt: isoAt(edgeMs) })
    }
    return
  }
  stopWatching(parts, edgeMs)
  const ended = stoodUp(state.bouts, turn)
  if (ended !== null) tellBoutEnd(parts, ended)
}

/** The sitter left or sight was lost: shifts and movements end here. */
export function stopWatching(parts: CoreParts, atMs: number): void {
  const shift = endShifts(parts.state.shifts, atMs)
  if (shift !== null) tellShift(parts, shift)
  endMovement(parts.state.movement)
}

/**
 * A new sitter's day: seated time begins anew, and so does the load, unless somebody sat when the day began or within the minute
 * before. After a night with the computer off nobody knows how far the load has fallen, and yesterday's must not greet the
 * sitter (docs/decisions/0005).
 */
function rollDay({ state, options }: CoreParts, nowMs: number): void {
  const { day, bouts, load } = state
  if (day.nextMs !== null && nowMs < day.nextMs) return
  if (day.nextMs !== null) {
    day.seatedMs = 0
    if (day.nextMs - bouts.lastSeatedMs > STILL_SITTING_MS) {
      load.left = 0
      load.right = 0
    }
  }
  // Intl is slow: asked once a day.
  const today = new ZoneDays(options.day).at(nowMs)
  day.startMs = today.startMs
  day.nextMs = today.endMs
}

/** How much of an interval lies in the running day, ms. */
const sinceDayStart = ({ state }: CoreParts, fromMs: number, toMs: number): number =>
  toMs - Math.max(fromMs, state.day.startMs ?? fromMs)
