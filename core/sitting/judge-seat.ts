/** Judges occupancy from one reading: builds the sample for the occupancy step. */
import type { CoreContext } from '../context.ts'
import { zoneMeanKpa } from '../pressure/metrics.ts'
import { levelsOf } from '../pressure/units.ts'
import { rememberBeforeDoubt } from './before-doubt.ts'
import { liftedShare, type SeatSample, stepOccupancy } from './occupancy.ts'

type Needs = Pick<CoreContext, 'state' | 'geometry' | 'readings' | 'calibration' | 'trust' | 'thresholds'>
/** `level`: of the whole seat, see `seatLevel`. */
export interface SeatMoment {
  readonly atMs: number
  readonly dtMs: number
  readonly level: number
}

/** True when occupancy changed, dated `state.occupancy.edgeMs`. */
export function judgeSeat(context: Needs, now: SeatMoment): boolean {
  const { state, thresholds } = context
  const turned = stepOccupancy(state.occupancy, seatSample(context, now), thresholds)
  rememberBeforeDoubt(state)
  if (state.occupancy.now !== 'unknown') state.lastKnown = state.occupancy.now
  return turned
}

function seatSample(context: Needs, { atMs, dtMs, level }: SeatMoment): SeatSample {
  const { geometry, readings, calibration, trust } = context
  const { contact } = levelsOf(calibration)
  let touching = 0
  let good = 0
  for (let i = 0; i < geometry.cells; i++) {
    const value = readings.level[i] ?? NaN
    if (Number.isNaN(value)) continue
    good++
    if (value >= contact) touching++
  }
  const left = zoneMeanKpa(readings.zoneLevel, geometry.half.left, geometry)
  const right = zoneMeanKpa(readings.zoneLevel, geometry.half.right, geometry)
  return {
    atMs,
    dtMs,
    level,
    contactShare: good > 0 ? touching / good : 0,
    lighterHalf: trust.sidesInDoubt ? noEvidence : lighterShare(left, right),
    parts: () => geometry.parts.map((cells) => zoneMeanKpa(readings.zoneLevel, cells, geometry)),
    residualCounts: residualCounts(context, level),
  }
}

const noEvidence = 0.5

/** A half without a good cell is no evidence against a person. */
function lighterShare(left: number, right: number): number {
  const both = left + right
  if (Number.isNaN(both)) return noEvidence
  return both > 0 ? Math.min(left, right) / both : 0
}

/**
 * Mean counts of the good ischial cells above the empty seat, for the more loaded side. Reference: the last empty seat, else
 * the calibration. Computed only while lifted off.
 */
function residualCounts({ state, geometry, trust, calibration, readings }: Needs, level: number): number {
  if (level > liftedShare * 2 * state.occupancy.sittingLevel) return NaN
  const zero = state.zero.learned ?? (calibration === null ? null : readings.zeroCounts)
  if (zero === null) return NaN
  let most = NaN
  for (const side of [geometry.ischial.left, geometry.ischial.right]) {
    let sum = 0
    let good = 0
    for (const i of side) {
      if (trust.disbelieved[i] === 1) continue
      good++
      sum += (state.counts[i] ?? 0) - (zero[i] ?? 0)
    }
    if (good > 0 && !(sum / good <= most)) most = sum / good
  }
  return most
}
