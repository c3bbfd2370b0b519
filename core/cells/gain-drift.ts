/**
 * Learns each cell's share of its zone from sitting to sitting: the log of its pressure against the mean of its neighbours. The
 * share depends on the parts and where they lie; in the simulator it repeats within 2-6 % (standard deviation), whoever sits,
 * because a body moves neighbouring cells together. `gain-change` is
 *
 *   a step   one cell alone steps by 15 % or more while somebody sits, and after the next sit-down its share is still off; or
 *   a shift  nobody saw it happen (overnight, on an empty seat): its share is off in two sittings in a row, or in more,
 *            until it is clear which cell of the zone it is
 *
 * A sitting is judged once, after its first three minutes. Learnt shares are kept in the snapshot and forgotten with a new
 * calibration. It cannot judge a cell alone in its zone, nor slow fading that stays below the limit from day to day (it is
 * learnt). A sitter of a quite different build may show as a shift.
 */
import { z } from 'zod'
import type { Geometry } from '../pressure/geometry.ts'
import { findSwap } from './front-back-swap.ts'

const sittingMs = 180_000
/** Natural logarithms. */
const stepLn = Math.log(1.15)
const othersShare = 0.35
const limitLn = 0.22
const earlyLimitLn = 0.35
const deviations = 6
const leastSittings = 4
const earlySittings = 10
const longestMemory = 40
const stepLimitLn = 0.1
const shiftSittings = 2
const clearShare = 0.5
const lastSittings = 5
/** Seconds before and after a step, and one between. */
const comparedSeconds = 3

const cellSchema = z.object({
  /** Sittings learnt; mean and variance of the share within its zone, and of the level against the cells of other zones. */
  sittings: z.number().int(),
  mean: z.number(),
  variance: z.number(),
  outside: z.number(),
  /** Sittings in a row that were off, and the sum of their deviations in the level against other zones. */
  off: z.number().int(),
  outsideOff: z.number(),
  /** A step of this cell alone that waits for the next sitting; 0 for none. */
  step: z.number(),
  changed: z.boolean(),
})
type CellShare = z.infer<typeof cellSchema>

export const gainDriftSchema = z.object({
  seatedMs: z.number(),
  seconds: z.number().int(),
  judged: z.boolean(),
  /** A lone step occurred in this sitting, so the sitting is neither judged nor learnt from. */
  stepped: z.boolean(),
  /** Sum of the pressures of this sitting; null once the cell was unreliable. */
  sums: z.array(z.number().nullable()),
  /** Pressures of the last seconds, oldest first. */
  recent: z.array(z.array(z.number())),
  cells: z.array(cellSchema),
  swap: z.object({ cells: z.array(z.number().int()), sittings: z.number().int(), found: z.boolean() }),
})
export type GainDriftState = z.infer<typeof gainDriftSchema>

export const freshGainDrift = (): GainDriftState => ({
  seatedMs: 0,
  seconds: 0,
  judged: false,
  stepped: false,
  sums: [],
  recent: [],
  cells: [],
  swap: { cells: [], sittings: 0, found: false },
})

export interface DriftSample {
  readonly spanMs: number
  readonly seated: boolean
  /** Mean pressure of each cell over the last second, including cells that are left out; NaN when unreliable. */
  readonly levels: readonly number[]
  readonly geometry: Geometry
  /** Below this a share is meaningless. */
  readonly least: number
}

/** Once a second. */
export function stepGainDrift(state: GainDriftState, sample: DriftSample): void {
  if (!sample.seated) {
    if (state.seconds > 0) endSitting(state)
    return
  }
  const { levels } = sample
  state.seatedMs += sample.spanMs
  state.seconds++
  for (let i = 0; i < levels.length; i++) {
    const sum = state.seconds === 1 ? 0 : (state.sums[i] ?? null)
    const level = levels[i] ?? NaN
    state.sums[i] = sum === null || Number.isNaN(level) ? null : sum + level
  }
  seeStep(state, sample)
  if (state.judged || state.seatedMs < sittingMs) return
  state.judged = true
  if (!state.stepped) judgeSitting(state, sample)
}

/** Frames are missing: a difference across the gap is no step. The sitting may go on. */
export function forgetRecent(state: GainDriftState): void {
  state.recent.length = 0
}

function endSitting(state: GainDriftState): void {
  state.seatedMs = 0
  state.seconds = 0
  state.judged = false
  state.stepped = false
  state.sums.length = 0
  state.recent.length = 0
}

/** Did exactly one cell change between the seconds before and after? */
function seeStep(state: GainDriftState, { levels, geometry, least }: DriftSample): void {
  const { recent } = state
  recent.push(levels.map((level) => (Number.isNaN(level) ? -1 : level)))
  if (recent.length <= 2 * comparedSeconds) return
  const steps = levels.map((_, i) => {
    let before = 0
    let after = 0
    for (let s = 0; s < comparedSeconds; s++) {
      const was = recent[s]?.[i] ?? -1
      const is = recent[s + comparedSeconds + 1]?.[i] ?? -1
      if (was < 0 || is < 0) return NaN
      before += was
      after += is
    }
    return before < comparedSeconds * least || after < (comparedSeconds * least) / 2
      ? NaN
      : Math.log(after / before)
  })
  recent.shift()
  let most = -1
  steps.forEach((step, i) => {
    if (Math.abs(step) > Math.abs(steps[most] ?? 0)) most = i
  })
  const own = steps[most] ?? 0
  if (Math.abs(own) < stepLn) return
  // Light or unknown cells say nothing about a body: the whole zone must be known, and two other cells must have stayed still.
  const mates = geometry.neighbours[most] ?? []
  if (mates.some((other) => Number.isNaN(steps[other] ?? NaN))) return
  const others = steps.filter((step, i) => i !== most && !Number.isNaN(step))
  if (others.length < 2 || others.some((step) => Math.abs(step) > othersShare * Math.abs(own))) return
  cellOf(state, most).step += own
  state.stepped = true
  recent.length = 0
}

