/**
 * Weight shifts and pressure reliefs (Sonenblum 2016).
 *
 * - Weight shift: at least one side off-loaded by 30-90 % for >= 15 s, against that side's usual pressure in this sitting.
 * Both sides at about the same time are one shift without a side. A shift is reported when it ends; one that lasts longer than
 * 2 min (ours) is a new posture, and further off-loadings count against that posture. While one side is off-loaded the other
 * carries more than usual, so its usual is not updated: sitting upright again is not a shift of the other side.
 * - Pressure relief: the whole seat off-loaded by >= 90 % for >= 15 s and loaded again by the same sitter before a break is
 * reached. A push-up and a short stand relieve the tissue equally, and the seat can only distinguish them when some load
 * remains; both count. An absence of `breakMin` or more is a break, not a relief.
 */
import { z } from 'zod'
import type { Side } from '../model/schemas/zones.ts'

const holdMs = 15_000
const beginShare = 0.7
const endShare = 0.75
const reliefShare = 0.1
const reliefOverShare = 0.15
/** A side that stays lighter this long (ours) has a new posture: no shift, but a new usual. */
const postureMs = 2 * 60_000
const usualTauMs = 30_000
/** The level during a long off-loading, which may become the new usual. */
const withinTauMs = 10_000
/** Off-loadings kept during one that may be a posture. */
const mostWithin = 4
/** No shifts are detected while the sitter settles in. */
const settlingMs = 5000

const sideSchema = z.object({
  usual: z.number(),
  seenMs: z.number(),
  sinceMs: z.number().nullable(),
  /** Mean level of about the last ten seconds, without further off-loadings. */
  within: z.number().default(0),
  withinMs: z.number().default(0),
  /** The current further off-loading against that level, and finished ones. */
  deeperMs: z.number().nullable().default(null),
  deeper: z.array(z.object({ fromMs: z.number(), toMs: z.number() })).default([]),
})
const interval = z.object({ fromMs: z.number(), toMs: z.number() })
export const shiftsSchema = z.object({
  left: sideSchema,
  right: sideSchema,
  /** A finished shift of one side, waiting for the other side to combine with. */
  waiting: interval.extend({ side: z.enum(['left', 'right']) }).nullable(),
  /** Start of the whole-seat off-loading, and of the load after it (which counts once a person is confirmed). */
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
  /** Below this a side carries too little for a share to mean anything. */
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
  // A posture changes both sides, so the other side's present load is its usual too.
  if (postureLeft && right.sinceMs === null) right.usual = right.within
  if (postureRight && left.sinceMs === null) left.usual = left.within
  if (endedLeft !== null && endedRight !== null) return { ...together(endedLeft, endedRight), side: null }
  if (endedLeft !== null) return oneEnded(state, { side: 'left', ...endedLeft })
  if (endedRight !== null) return oneEnded(state, { side: 'right', ...endedRight })
  const waiting = state.waiting
  if (waiting === null) return null
  // The other side ended before 15 s, so the waiting shift is one-sided.
  const other = waiting.side === 'left' ? state.right : state.left
  if (other.sinceMs !== null) return null
  state.waiting = null
  return shiftOf(waiting.side, waiting)
}

/** One fresh sample within a bout. Returns a relief that has just ended. */
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

/** The sitter left or readings stopped: everything in progress ends at `atMs`. */
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

/** A new sitting learns its own usual pressure. */
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
  // A plain mean at first, then an exponential one, to avoid a jump and start-up bias.
  side.seenMs += dtMs
  side.usual = averaged(side.usual, value, share(dtMs, side.seenMs, usualTauMs))
  return null
}

/** Tracks further off-loadings during a long one that may be a posture. */
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

/** The side stays lighter: this is its new usual, and a further off-loading continues against it. */
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
