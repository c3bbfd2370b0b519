/**
 * Weight shifts and pressure reliefs (Sonenblum 2016).
 *
 * - Weight shift: at least one side off-loaded by 30-90 % for >= 15 s, against that side's usual pressure in this sitting.
 *   Both sides largely at once is one shift without a side. Told when it ends; one that has not ended after 2 min (ours) is
 *   a new posture and no shift, and a further off-loading within it counts against that new posture. While one side is off-loaded
 *   the other carries more than usual, so its usual is not learnt from that: coming back upright is no shift of the other side.
 * - Pressure relief: the whole seat off-loaded by >= 90 % for >= 15 s and loaded again by the same sitter before a break is
 *   reached. A push-up and a short stand do the same for the tissue, and from the seat alone they can only be told apart when
 *   something still rests on it; both count. An absence of `breakMin` or more is a break and no relief.
 */
import { z } from 'zod'
import type { Side } from '../model/schemas/zones.ts'

const holdMs = 15_000
const beginShare = 0.7
const endShare = 0.75
const reliefShare = 0.1
const reliefOverShare = 0.15
/** A side that stays lighter this long (ours) has changed posture: no shift, and the new usual. */
const postureMs = 2 * 60_000
const usualTauMs = 30_000
/** The level within a long off-loading, which may turn out to be the new usual. */
const withinTauMs = 10_000
/** Off-loadings remembered within one that may be a posture. */
const mostWithin = 4
/** No shift is looked for while the sitter still settles in. */
const settlingMs = 5000

const sideSchema = z.object({
  usual: z.number(),
  seenMs: z.number(),
  sinceMs: z.number().nullable(),
  /** Mean level of about the last ten seconds, without further off-loadings. */
  within: z.number().default(0),
  withinMs: z.number().default(0),
  /** A further off-loading against that level, and those that are over. */
  deeperMs: z.number().nullable().default(null),
  deeper: z.array(z.object({ fromMs: z.number(), toMs: z.number() })).default([]),
})
const interval = z.object({ fromMs: z.number(), toMs: z.number() })
export const shiftsSchema = z.object({
  left: sideSchema,
  right: sideSchema,
  /** A finished shift of one side that waits for the other, to be told as one. */
  waiting: interval.extend({ side: z.enum(['left', 'right']) }).nullable(),
  /** The whole seat off-loaded since, and loaded again since (which counts once a person is there again). */
  relief: z.object({ sinceMs: z.number(), backMs: z.number().nullable() }).nullable(),
})
export type ShiftsState = z.infer<typeof shiftsSchema>
type SideState = z.infer<typeof sideSchema>

export interface WeightShift {
  readonly side: Side | null
  readonly fromMs: number
  readonly s: number
}

const freshSide = (): SideState => ({
  usual: 0,
  seenMs: 0,
  sinceMs: null,
  within: 0,
  withinMs: 0,
  deeperMs: null,
  deeper: [],
})
export const freshShifts = (): ShiftsState => ({
  left: freshSide(),
  right: freshSide(),
  waiting: null,
  relief: null,
})

export interface ShiftSample {
  readonly atMs: number
  readonly dtMs: number
  /** PPI of each side, any unit; NaN unknown. */
  readonly left: number
  readonly right: number
  /** Below this a side carries too little for a share of it to mean anything. */
  readonly least: number
}

/** One fresh sample of a seated person. Returns a shift that has just ended. */
export function stepShifts(state: ShiftsState, sample: ShiftSample): WeightShift | null {
  const { left, right } = state
  const postureLeft = isPosture(left, sample.atMs)
  const postureRight = isPosture(right, sample.atMs)
  const endedLeft = postureLeft
    ? adoptPosture(left)
    : stepSide(left, sample.left, { ...sample, other: right })
  const endedRight = postureRight
    ? adoptPosture(right)
    : stepSide(right, sample.right, { ...sample, other: left })
  // A posture moves the load of both sides: what the other carries meanwhile is its usual too.
  if (postureLeft && right.sinceMs === null) right.usual = right.within
  if (postureRight && left.sinceMs === null) left.usual = left.within
  if (endedLeft !== null && endedRight !== null) return { ...together(endedLeft, endedRight), side: null }
  if (endedLeft !== null) return oneEnded(state, { side: 'left', ...endedLeft })
  if (endedRight !== null) return oneEnded(state, { side: 'right', ...endedRight })
  const waiting = state.waiting
  if (waiting === null) return null
  // The other side gave up without reaching 15 s: the waiting one stands alone.
  const other = waiting.side === 'left' ? state.right : state.left
  if (other.sinceMs !== null) return null
  state.waiting = null
  return shiftOf(waiting.side, waiting)
}

