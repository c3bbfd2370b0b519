/** What is looked for in each reading: the seat's figures, shifts and movements, limits and alerts, bad cells, zero. */

import { plausibleTop, stepCellHealth } from './cells/health.ts'
import { type CoreParts, renewThresholds, renewUsed } from './context.ts'
import { tellAlert, tellShift, tellVerdicts } from './event-collector.ts'
import { stepAlerts } from './limits/alerts.ts'
import { stepLimits } from './limits/limits.ts'
import type { Frame } from './model/types.ts'
import { averaged, averagingWeight } from './pressure/averaging.ts'
import { stepBaseline } from './pressure/baseline.ts'
import { endEmptySeat, learnEmptySeat } from './pressure/learnt-zero.ts'
import { CONTACT_KPA, centreCm, sidePpiKpa, zoneMeanKpa } from './pressure/metrics.ts'
import { trackZero } from './pressure/zero-tracking.ts'
import { stepMovement } from './sitting/movement.ts'
import { LIFTED_SHARE, type SeatSample } from './sitting/occupancy.ts'
import { stepRelief, stepShifts } from './sitting/shifts.ts'
import { countHappening } from './summary/minutes.ts'

/** A cell that still reads that much may be without load; as a share of the range before the zero is known. */
const ZERO_MARGIN_COUNTS = 3
const UNKNOWN_ZERO_SHARE = 0.01
/** kPa, and conductance in units of 1/R_M: touching; plainly loaded; too little for a share of it to mean anything. */
const levels = {
  kpa: { contact: CONTACT_KPA, loaded: 3, least: 0.5 },
  relative: { contact: 0.05, loaded: 0.3, least: 0.03 },
} as const
const levelsOf = ({ calibration }: CoreParts) => (calibration === null ? levels.relative : levels.kpa)

/** Levels of the cells, of each ischial zone, and the centre of pressure; `dtMs` since the last frame, gaps included. */
export function readSeat(parts: CoreParts, counts: readonly number[], dtMs: number): void {
  const { geometry, readings, instant, ppi, cop } = parts
  readings.read({ counts, dtMs }, parts.leftOut, parts.state)
  const { level } = readings
  for (let i = 0; i < geometry.cells; i++) {
    // At the top alone among lightly loaded neighbours: shorted, not pressed. Left out at once, before it spoils a zone.
    if (readings.saturated[i] === 1 && !plausibleTop(i, { geometry, level, topLevel: parts.topLevel }))
      level[i] = NaN
  }
  instant.left = sidePpiKpa(level, 'left', geometry)
  instant.right = sidePpiKpa(level, 'right', geometry)
  const weight = averagingWeight(dtMs)
  ppi.left = averaged(ppi.left, instant.left, weight)
  ppi.right = averaged(ppi.right, instant.right, weight)
  cop.x = averaged(cop.x, centreCm(level, geometry.xCm, geometry), weight)
  cop.y = averaged(cop.y, centreCm(level, geometry.yCm, geometry), weight)
}

/** What occupancy is judged by. `level` is the mean over all good cells. */
export function seatSample(parts: CoreParts, now: { atMs: number; dtMs: number; level: number }): SeatSample {
  const { geometry, readings, cop } = parts
  const { contact } = levelsOf(parts)
  let touching = 0
  let good = 0
  for (let i = 0; i < geometry.cells; i++) {
    const value = readings.level[i] ?? NaN
    if (Number.isNaN(value)) continue
    good++
    if (value >= contact) touching++
  }
  const left = zoneMeanKpa(readings.level, geometry.half.left, geometry)
  const right = zoneMeanKpa(readings.level, geometry.half.right, geometry)
  const both = left + right
  // A half without a good cell cannot speak against a person.
  const lighterHalf = Number.isNaN(both) ? 0.5 : both > 0 ? Math.min(left, right) / both : 0
  return {
    atMs: now.atMs,
    dtMs: now.dtMs,
    level: now.level,
    contactShare: good > 0 ? touching / good : 0,
    lighterHalf,
    copX: cop.x,
    copY: cop.y,
    residualCounts: residualCounts(parts, now.level),
  }
}

/**
 * Mean counts of a side's good ischial cells above those of the empty seat, of the side where more rests: as it was when last empty,
 * else as calibrated. Only worked out while lifted off.
 */
