/**
 * Decides whether the seat is occupied, empty or unknown, and whether a thing lies on it. Works on kPa and, in relative mode,
 * on conductance.
 *
 *   level < leave                                      nobody
 *   level >= clear on both sides and most cells        a person, after 1 s; in doubt unless it is near this sitter's usual level
 *   between, or on few cells or one side only          something, in doubt
 *   no fresh frame, no good cell                       unknown
 *
 * In doubt, a body has to show (body-signs.ts) at a level that this sitter could have. After judgedMs without one it is a thing:
 * the seat is unknown, neither sitting nor rest, from the moment the thing came. So is what is left on the seat when less
 * than a quarter of this sitting's level remains for as long. Otherwise stillness never ends a sitting: once recognised, a
 * person stays one until the load is gone.
 *
 * Below a tenth of the level of this sitting the seat is lifted off (a pressure relief, or standing up). If the cells still
 * read clearly more than on the last empty seat, the sitter is pushing up on the arms. Nobody does that for longer than
 * liftedMs; after that the seat counts as empty from the start of the lift.
 *
 * Edges are dated back to the change in load, so the debounce does not shift a bout.
 */
import { z } from 'zod'
import { occupancy } from '../model/schemas/occupancy.ts'
import { bodySignsSchema, freshBodySigns, showsBody, stepBodySigns } from './body-signs.ts'
import type { Thresholds } from './thresholds.ts'

const sitMs = 1000
const emptyMs = 1500
/** An edge is dated back at most this far, however long it took to distinguish a person from a thing. */
export const backdateMs = 55_000
/** A thing may pass for a person, or for nobody, for this long. */
const judgedMs = 50_000
/** Shares of the usual level of this sitter: surely the sitter, a body that could be theirs, a sitting of which little is left. */
const sureShare = 0.7
const bodyShare = 0.25
const leftoverShare = 0.25
const backShare = 0.3
/** A thing on the seat that gets this many times heavier is a new load. */
const heavier = 1.5
const objectTauMs = 10_000
/** A sitting of this length adds this share to the usual level. */
const learntAfterMs = 180_000
const learntShare = 0.2
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
  /** A thing lies on the seat; its level. */
  object: z.boolean().default(false),
  objectLevel: z.number().default(0),
  /** Since when it is not clear that a person sits here; and whether that is so because little is left of a sitting. */
  doubtMs: z.number().nullable().default(null),
  leftover: z.boolean().default(false),
  /** Has a body shown since contact? */
  body: z.boolean().default(false),
  signs: bodySignsSchema.default(freshBodySigns),
  /** Level of the sittings of this sitter; 0 before the first. */
  usualLevel: z.number().default(0),
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
  object: false,
  objectLevel: 0,
  doubtMs: null,
  leftover: false,
  body: false,
  signs: freshBodySigns(),
  usualLevel: 0,
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
  /** Mean level of each part of the seat. */
  readonly parts: () => readonly number[]
  /** Mean counts above the empty seat; NaN when it was never seen empty. */
  readonly residualCounts: number
}