/** One fresh sample within a bout. Returns a pressure relief that is now over. */
export function stepRelief(
  state: ShiftsState,
  now: { atMs: number; level: number; usual: number; person: boolean },
): { fromMs: number; s: number } | null {
  const { atMs, level, usual, person } = now
  const { relief } = state
  if (level < reliefShare * usual) {
    if (relief === null) state.relief = { sinceMs: atMs, backMs: null }
    else relief.backMs = null
    return null
  }
  if (relief === null || level < reliefOverShare * usual) return null
  if (relief.backMs === null) relief.backMs = atMs
  if (!person) return null
  state.relief = null
  const ms = relief.backMs - relief.sinceMs
  return ms < holdMs ? null : { fromMs: relief.sinceMs, s: Math.round(ms / 100) / 10 }
}

/** The sitter left or readings stopped: what was going on ends at `atMs`. */
export function endShifts(state: ShiftsState, atMs: number): WeightShift | null {
  const left = stopSide(state.left, atMs)
  const right = stopSide(state.right, atMs)
  const waiting = state.waiting
  state.waiting = null
  if (left !== null && right !== null) return { ...together(left, right), side: null }
  if (waiting !== null) {
    const other = waiting.side === 'left' ? right : left
    return other === null ? shiftOf(waiting.side, waiting) : { ...together(waiting, other), side: null }
  }
  if (left !== null) return shiftOf('left', left)
  return right === null ? null : shiftOf('right', right)
}

/** A new sitting: the usual pressure is learnt anew. */
export function forgetUsual(state: ShiftsState): void {
  state.left = freshSide()
  state.right = freshSide()
  state.waiting = null
  state.relief = null
}

interface Interval {
  readonly fromMs: number
  readonly toMs: number
}

function oneEnded(state: ShiftsState, ended: Interval & { side: Side }): WeightShift | null {
  if (state.waiting !== null && state.waiting.side !== ended.side) {
    const both = together(state.waiting, ended)
    state.waiting = null
    return { ...both, side: null }
  }
  const other = ended.side === 'left' ? state.right : state.left
  const overlapMs = other.sinceMs === null ? 0 : ended.toMs - Math.max(other.sinceMs, ended.fromMs)
  if (overlapMs >= (ended.toMs - ended.fromMs) / 2) {
    state.waiting = { side: ended.side, fromMs: ended.fromMs, toMs: ended.toMs }
    return null
  }
  return shiftOf(ended.side, ended)
}

const shiftOf = (side: Side | null, { fromMs, toMs }: Interval): WeightShift => ({
  side,
  fromMs,
  s: Math.round((toMs - fromMs) / 100) / 10,
})
const together = (a: Interval, b: Interval) =>
  shiftOf(null, { fromMs: Math.min(a.fromMs, b.fromMs), toMs: Math.max(a.toMs, b.toMs) })

function stepSide(
  side: SideState,
  value: number,
  { atMs, dtMs, least, other }: ShiftSample & { other: SideState },
): Interval | null {
  if (Number.isNaN(value)) return stopSide(side, atMs)
  if (side.sinceMs !== null && value > endShare * side.usual) return stopSide(side, atMs)
  if (side.deeperMs === null) {
    side.withinMs += dtMs
    side.within = averaged(side.within, value, share(dtMs, side.withinMs, withinTauMs))
  }
  if (side.sinceMs !== null) {
    stepDeeper(side, value, atMs)
    return null
  }
  const settled = side.seenMs >= settlingMs && side.usual >= least
  if (settled && value < beginShare * side.usual) {
    side.sinceMs = atMs
    side.within = value
    side.withinMs = 0
    return null
  }
  if (settled && other.sinceMs !== null) return null
  // A plain mean at first, then an exponential one: no jump and no start-up bias.
  side.seenMs += dtMs
  side.usual = averaged(side.usual, value, share(dtMs, side.seenMs, usualTauMs))
  return null
}

/** Within a long off-loading, which may be a posture: is the side off-loaded further for a while? */
function stepDeeper(side: SideState, value: number, atMs: number): void {
  if (side.deeperMs === null) {
    if (side.withinMs >= settlingMs && value < beginShare * side.within) side.deeperMs = atMs
    return
  }
  if (value <= endShare * side.within) return
  if (atMs - side.deeperMs >= holdMs && side.deeper.length < mostWithin)
    side.deeper.push({ fromMs: side.deeperMs, toMs: atMs })
  side.deeperMs = null
}

const isPosture = (side: SideState, atMs: number): boolean =>
  side.sinceMs !== null && atMs - side.sinceMs >= postureMs

/** The side stays lighter: that is its usual now, and a further off-loading goes on against it. */
function adoptPosture(side: SideState): Interval | null {
  const [deeper = null] = side.deeper.splice(0)
  side.usual = side.within
  side.sinceMs = side.deeperMs
  side.deeperMs = null
  return deeper
}

function stopSide(side: SideState, atMs: number): Interval | null {
  const fromMs = side.sinceMs
  side.sinceMs = null
  side.deeperMs = null
  side.deeper = []
  return fromMs !== null && atMs - fromMs >= holdMs ? { fromMs, toMs: atMs } : null
}

const averaged = (was: number, is: number, weight: number): number => was + (is - was) * weight
const share = (dtMs: number, seenMs: number, tauMs: number): number =>
  seenMs > 0 ? Math.min(1, dtMs / Math.min(seenMs, tauMs)) : 1
