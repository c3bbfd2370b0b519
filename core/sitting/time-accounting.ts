/**
 * Accounts for time and pressure once, as they pass: totals, day, bout, load, minutes. When occupancy changes with a back-dated
 * edge, the time since that edge moves to the new state.
 */

import type { CoreContext } from '../context.ts'
import { isoAt } from '../event-collector.ts'
import { freshLastMinute, stepLastMinute } from '../limits/last-minute.ts'
import { nextLoad } from '../limits/load.ts'
import type { Bout } from '../model/schemas/bouts.ts'
import type { Occupancy } from '../model/schemas/occupancy.ts'
import { perUnit } from '../pressure/units.ts'
import { addTime, addUnknownTime, moveTime } from '../summary/minutes.ts'
import { ZoneDays } from '../time/zone-days.ts'
import { endBout, passTime, satDown, stoodUp } from './bouts.ts'
import { forgetSitting } from './occupancy.ts'
import { forgetUsual } from './shifts.ts'
import { endActivity } from './sitter.ts'

/** Somebody who sat this shortly before the day began is still sitting. */
const stillSittingMs = 60_000

/** An interval between two frames; mean level of each side over it, NaN unknown. */
export interface Interval {
  readonly fromMs: number
  readonly atMs: number
  readonly dtMs: number
  readonly left: number
  readonly right: number
}

type TimeContext = Pick<CoreContext, 'state' | 'out' | 'options' | 'tolerance'>

/** An interval in which the seat was known to be `kind`. */
export function accountKnown(
  context: TimeContext & Pick<CoreContext, 'calibration' | 'seat'>,
  kind: Occupancy,
  interval: Interval,
): void {
  const { state } = context
  const { fromMs, atMs, dtMs } = interval
  if (dtMs <= 0) return
  state.accountedMs = atMs
  state.totalMs[kind] += atMs - fromMs
  rollDay(context, atMs)
  if (kind === 'occupied') state.day.seatedMs += sinceDayStart(state.day, fromMs, atMs)
  accountBout(context, { kind, fromMs, toMs: atMs })
  accountLoad(context, interval)
  accountMinute(context, kind, interval)
}

/** Adds unknown time. */
export function accountUnknown(context: TimeContext, fromMs: number, toMs: number): void {
  const { state } = context
  state.accountedMs = toMs
  state.totalMs.unknown += toMs - fromMs
  rollDay(context, toMs)
  addUnknownTime(state.minutes, fromMs, toMs)
  accountBout(context, { kind: 'unknown', fromMs, toMs })
}

/** Occupancy has changed from `was`, as of `state.occupancy.edgeMs`. */
export function accountTurn(context: TimeContext, was: Occupancy, atMs: number): void {
  const { state, out, tolerance } = context
  const { edgeMs, now: is } = state.occupancy
  const ms = atMs - edgeMs
  moveTime(state.minutes, { fromMs: edgeMs, toMs: atMs, from: was, to: is })
  state.totalMs[was] -= ms
  state.totalMs[is] += ms
  const todayMs = sinceDayStart(state.day, edgeMs, atMs)
  if (is === 'occupied') state.day.seatedMs += todayMs
  if (was === 'occupied') state.day.seatedMs = Math.max(0, state.day.seatedMs - todayMs)
  out.changed = true
  const turn = { edgeMs, nowMs: atMs, was, breakMs: breakMs(tolerance) }
  if (is === 'occupied') {
    if (satDown(state.bouts, turn)) {
      state.lastMinute = freshLastMinute()
      out.event('bout-started', edgeMs, { startedAt: isoAt(edgeMs) })
    }
    return
  }
  endActivity(context, edgeMs)
  emitBoutEnd(context, stoodUp(state.bouts, turn))
}

/** If a bout is over, drops what was learnt during it. */
export function emitBoutEnd({ out, state }: Pick<CoreContext, 'state' | 'out'>, bout: Bout | null): void {
  if (bout === null) return
  forgetUsual(state.shifts)
  forgetSitting(state.occupancy)
  out.bout(bout)
  out.changed = true
  out.event('bout-ended', bout.endedAtMs, { startedAt: isoAt(bout.startedAtMs), boutS: bout.boutS })
}

function accountBout(context: TimeContext, time: { kind: Occupancy; fromMs: number; toMs: number }): void {
  const { state, tolerance } = context
  emitBoutEnd(context, passTime(state.bouts, { ...time, breakMs: breakMs(tolerance) }))
}

/** Updates load, pressure-time integral and the last minute, by whether somebody is on the seat right now. */
function accountLoad(
  { state, tolerance, calibration }: Pick<CoreContext, 'state' | 'tolerance' | 'calibration'>,
  { left, right, dtMs }: Interval,
): void {
  if (calibration === null) return
  const { person } = state.occupancy
  const dtS = dtMs / 1000
  state.load.left = nextLoad(state.load.left, { kpa: left, dtS, person }, tolerance)
  state.load.right = nextLoad(state.load.right, { kpa: right, dtS, person }, tolerance)
  if (!person) return
  if (!Number.isNaN(left)) state.pti.left += (left * dtS) / 60
  if (!Number.isNaN(right)) state.pti.right += (right * dtS) / 60
  stepLastMinute(state.lastMinute, { dtMs, left, right })
}

function accountMinute(
  context: Pick<CoreContext, 'state' | 'calibration' | 'seat'>,
  kind: Occupancy,
  { fromMs, atMs, left, right }: Interval,
): void {
  const { state, seat } = context
  const per = perUnit(context)
  addTime(state.minutes, {
    kind,
    fromMs,
    toMs: atMs,
    person: state.occupancy.person,
    left: left * per.left,
    right: right * per.right,
    leftPpi: seat.ppi.left * per.left,
    rightPpi: seat.ppi.right * per.right,
  })
}

/**
 * A new sitter's day: seated time starts again at zero. So does the load, and the bout ends, unless somebody sat when the day
 * began or within the minute before. After a night with the computer off nobody knows how far the load has fallen, and
 * yesterday's must not greet the sitter (docs/decisions/0005).
 */
function rollDay(context: Pick<CoreContext, 'state' | 'options' | 'out'>, nowMs: number): void {
  const { state, options } = context
  const { day, bouts, load } = state
  if (day.nextMs !== null && nowMs < day.nextMs) return
  if (day.nextMs !== null) {
    day.seatedMs = 0
    if (day.nextMs - bouts.lastSeatedMs > stillSittingMs) {
      load.left = 0
      load.right = 0
      emitBoutEnd(context, endBout(bouts))
    }
  }
  // Intl is slow, so it is used once a day.
  const today = new ZoneDays(options.day).at(nowMs)
  day.startMs = today.startMs
  day.nextMs = today.endMs
}

/** Part of an interval within the current day, ms. */
const sinceDayStart = (day: { readonly startMs: number | null }, fromMs: number, toMs: number): number =>
  toMs - Math.max(fromMs, day.startMs ?? fromMs)

const breakMs = ({ breakMin }: { readonly breakMin: number }): number => breakMin * 60_000