function residualCounts(parts: CoreParts, level: number): number {
  const { state, geometry, leftOut, calibration } = parts
  if (level > LIFTED_SHARE * 2 * state.occupancy.sittingLevel) return NaN
  const zero = state.zero.learned ?? (calibration === null ? null : parts.readings.zeroCounts)
  if (zero === null) return NaN
  let most = NaN
  for (const side of [geometry.ischial.left, geometry.ischial.right]) {
    let sum = 0
    let good = 0
    for (const i of side) {
      if (leftOut[i] === 1) continue
      good++
      sum += (state.counts[i] ?? 0) - (zero[i] ?? 0)
    }
    if (good > 0 && !(sum / good <= most)) most = sum / good
  }
  return most
}

/** Pressure reliefs: also while off the seat, because the return decides. */
export function watchRelief(parts: CoreParts, atMs: number, level: number): void {
  const { state, out } = parts
  const { occupancy } = state
  if (state.bouts.startMs === null) return
  const person = occupancy.person && occupancy.now === 'occupied'
  const relief = stepRelief(state.shifts, { atMs, level, usual: occupancy.sittingLevel, person })
  if (relief === null) return
  countHappening(state.minutes, 'pressureReliefs')
  out.event('pressure-relief', relief.fromMs, { s: relief.s })
}

/** Somebody sits: weight shifts, in-chair movements, and the baseline if one is being taken. */
export function watchSitter(parts: CoreParts, atMs: number, dtMs: number): void {
  const { state, out, ppi, cop } = parts
  const { least } = levelsOf(parts)
  const shift = stepShifts(state.shifts, { atMs, dtMs, left: ppi.left, right: ppi.right, least })
  if (shift !== null) tellShift(parts, shift)
  const began = stepMovement(state.movement, { atMs, x: cop.x, y: cop.y })
  if (began !== null) {
    countHappening(state.minutes, 'movements')
    out.event('in-chair-movement', began)
  }
  if (state.baseline.running === null || parts.calibration !== null) return
  if (!stepBaseline(state.baseline, { dtMs, level: parts.readings.level }, parts.geometry)) return
  renewThresholds(parts)
  out.changed = true
}

export function watchLimits(parts: CoreParts, atMs: number): void {
  const { state, out, tolerance, used } = parts
  renewUsed(parts)
  if (stepLimits(state.limits, { atMs, used, holdMs: tolerance.holdS * 1000 })) out.changed = true
  const afterMs = tolerance.alertAfterMin * 60_000
  for (const change of stepAlerts(state.alerts, { levels: state.limits.levels, atMs, afterMs })) {
    tellAlert(parts, change, atMs)
  }
}

export function watchCells(parts: CoreParts, frame: Frame): void {
  const { state, geometry, readings } = parts
  const { learned } = state.zero
  const zeroKnown = learned !== null || parts.calibration !== null
  const changes = stepCellHealth(state.health, frame, {
    geometry,
    zeroCounts: learned ?? readings.zeroCounts,
    zeroMargin: zeroKnown ? ZERO_MARGIN_COUNTS : UNKNOWN_ZERO_SHARE * readings.saturationCount,
    setZeroCounts: readings.zeroCounts,
    saturationCount: readings.saturationCount,
    occupancy: state.occupancy.now,
    liftedOff: state.occupancy.liftedMs !== null,
    level: readings.level,
    loadedLevel: levelsOf(parts).loaded,
    topLevel: parts.topLevel,
    levelAt: parts.rawLevel,
  })
  if (changes.length > 0) tellVerdicts(parts, changes, frame.atMs)
}

/** What the cells read with nobody and nothing on them. */
export function learnZero({ state, readings }: CoreParts, dtMs: number): void {
  const { zero, occupancy, counts, health, nowMs } = state
  if (occupancy.now !== 'empty' || occupancy.contactMs !== null || occupancy.person) {
    endEmptySeat(zero)
    return
  }
  learnEmptySeat(zero, {
    dtMs,
    counts,
    setZero: (index) => readings.zeroCounts[index] ?? 0,
    livedWithin: (index, ms) => nowMs - (health.cells[index]?.anchorMs ?? 0) < ms,
    saturationCount: readings.saturationCount,
  })
}

/** Lets the zeros follow a slow drift of the empty seat, where that is safe. */
export function followZero({ state, calibration, readings }: CoreParts): void {
  const seat = {
    emptyMs: state.zero.ms,
    means: state.zero.means,
    calibrated: (index: number) => calibration?.cells[index]?.zeroAdc ?? 0,
    bad: (index: number) => state.health.cells[index]?.verdict !== 'ok',
    saturationCount: readings.saturationCount,
  }
  if (trackZero(state.zeroTracking, state.tare, seat)) readings.setTare(state.tare)
}
