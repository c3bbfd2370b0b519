/**
 * Decides whether the seat is occupied, empty or unknown. Works on kPa and, in relative mode, on conductance.
 *
 *   level < leave                                      nobody
 *   level >= clear on both sides and most cells        a person, after 1 s
 *   between, or on few cells or one side only          something: a person only once it moves like a body
 *   no fresh frame, no good cell                       unknown
 *
 * The centre of pressure of a bag or a laptop does not wander. A body's does, even at rest. But stillness never ends a sitting:
 * once recognised, a person stays one until the load is gone.
 *
 * Below a tenth of the level of this sitting the seat is lifted off (a pressure relief, or standing up). If the cells still
 * read clearly more than on the last empty seat, the sitter is pushing up on the arms. Nobody does that for longer than
 * liftedMs; after that the seat counts as empty from the start of the lift.
 *
 * Edges are dated back to the change in load, so the debounce does not shift a bout.
 */
import { z } from 'zod'
import { type Occupancy, occupancy } from '../model/schemas/occupancy.ts'
import type { Thresholds } from './thresholds.ts'

const sitMs = 1000
const emptyMs = 1500
/** An edge is dated back at most this far, however long it took to distinguish a person from a thing. */
export const backdateMs = 55_000
/** Smallest wander of the centre of pressure that counts (cm), and how many within the window make a body. */
const wanderCm = 0.15
const wanders = 3
const wanderWindowMs = 30_000
/** Foam and sensors settle at first; that is not body movement. */
const settlingMs = 3000
/** Lifted off is below this share of the level of this sitting (pressure relief: >= 90 % off-loading, Sonenblum 2016). */
export const liftedShare = 0.1
const liftedMs = 50_000
/**
 * Mean counts of two cells above the empty seat, averaged over about a second, that show that something still rests on it: six
 * times the noise left of an ADC's 0.6 counts in such a mean. In a light person's push-up some cells show only one or two
 * counts. Values are capped at residualMostCounts, so that they fade within two seconds of leaving.
 */
const leastResidualCounts = 0.6
const residualMostCounts = 4
const residualTauMs = 800
const sittingTauMs = 60_000

export const occupancySchema = z.object({
  now: occupancy,
  candidate: z.enum(['occupied', 'empty']).nullable(),
  /** When the load changed; the edge will be dated back to it. */
  edgeMs: z.number(),
  contactMs: z.number().nullable(),
  person: z.boolean(),
  /** Slow mean level of this sitting; 0 before it starts. */
  sittingLevel: z.number(),
  sittingMs: z.number(),
  liftedMs: z.number().nullable(),
  /** Remaining load while the seat is lifted off, counts. */
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
  /** Mean counts above the empty seat; NaN when it was never seen empty. */
  readonly residualCounts: number
}

/** Takes one fresh sample; true when `state.now` changed, dated `state.edgeMs`. `state.person` is the present verdict. */
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

/** No fresh frame or no good cell: pending decisions are dropped. True when the state changed. */
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

/** The moment up to which occupancy is settled; minutes close up to here. */
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

/** Lifted off: is the sitter pushing up on the arms, so that some load remains? */
function restsOnSeat(state: OccupancyState, { atMs, dtMs, residualCounts }: SeatSample): boolean {
  // Never seen empty, so the remaining load is unknown.
  const counts = Number.isNaN(residualCounts) ? 0 : residualCounts
  const rests = Math.max(-residualMostCounts, Math.min(residualMostCounts, counts))
  if (state.liftedMs === null) {
    state.liftedMs = atMs
    state.residual = rests
  }
  state.residual += (rests - state.residual) * Math.min(1, dtMs / residualTauMs)
  return state.residual >= leastResidualCounts && atMs - state.liftedMs < liftedMs
}

/** A plain mean at first, then an exponential one; nothing is learnt while half lifted. */
function learnSitting(state: OccupancyState, { level, dtMs }: SeatSample): void {
  if (level < state.sittingLevel / 2) return
  state.sittingMs += dtMs
  const weight = state.sittingMs > 0 ? Math.min(1, dtMs / Math.min(state.sittingMs, sittingTauMs)) : 1
  state.sittingLevel += (level - state.sittingLevel) * weight
}

/** The bout is over: the next sitting learns its own level. */
export function forgetSitting(state: OccupancyState): void {
  state.sittingLevel = 0
  state.sittingMs = 0
}

/** Does the centre of pressure wander like a body's: several moves of 1.5 mm within half a minute? */
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
