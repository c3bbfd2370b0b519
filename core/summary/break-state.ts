/**
 * How a break goes, for the state: what it still needs to be enough, and how long one could sit then. It is enough when the bout
 * is over and the load has recovered so far that at least half of what a rested sitter has is there again (ours), at the
 * pressure of the last minute of sitting. Against a limit for the day no break helps.
 */
import type { CoreContext } from '../context.ts'
import { isoAt, isoOrNull } from '../event-collector.ts'
import { nextLoad, untilRecoveredS } from '../limits/load.ts'
import { type TimeLeft, timeLeft } from '../limits/time-left.ts'
import type { CushionState } from '../model/schemas/state.ts'
import type { Side } from '../model/schemas/zones.ts'
import { boutS } from '../sitting/bouts.ts'

const enoughShare = 0.5
const sides = ['left', 'right'] as const satisfies readonly Side[]

type BreakContext = Pick<CoreContext, 'state' | 'tolerance' | 'calibration'>

/** Null unless the seat is empty after somebody sat. */
export function breakOf(context: BreakContext): CushionState['break'] {
  const { bouts, occupancy } = context.state
  const sat = bouts.startMs !== null || bouts.hadBout
  if (occupancy.now !== 'empty' || bouts.emptySinceMs === null || !sat) return null
  const nowMs = context.state.accountedMs ?? context.state.nowMs
  const rested = timeLeftAt(context, { boutS: 0, load: { left: 0, right: 0 } })
  const boutOverMs = nowMs + context.tolerance.breakMin * 60_000 - bouts.emptyMs
  const enoughMs = rested?.s === 0 ? null : Math.max(boutOverMs, recoveredMs(context, nowMs, rested))
  const now = timeLeftOnceBack(context, { atMs: nowMs, nowMs, boutOverMs })
  const thenMs = Math.max(nowMs, enoughMs ?? nowMs)
  const then = timeLeftOnceBack(context, { atMs: thenMs, nowMs, boutOverMs })
  return {
    startedAt: isoAt(bouts.emptySinceMs),
    enoughAt: isoOrNull(enoughMs === null ? null : Math.round(enoughMs)),
    timeLeftNowS: rounded(now),
    timeLeftThenS: rounded(then),
    limit: then?.limit ?? null,
  }
}

const rounded = (left: TimeLeft | null): number | null => (left === null ? null : Math.round(left.s))

/** When the load of both sides has come down to what leaves the share of a rested sitter's time. */
function recoveredMs(context: BreakContext, nowMs: number, rested: TimeLeft | null): number {
  const { state, tolerance, calibration } = context
  if (calibration === null || rested === null) return Number.NEGATIVE_INFINITY
  const each = sides.map((side) => {
    const { loadKpaMin } = tolerance[side]
    const mean = meanOf(context, side)
    if (loadKpaMin === null || !(mean >= tolerance.offloadKpa)) return Number.NEGATIVE_INFINITY
    const enough = loadKpaMin - (mean * enoughShare * rested.s) / 60
    return nowMs + 1000 * untilRecoveredS(state.load[side], enough, tolerance.recoveryHalfTimeMin)
  })
  return Math.max(...each)
}

/** Time left for somebody who sits down again at that moment. An absence shorter than a break is part of the bout. */
function timeLeftOnceBack(
  context: BreakContext,
  { atMs, nowMs, boutOverMs }: { atMs: number; nowMs: number; boutOverMs: number },
): TimeLeft | null {
  const { state, tolerance } = context
  const goesOn = state.bouts.startMs !== null && atMs < boutOverMs
  const awayS = (atMs - state.bouts.lastSeatedMs) / 1000
  const after = (side: Side) =>
    nextLoad(state.load[side], { kpa: NaN, dtS: (atMs - nowMs) / 1000, person: false }, tolerance)
  return timeLeftAt(context, {
    boutS: goesOn ? boutS(state.bouts) + awayS : 0,
    load: { left: after('left'), right: after('right') },
  })
}

function timeLeftAt(
  context: BreakContext,
  { boutS, load }: { boutS: number; load: Readonly<Record<Side, number>> },
): TimeLeft | null {
  const { state, tolerance, calibration } = context
  return timeLeft(
    {
      boutS,
      daySeatedS: state.day.seatedMs / 1000,
      loadKpaMin: calibration === null ? { left: NaN, right: NaN } : load,
      meanKpa: { left: meanOf(context, 'left'), right: meanOf(context, 'right') },
      heldS: { left: 0, right: 0 },
    },
    tolerance,
  )
}

const meanOf = ({ state }: BreakContext, side: Side): number =>
  (side === 'left' ? state.lastMinute.reckonLeft : state.lastMinute.reckonRight) ?? NaN