/** Takes one fresh sample; true when `state.now` changed, dated `state.edgeMs`. `state.person` is the present verdict. */
export function stepOccupancy(state: OccupancyState, sample: SeatSample, limits: Thresholds): boolean {
  state.person = isPerson(state, sample, limits)
  if (state.doubtMs !== null && sample.atMs - state.doubtMs >= judgedMs)
    return becomeThing(state, sample.level)
  const stillThing = state.object && state.contactMs !== null && !state.person
  const target = state.person ? 'occupied' : 'empty'
  if (target === state.now || stillThing) {
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
  state.object = false
  return true
}

/** Nothing has moved like a body: what came, or was left behind, is a thing. */
function becomeThing(state: OccupancyState, level: number): true {
  state.edgeMs = state.doubtMs ?? state.edgeMs
  state.contactMs = state.edgeMs
  state.now = 'unknown'
  state.candidate = null
  state.person = false
  state.object = true
  state.objectLevel = level
  state.body = false
  // Its arrival moved all parts.
  state.signs = freshBodySigns()
  clearDoubt(state)
  return true
}

function clearDoubt(state: OccupancyState): void {
  state.doubtMs = null
  state.leftover = false
}

/** No fresh frame or no good cell: pending decisions are dropped. True when the state changed. */
export function becomeUnknown(state: OccupancyState): boolean {
  const changed = state.now !== 'unknown'
  state.now = 'unknown'
  state.candidate = null
  state.contactMs = null
  state.liftedMs = null
  state.person = false
  state.object = false
  clearDoubt(state)
  return changed
}

/** The moment up to which occupancy is settled; minutes close up to here. */
export function settledMs(state: OccupancyState, accountedMs: number): number {
  if (state.candidate !== null) return Math.min(accountedMs, state.edgeMs)
  const cameMs = state.object ? null : state.contactMs
  const openMs = state.doubtMs ?? (state.now === 'occupied' ? state.liftedMs : cameMs)
  return openMs === null ? accountedMs : Math.min(accountedMs, Math.max(openMs, accountedMs - backdateMs))
}

function isPerson(state: OccupancyState, sample: SeatSample, limits: Thresholds): boolean {
  const seated = state.now === 'occupied' || state.person
  if (seated && sample.level < Math.max(limits.leave, liftedShare * state.sittingLevel)) {
    state.contactMs = null
    clearDoubt(state)
    return restsOnSeat(state, sample)
  }
  state.liftedMs = null
  if (!seated) return isComing(state, sample, limits)
  watchBody(state, sample, limits)
  watchLeftover(state, sample)
  learnSitting(state, sample)
  return true
}

/** Nobody has been seen on the seat yet. */
function isComing(state: OccupancyState, sample: SeatSample, limits: Thresholds): boolean {
  const { level, atMs } = sample
  if (level < limits.leave || (state.contactMs === null && level < limits.enter)) {
    state.contactMs = null
    clearDoubt(state)
    return false
  }
  const clear = level >= limits.clear && sample.contactShare >= 0.5 && sample.lighterHalf >= 0.05
  if (state.contactMs === null || (state.object && clear && level >= heavier * state.objectLevel))
    beginContact(state, atMs)
  if (state.object) state.objectLevel += (level - state.objectLevel) * Math.min(1, sample.dtMs / objectTauMs)
  const knownThing = state.object && state.doubtMs === null
  watchBody(state, sample, limits)
  return (clear && !knownThing) || (state.body && level >= bodyLevel(state, limits))
}

function beginContact(state: OccupancyState, atMs: number): void {
  state.contactMs = atMs
  state.doubtMs = atMs
  state.leftover = false
  state.body = false
  state.signs = freshBodySigns()
}

/** Looks for a body until one has shown; it, or the usual level of this sitter, ends the doubt. */
function watchBody(state: OccupancyState, sample: SeatSample, limits: Thresholds): void {
  const { contactMs } = state
  if (state.body || state.leftover || contactMs === null) return
  const undecided = state.doubtMs !== null || state.object || sample.atMs - contactMs < judgedMs
  if (!undecided) return
  stepBodySigns(state.signs, sample.parts(), sample.dtMs)
  const { level, contactShare, lighterHalf } = sample
  state.body = level >= bodyLevel(state, limits) && showsBody(state.signs)
  const sure = level >= sureLevel(state, limits) && contactShare >= 0.75 && lighterHalf >= 0.05
  if (state.body || sure) clearDoubt(state)
}

const sureLevel = ({ usualLevel }: OccupancyState, { sure, clear }: Thresholds): number =>
  usualLevel > 0 ? Math.max(clear, Math.min(sure, sureShare * usualLevel)) : sure
const bodyLevel = ({ usualLevel }: OccupancyState, { enter, clear }: Thresholds): number =>
  Math.max(enter, Math.min(clear, bodyShare * usualLevel))

/** Little is left of this sitting: did the sitter leave something behind? */
function watchLeftover(state: OccupancyState, { level, atMs }: SeatSample): void {
  if (state.leftover && level >= backShare * state.sittingLevel) clearDoubt(state)
  if (state.doubtMs !== null || level >= leftoverShare * state.sittingLevel) return
  state.doubtMs = atMs
  state.leftover = true
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
  const { body, sittingMs, sittingLevel, usualLevel } = state
  if (body && sittingMs >= learntAfterMs)
    state.usualLevel = usualLevel > 0 ? usualLevel + learntShare * (sittingLevel - usualLevel) : sittingLevel
  state.sittingLevel = 0
  state.sittingMs = 0
}
