/** The published reading: pressures, live reading, state; rounded for people (kPa 0.01, seconds 0.1). */

import type { CoreContext } from '../context.ts'
import { isoAt, isoOrNull } from '../event-collector.ts'
import { type AlertsState, snoozedUntilMs } from '../limits/alerts.ts'
import { usedNow } from '../limits/evaluate-limits.ts'
import { heldS, highestLevel } from '../limits/limits.ts'
import type { RemindersState } from '../limits/reminders.ts'
import { timeLeft } from '../limits/time-left.ts'
import { type LimitName, limitNames } from '../model/limits.ts'
import type { Live } from '../model/schemas/live.ts'
import type { CushionState } from '../model/schemas/state.ts'
import type { Side } from '../model/schemas/zones.ts'
import type { CoreReading } from '../model/types.ts'
import { hasDrifted, offOf } from '../pressure/habit.ts'
import { contactAreaCm2, sideBalance } from '../pressure/metrics.ts'
import { sideErrorKpa } from '../pressure/uncertainty.ts'
import { perUnit } from '../pressure/units.ts'
import { type BoutsState, boutS } from '../sitting/bouts.ts'
import { breakOf } from './break-state.ts'

const rounded =
  (per: number) =>
  (value: number): number | null =>
    Number.isFinite(value) ? Math.round(value * per) / per : null
const roundedKpa = rounded(100)
const tenth = rounded(10)
const thousandth = rounded(1000)

/** Computed on request from the present state. */
export const readingOf = (context: CoreContext): CoreReading => ({
  kpa: () => (context.calibration === null ? null : Array.from(context.readings.level, roundedKpa)),
  live: () => liveOf(context),
  state: (nowMs) => stateOf(context, nowMs),
})

function liveOf(context: CoreContext): Live {
  const { state, seat } = context
  const per = perUnit(context)
  const kpa = context.calibration !== null
  const baseline = state.baseline.taken
  const relative =
    kpa || baseline === null
      ? null
      : Array.from(context.readings.level, (level, index) =>
          thousandth(level / (baseline.cells[index] ?? NaN)),
        )
  const shown = (side: Side) => (kpa ? roundedKpa(seat.ppi[side]) : null)
  const seated = state.occupancy.now !== 'empty'
  return {
    v: 1,
    atMs: state.lastFrameMs ?? state.nowMs,
    seq: state.seq,
    kpa: Array.from(context.readings.level, (level) => (kpa ? roundedKpa(level) : null)),
    relative,
    leftPpiKpa: shown('left'),
    rightPpiKpa: shown('right'),
    leftErrorKpa: errorKpa(context, 'left'),
    rightErrorKpa: errorKpa(context, 'right'),
    leftRelative: kpa ? null : thousandth(seat.ppi.left * per.left),
    rightRelative: kpa ? null : thousandth(seat.ppi.right * per.right),
    copX: seated ? roundedKpa(context.seat.cop.x) : null,
    copY: seated ? roundedKpa(context.seat.cop.y) : null,
    occupancy: state.occupancy.now,
  }
}

function stateOf(context: CoreContext, nowMs: number): CushionState {
  const { state, geometry, options, readings, trust } = context
  const { bouts, alerts, occupancy } = state
  const known = occupancy.now !== 'unknown'
  const seated = occupancy.now === 'occupied'
  const left = seated ? timeLeftOf(context) : null
  return {
    v: 1,
    at: isoAt(nowMs),
    simulated: options.simulated,
    occupancy: occupancy.now,
    object: occupancy.object,
    boutS: tenth(boutS(bouts)) ?? 0,
    boutStartedAt: isoOrNull(bouts.startMs),
    lastBreak: lastBreakOf(bouts),
    break: breakOf(context),
    daySeatedS: tenth(state.day.seatedMs / 1000) ?? 0,
    left: sideOf(context, 'left'),
    right: sideOf(context, 'right'),
    used: usedOf(context),
    level: highestLevel(state.limits),
    timeLeftS: left === null ? null : tenth(left.s),
    timeLeftLimit: left?.limit ?? null,
    copCm: seated ? centreOf(context) : null,
    sideBalance: seated && !trust.sidesInDoubt ? tenth(sideBalance(readings.zoneLevel, geometry)) : null,
    sidesInDoubt: trust.sidesInDoubt,
    askew: seated && state.habit.askew,
    checkDue: context.calibration !== null && hasDrifted(state.habit),
    contactAreaCm2:
      known && context.calibration !== null ? roundedKpa(contactAreaCm2(readings.level, geometry)) : null,
    confidence: known ? confidenceOf(context) : 0,
    quietUntil: isoIfAfter(nowMs, alerts.quietUntilMs),
    alerts: openAlerts(alerts, nowMs),
    reminder: lastReminderOf(state.reminders),
  }
}

