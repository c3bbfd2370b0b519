/**
 * Is somebody on the seat: occupied, empty or unknown. Works on kPa and, in relative mode, on conductance.
 *
 *   level < leave                                      nobody
 *   level >= clear on both sides and most cells        a person, after 1 s
 *   between, or on few cells or one side only          something: a person only once it moves as bodies do
 *   no fresh frame, no good cell                       unknown
 *
 * A bag or a laptop lies still: its centre of pressure does not wander. A body's does, even a quiet one's; but stillness
 * never ends a sitting, because whoever sat down like a person stays one until the load is gone.
 *
 * Below a tenth of the level of this sitting the seat is lifted off (a pressure relief, or standing up). When the cells still
 * show plainly more than they did with the seat last empty, the sitter pushes up on the arms and is there; after
 * liftedMs nobody does that any more, and the seat was empty from the beginning of it.
 *
 * Edges are dated back to the moment the load came or went, so the debounce does not shift a bout.
 */
import { z } from 'zod'
import { type Occupancy, occupancy } from '../model/schemas/occupancy.ts'
import type { Thresholds } from './thresholds.ts'

const sitMs = 1000
const emptyMs = 1500
/** An edge is dated back at most this far, however long it took to tell a person from a thing. */
export const backdateMs = 55_000
/** A wander of the centre of pressure counts from here (cm); so many within the window make it a body. */
const wanderCm = 0.15
const wanders = 3
const wanderWindowMs = 30_000
/** Foam and sensor settle at first: that is not yet a body's movement. */
const settlingMs = 3000
/** Lifted off is below this share of the level of this sitting (pressure relief: >= 90 % off-loading, Sonenblum 2016). */
export const liftedShare = 0.1
const liftedMs = 50_000
/**
 * Mean counts of two cells above the empty seat's, averaged over a second or so, that show that something still rests on it: six
 * times what an ADC's noise of 0.6 counts leaves of such a mean. Of a light person's push-up some cells show no more than one
 * or two counts. What is more than residualMostCounts counts as that, so that it is forgotten within two seconds of leaving.
 */
const leastResidualCounts = 0.6
const residualMostCounts = 4
const residualTauMs = 800
const sittingTauMs = 60_000

export const occupancySchema = z.object({
  now: occupancy,
  candidate: z.enum(['occupied', 'empty']).nullable(),
  /** When the load came or went, to which the edge will be dated back. */
  edgeMs: z.number(),
  contactMs: z.number().nullable(),
  person: z.boolean(),
  /** Mean level of this sitting, slow; 0 before it began. */
  sittingLevel: z.number(),
  sittingMs: z.number(),
  liftedMs: z.number().nullable(),
  /** What still rests on the seat while it is lifted off, counts. */
  residual: z.number().default(0),
  anchorX: z.number(),
  anchorY: z.number(),
  wanders: z.array(z.number()),
})
export type OccupancyState = z.infer<typeof occupancySchema>

export const freshOccupancy = (): OccupancyState => ({
  now: 'unknown',
  candidate: null,
  edgeMs: 0,
  contactMs: null,
  person: false,
  sittingLevel: 0,
  sittingMs: 0,
  liftedMs: null,
  residual: 0,
  anchorX: 0,
  anchorY: 0,
  wanders: [],
})

export interface SeatSample {
  readonly atMs: number
  readonly dtMs: number
  /** Mean over all good cells, unit of the thresholds. */
  readonly level: number
  /** Share (0..1) of the good cells that are in contact. */
  readonly contactShare: number
  /** Share (0..1) of the force on the lighter half of the seat. */
  readonly lighterHalf: number
  /** Centre of pressure, averaged over about a second (cm); NaN when undefined. */
  readonly copX: number
  readonly copY: number
  /** Mean counts above what the empty seat gave; NaN when it was never seen empty. */
  readonly residualCounts: number
}

