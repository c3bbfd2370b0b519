/** What the core tells: the live reading and the state, rounded for people (kPa 0.01, seconds 0.1). */

import { type CoreParts, perUnit, renewUsed } from '../context.ts'
import { isoAt } from '../core-output.ts'
import { snoozedUntilMs } from '../limits/alerts.ts'
import { heldS, highestLevel } from '../limits/limits.ts'
import { timeLeft } from '../limits/time-left.ts'
import { type LimitName, limitNames } from '../model/limits.ts'
import type { Live } from '../model/live.ts'
import type { CushionState } from '../model/state.ts'
import type { Side } from '../model/zones.ts'
import { contactAreaCm2, sideBalance } from '../pressure/metrics.ts'
import { sideErrorKpa } from '../pressure/uncertainty.ts'
import { boutS } from '../sitting/bouts.ts'

const rounded =
  (per: number) =>
  (value: number): number | null =>
    Number.isFinite(value) ? Math.round(value * per) / per : null
export const roundedKpa = rounded(100)
const tenth = rounded(10)
const thousandth = rounded(1000)

export function liveOf(view: CoreParts): Live {
  const { state, ppi } = view
  const per = perUnit(view)
  const kpa = view.calibration !== null
  const baseline = state.baseline.taken
  const relative =
    kpa || baseline === null
      ? null
      : Array.from(view.readings.level, (level, index) => thousandth(level / (baseline.cells[index] ?? NaN)))
  const shown = (side: Side) => (kpa ? roundedKpa(ppi[side]) : null)
  const seated = state.occupancy.now !== 'empty'
  return {
    v: 1,
    atMs: state.lastFrameMs ?? state.nowMs,
    seq: state.seq,
    kpa: Array.from(view.readings.level, (level) => (kpa ? roundedKpa(level) : null)),
    relative,
    leftPpiKpa: shown('left'),
    rightPpiKpa: shown('right'),
    leftErrorKpa: errorKpa(view, 'left'),
    rightErrorKpa: errorKpa(view, 'right'),
    leftRelative: kpa ? null : thousandth(ppi.left * per.left),
    rightRelative: kpa ? null : thousandth(ppi.right * per.right),
    copX: seated ? roundedKpa(view.cop.x) : null,
    copY: seated ? roundedKpa(view.cop.y) : null,
    occupancy: state.occupancy.now,
  }
}

export function stateOf(view: CoreParts, nowMs: number): CushionState {
  renewUsed(view)
  const { state, geometry, options, readings } = view
  const kpa = view.calibration !== null
  const { bouts, alerts } = state
  const known = state.occupancy.now !== 'unknown'
  const seated = state.occupancy.now === 'occupied'
  const left = seated ? timeLeftOf(view) : null
  const used = (name: LimitName): number | null => {
    const value = view.used[limitNames.indexOf(name)] ?? NaN
    return value >= 0 ? thousandth(value) : null
  }
  return {
    v: 1,
    at: isoAt(nowMs),
    simulated: options.simulated,
    occupancy: state.occupancy.now,
    boutS: tenth(boutS(bouts)) ?? 0,
    boutStartedAt: bouts.startMs === null ? null : isoAt(bouts.startMs),
    lastBreak:
      bouts.lastBreak === null
        ? null
        : {
            startedAt: isoAt(bouts.lastBreak.startMs),
            endedAt: bouts.lastBreak.endMs === null ? null : isoAt(bouts.lastBreak.endMs),
            breakS: tenth(bouts.lastBreak.ms / 1000) ?? 0,
          },
    daySeatedS: tenth(state.day.seatedMs / 1000) ?? 0,
    left: sideOf(view, 'left'),
    right: sideOf(view, 'right'),
    used: {
      bout: used('bout'),
      day: used('day'),
      loadLeft: used('loadLeft'),
      loadRight: used('loadRight'),
      pressureLeft: used('pressureLeft'),
      pressureRight: used('pressureRight'),
    },
    level: highestLevel(state.limits),
    timeLeftS: left === null ? null : tenth(left.s),
    timeLeftLimit: left?.limit ?? null,
    copCm:
      seated && Number.isFinite(view.cop.x)
        ? { x: roundedKpa(view.cop.x) ?? 0, y: roundedKpa(view.cop.y) ?? 0 }
        : null,
    sideBalance: seated ? tenth(sideBalance(readings.level, geometry)) : null,
    contactAreaCm2: known && kpa ? roundedKpa(contactAreaCm2(readings.level, geometry)) : null,
    confidence: known ? confidenceOf(view) : 0,
    quietUntil: alerts.quietUntilMs > nowMs ? isoAt(alerts.quietUntilMs) : null,
    alerts: alerts.open.map(({ id, kind, side, level, sinceMs, acknowledged, cells }) => {
      const untilMs = snoozedUntilMs(alerts, kind)
      return {
        id,
        kind,
        side,
        level,
        since: isoAt(sinceMs),
        acknowledged,
        snoozedUntil: untilMs > nowMs ? isoAt(untilMs) : null,
        ...(cells === null ? {} : { cells: [...cells] }),
      }
    }),
  }
}

function sideOf(view: CoreParts, side: Side): CushionState['left'] {
  const kpa = view.calibration !== null
  return {
    ppiKpa: kpa ? roundedKpa(view.ppi[side]) : null,
    errorKpa: errorKpa(view, side),
    ppiRelative: kpa ? null : thousandth(view.ppi[side] * perUnit(view)[side]),
    loadKpaMin: kpa ? roundedKpa(view.state.load[side]) : null,
  }
}

function timeLeftOf(view: CoreParts) {
  const { state, tolerance } = view
  const { lastMinute, load, limits, day, bouts } = state
  const atMs = state.accountedMs ?? state.nowMs
  const kpa = view.calibration !== null
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

function errorKpa(view: CoreParts, side: Side): number | null {
  const { calibration, geometry, readings, leftOut, state } = view
  if (calibration === null) return null
  const cells = geometry.ischial[side].flatMap((index) => {
    const cell = calibration.cells[index]
    if (cell === undefined) return []
    const trust = {
      kpa: readings.level[index] ?? NaN,
      stepKpa: readings.stepAt(index, state.counts[index] ?? 0),
      saturated: readings.saturated[index] === 1,
      leftOut: leftOut[index] === 1,
      calibration: cell,
    }
    return [trust]
  })
  return roundedKpa(sideErrorKpa(view.ppi[side], cells))
}

/** Share of the ischial cells that can be believed, 0..1. */
function confidenceOf({ geometry, leftOut, readings }: CoreParts): number {
  const cells = [...geometry.ischial.left, ...geometry.ischial.right]
  if (cells.length === 0) return 0
  const good = cells.filter((index) => leftOut[index] !== 1 && readings.saturated[index] !== 1)
  return thousandth(good.length / cells.length) ?? 0
}