const isoIfAfter = (nowMs: number, atMs: number): string | null => (atMs > nowMs ? isoAt(atMs) : null)

function lastBreakOf({ lastBreak }: BoutsState): CushionState['lastBreak'] {
  if (lastBreak === null) return null
  const { startMs, endMs, ms } = lastBreak
  return { startedAt: isoAt(startMs), endedAt: isoOrNull(endMs), breakS: tenth(ms / 1000) ?? 0 }
}

function usedOf(context: CoreContext): CushionState['used'] {
  const fractions = usedNow(context)
  const used = (name: LimitName): number | null => {
    const value = fractions[limitNames.indexOf(name)] ?? NaN
    return value >= 0 ? thousandth(value) : null
  }
  return {
    bout: used('bout'),
    day: used('day'),
    loadLeft: used('loadLeft'),
    loadRight: used('loadRight'),
    pressureLeft: used('pressureLeft'),
    pressureRight: used('pressureRight'),
  }
}

function centreOf({ seat }: CoreContext): CushionState['copCm'] {
  const { x, y } = seat.cop
  return Number.isFinite(x) ? { x: roundedKpa(x) ?? 0, y: roundedKpa(y) ?? 0 } : null
}

function openAlerts(alerts: AlertsState, nowMs: number): CushionState['alerts'] {
  return alerts.open.map((alert) => ({
    id: alert.id,
    kind: alert.kind,
    side: alert.side,
    level: alert.level,
    since: isoAt(alert.sinceMs),
    warnedAt: isoOrNull(alert.warnedMs),
    exceededAt: isoOrNull(alert.exceededMs),
    acknowledged: alert.acknowledged,
    snoozedUntil: isoIfAfter(nowMs, snoozedUntilMs(alerts, alert.kind)),
    ...(alert.cells === null ? {} : { cells: [...alert.cells] }),
  }))
}

function lastReminderOf({ last }: RemindersState): CushionState['reminder'] {
  return last === null ? null : { at: isoAt(last.atMs), level: 'exceeded', limits: [...last.limits] }
}

function sideOf(context: CoreContext, side: Side): CushionState['left'] {
  const kpa = context.calibration !== null
  return {
    ppiKpa: kpa ? roundedKpa(context.seat.ppi[side]) : null,
    errorKpa: errorKpa(context, side),
    ppiRelative: kpa ? null : thousandth(context.seat.ppi[side] * perUnit(context)[side]),
    loadKpaMin: kpa ? roundedKpa(context.state.load[side]) : null,
  }
}

function timeLeftOf(context: CoreContext) {
  const { state, tolerance } = context
  const { lastMinute, load, limits, day, bouts } = state
  const atMs = state.accountedMs ?? state.nowMs
  const kpa = context.calibration !== null
  return timeLeft(
    {
      boutS: boutS(bouts),
      daySeatedS: day.seatedMs / 1000,
      loadKpaMin: kpa ? load : { left: NaN, right: NaN },
      meanKpa: { left: lastMinute.reckonLeft ?? NaN, right: lastMinute.reckonRight ?? NaN },
      heldS: { left: heldS(limits, 0, atMs), right: heldS(limits, 1, atMs) },
    },
    tolerance,
  )
}

function errorKpa(context: CoreContext, side: Side): number | null {
  const { calibration, geometry, readings, trust, state } = context
  if (calibration === null) return null
  const cells = geometry.ischial[side].flatMap((index) => {
    const cell = calibration.cells[index]
    if (cell === undefined) return []
    const trusted = {
      kpa: readings.level[index] ?? NaN,
      stepKpa: readings.stepAt(index, state.counts[index] ?? 0),
      saturated: readings.saturated[index] === 1,
      leftOut: trust.outOfZone[index] === 1,
      calibration: cell,
    }
    return [trusted]
  })
  const part = geometry.parts.indexOf(geometry.ischial[side])
  return roundedKpa(
    sideErrorKpa(context.seat.ppi[side], cells, {
      ageMs: state.nowMs - Date.parse(calibration.checkedAt ?? calibration.madeAt),
      offLn: offOf(state.habit, part),
    }),
  )
}

/** Share of reliable ischial cells, 0..1; 0 when no side is sure. */
function confidenceOf({ geometry, trust, readings }: CoreContext): number {
  const cells = [...geometry.ischial.left, ...geometry.ischial.right]
  if (cells.length === 0 || trust.sidesInDoubt) return 0
  const good = cells.filter((index) => trust.outOfZone[index] !== 1 && readings.saturated[index] !== 1)
  return thousandth(good.length / cells.length) ?? 0
}