function judgeSitting(state: GainDriftState, { levels, geometry, least }: DriftSample): void {
  const means = levels.map((_, i) => {
    const sum = state.sums[i] ?? null
    return sum === null || sum < state.seconds * least ? NaN : sum / state.seconds
  })
  judgeSwap(state, means, geometry)
  const found = means.map((_, i) => ({
    share: Math.log((means[i] ?? NaN) / meanOf(means, geometry.neighbours[i] ?? [])),
    outside: Math.log((means[i] ?? NaN) / meanOf(means, elsewhere(i, geometry))),
  }))
  if (state.swap.sittings > 0) return
  const offs = found.map(({ share }, i) => isOff(cellOf(state, i), share))
  found.forEach((own, i) => {
    if (!Number.isNaN(own.share)) judgeCell(state, i, { ...own, off: offs[i] === true }, geometry)
  })
  for (let i = 0; i < means.length; i++) {
    if (guilty(state, i, geometry)) cellOf(state, i).changed = true
  }
}

/**
 * The cell's `share` of its zone in this sitting, and whether it is off; `outside`: its level against the other zones, NaN
 * unknown.
 */
function judgeCell(
  state: GainDriftState,
  index: number,
  { share, outside, off }: { share: number; outside: number; off: boolean },
  geometry: Geometry,
): void {
  const cell = cellOf(state, index)
  const away = share - cell.mean
  if (cell.changed) {
    if (Math.abs(away) < limitOf(cell) / 2) Object.assign(cell, { changed: false, off: 0, outsideOff: 0 })
  } else if (cell.step !== 0) {
    const still = away * Math.sign(cell.step) >= Math.max(stepLimitLn, Math.abs(cell.step) / 2)
    if (cell.sittings > 0 && still) cell.changed = true
    cell.step = 0
  } else if (off) {
    cell.off++
    cell.outsideOff += Number.isNaN(outside) ? 0 : outside - cell.outside
  } else {
    Object.assign(cell, { off: 0, outsideOff: 0 })
    const mates = geometry.neighbours[index] ?? []
    // While a neighbour is off, or its step waits for a verdict, this share is distorted.
    if (!mates.some((other) => isTroubled(cellOf(state, other)))) learn(cell, share, outside)
  }
}

const isTroubled = (cell: CellShare): boolean => cell.changed || cell.step !== 0 || cell.off > 0

/** Of a zone's cells that are off, the one whose level against the other zones changed most. */
function guilty(state: GainDriftState, index: number, geometry: Geometry): boolean {
  const cell = cellOf(state, index)
  const mates = (geometry.neighbours[index] ?? []).map((other) => cellOf(state, other))
  if (cell.changed || cell.off < shiftSittings || mates.some(({ changed }) => changed)) return false
  const own = Math.abs(cell.outsideOff) / cell.off
  const others = mates.map((mate) => (mate.off === 0 ? 0 : Math.abs(mate.outsideOff) / mate.off))
  const next = Math.max(0, ...others)
  return own > next && (own - next >= clearShare * own || cell.off >= lastSittings)
}

function limitOf(cell: CellShare): number {
  const least = cell.sittings < earlySittings ? earlyLimitLn : limitLn
  return Math.max(least, deviations * Math.sqrt(cell.variance))
}

const isOff = (cell: CellShare, share: number): boolean =>
  cell.sittings >= leastSittings && Math.abs(share - cell.mean) > limitOf(cell)

/** Mean and variance, at first over all sittings, later over about the last forty. */
function learn(cell: CellShare, share: number, outside: number): void {
  cell.sittings++
  const weight = 1 / Math.min(cell.sittings, longestMemory)
  const away = share - cell.mean
  cell.mean += weight * away
  cell.variance = (1 - weight) * (cell.variance + weight * away * away)
  if (!Number.isNaN(outside)) cell.outside += weight * (outside - cell.outside)
}

function judgeSwap({ swap }: GainDriftState, means: readonly number[], geometry: Geometry): void {
  const finding = findSwap(means, geometry)
  if (finding === null) {
    // A sitting with too little known counts neither way.
    if (means.some(Number.isNaN)) return
    Object.assign(swap, { cells: [], sittings: 0, found: false })
    return
  }
  const same = finding.cells.join() === swap.cells.join()
  swap.sittings = same ? swap.sittings + 1 : 1
  swap.cells = [...finding.cells]
  swap.found = swap.sittings >= finding.sittings
}

export const isSwapped = ({ swap }: GainDriftState, index: number): boolean =>
  swap.found && swap.cells.includes(index)
export const isGainChanged = ({ cells }: GainDriftState, index: number): boolean =>
  cells[index]?.changed === true

function cellOf(state: GainDriftState, index: number): CellShare {
  for (let i = state.cells.length; i <= index; i++) {
    state.cells.push({
      sittings: 0,
      mean: 0,
      variance: 0,
      outside: 0,
      off: 0,
      outsideOff: 0,
      step: 0,
      changed: false,
    })
  }
  const cell = state.cells[index]
  if (cell === undefined) throw new RangeError(`no cell ${index}`)
  return cell
}

/** NaN when there are none or one is unknown. */
const meanOf = (means: readonly number[], cells: readonly number[]): number =>
  cells.length === 0 ? NaN : cells.reduce((sum, i) => sum + (means[i] ?? NaN), 0) / cells.length

function elsewhere(index: number, { all, neighbours }: Geometry): readonly number[] {
  const own = neighbours[index] ?? []
  return all.filter((other) => other !== index && !own.includes(other))
}