/** Takes one fresh sample; true when `state.now` changed, dated `state.edgeMs`. `state.person` is the verdict of this moment. */
export function stepOccupancy(state: OccupancyState, sample: SeatSample, limits: Thresholds): boolean {
  state.person = isPerson(state, sample, limits)
  const target: Occupancy = state.person ? 'occupied' : 'empty'
  if (target === state.now) {
    state.candidate = null
    return false
  }
  if (state.candidate !== target) {
    state.candidate = target
    const contact = state.contactMs ?? sample.atMs
    const cameOrWent = target === 'occupied' ? contact : (state.liftedMs ?? sample.atMs)
    state.edgeMs = Math.max(cameOrWent, sample.atMs - backdateMs)
  }
  if (sample.atMs - state.edgeMs < (target === 'occupied' ? sitMs : emptyMs)) return false
  state.now = target
  state.candidate = null
  return true
}

/** No fresh frame or no good cell: whatever was about to be decided is forgotten. True when the state changed. */
export function becomeUnknown(state: OccupancyState): boolean {
  const changed = state.now !== 'unknown'
  state.now = 'unknown'
  state.candidate = null
  state.contactMs = null
  state.liftedMs = null
  state.person = false
  state.wanders = []
  return changed
}

/** The moment up to which it is settled what the seat was; minutes are closed up to here. */
export function settledMs(state: OccupancyState, accountedMs: number): number {
  if (state.candidate !== null) return Math.min(accountedMs, state.edgeMs)
  const openMs = state.now === 'occupied' ? state.liftedMs : state.contactMs
  return openMs === null ? accountedMs : Math.min(accountedMs, Math.max(openMs, accountedMs - backdateMs))
}

function isPerson(state: OccupancyState, sample: SeatSample, limits: Thresholds): boolean {
  const { level, atMs } = sample
  const seated = state.now === 'occupied' || state.person
  if (seated && level < Math.max(limits.leave, liftedShare * state.sittingLevel)) {
    state.contactMs = null
    return restsOnSeat(state, sample)
  }
  state.liftedMs = null
  if (seated) {
    learnSitting(state, sample)
    return true
  }
  if (level < limits.leave || (state.contactMs === null && level < limits.enter)) {
    state.contactMs = null
    if (state.wanders.length > 0) state.wanders = []
    return false
  }
  if (state.contactMs === null) {
    state.contactMs = atMs
    state.anchorX = sample.copX
    state.anchorY = sample.copY
  }
  const clear = level >= limits.clear && sample.contactShare >= 0.5 && sample.lighterHalf >= 0.05
  return clear || wandered(state, sample)
}

/** Lifted off: does the sitter push up on the arms, so that something still rests on the seat. */
function restsOnSeat(state: OccupancyState, { atMs, dtMs, residualCounts }: SeatSample): boolean {
  // Never seen empty: nothing is known of what rests on it now.
  const counts = Number.isNaN(residualCounts) ? 0 : residualCounts
  const rests = Math.max(-residualMostCounts, Math.min(residualMostCounts, counts))
  if (state.liftedMs === null) {
    state.liftedMs = atMs
    state.residual = rests
  }
  state.residual += (rests - state.residual) * Math.min(1, dtMs / residualTauMs)
  return state.residual >= leastResidualCounts && atMs - state.liftedMs < liftedMs
}

/** A plain mean at first, then an exponential one; while half lifted there is nothing to learn. */
function learnSitting(state: OccupancyState, { level, dtMs }: SeatSample): void {
  if (level < state.sittingLevel / 2) return
  state.sittingMs += dtMs
  const weight = state.sittingMs > 0 ? Math.min(1, dtMs / Math.min(state.sittingMs, sittingTauMs)) : 1
  state.sittingLevel += (level - state.sittingLevel) * weight
}

/** The bout is over: the level of the next sitting is learnt anew. */
export function forgetSitting(state: OccupancyState): void {
  state.sittingLevel = 0
  state.sittingMs = 0
}

/** Does the centre of pressure wander as a body's does: several moves of 1.5 mm within half a minute. */
function wandered(state: OccupancyState, { atMs, copX, copY }: SeatSample): boolean {
  if (atMs - (state.contactMs ?? atMs) < settlingMs) {
    state.anchorX = copX
    state.anchorY = copY
    return false
  }
  if (Math.hypot(copX - state.anchorX, copY - state.anchorY) < wanderCm) return false
  state.anchorX = copX
  state.anchorY = copY
  state.wanders = [...state.wanders.filter((at) => atMs - at < wanderWindowMs), atMs]
  return state.wanders.length >= wanders
}
