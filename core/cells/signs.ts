/** The signs of each cell in one second, alone and against its neighbours; verdicts are made from them. */
import type { Occupancy } from '../model/schemas/occupancy.ts'
import type { Geometry } from '../pressure/geometry.ts'
import type { Readings } from '../pressure/readings.ts'
import { plausibleTop } from '../pressure/seat-figures.ts'
import { stepFlat } from './flat.ts'
import { isGainChanged, isSwapped } from './gain-drift.ts'
import { isSpiking } from './spiking.ts'
import { type CellHealthState, type CellState, leftOut } from './state.ts'
import type { CellSigns } from './verdicts.ts'

const openMs = 20_000
const openThoughNoisyMs = 120_000
const saturatedMs = 10_000
const stuckMs = 15_000
const sameMs = 20_000
const neighboursMovedCounts = 60

export interface HealthContext {
  readonly geometry: Geometry
  readonly readings: Readings
  /** Unloaded count of each cell, learnt from the empty seat or else as set, and the margin allowed above it. */
  readonly zeroCounts: ArrayLike<number>
  readonly zeroMargin: number
  readonly occupancy: Occupancy
  /** Occupied, but pushed up on the arms or about to be found empty: no cell need carry load. */
  readonly liftedOff: boolean
  /** Level from which a neighbour clearly carries load, in the unit of the mode. */
  readonly loadedLevel: number
}

/** One second of all cells. */
export interface CellSecond {
  readonly atMs: number
  readonly spanMs: number
  /** Mean count of each cell, and its change since the previous second; 0 when it may be noise. */
  readonly means: readonly number[]
  readonly moved: readonly number[]
  /** Which cells have the spread of a live cell. */
  readonly living: readonly boolean[]
  readonly onOtherSide: readonly number[]
}

export function signsOf(
  state: CellHealthState,
  index: number,
  second: CellSecond,
  context: HealthContext,
): CellSigns | null {
  const cell = state.cells[index]
  if (cell === undefined) return null
  const { atMs, spanMs } = second
  const { readings, geometry, occupancy } = context
  noteNeighbours(state, index, second, geometry)
  const zero = context.zeroCounts[index] ?? 0
  const atZero = cell.high <= zero + 2
  const nearZero = (cell.mean ?? 0) <= zero + context.zeroMargin
  const saturated = cell.low > readings.saturationCount
  noteTimes(cell, spanMs, { atZero, saturated, carried: neighbourCarries(state, index, context) })
  cell.implausible = saturated && !plausibleTop(index, readings, geometry)
  const still = atMs - cell.anchorMs >= stuckMs && !nearZero
  const leftBehind = still && cell.neighboursMoved >= neighboursMovedCounts
  const frozen = !nearZero && isFrozen(state, index, second)
  return {
    withoutLoad: isWithoutLoad(cell, atMs),
    unmoved: !saturated && (frozen || leftBehind),
    longAtTop: cell.saturatedMs >= saturatedMs,
    seatEmpty: occupancy === 'empty',
    spiking: isSpiking(state.spiking, index, { atMs, was: cell.verdict === 'spiking' }),
    flat: isFlat(state, index, second, context),
    misplaced: isSwapped(state.shares, index) || second.onOtherSide.includes(index),
    gainChanged: isGainChanged(state.shares, index),
    alive: !saturated && (cell.verdict === 'saturated' || (!still && !atZero)),
  }
}

const isBad = (state: CellHealthState, index: number): boolean => leftOut(state.cells[index]?.verdict ?? 'ok')

/** How far the neighbours moved while the cell itself did not. */
function noteNeighbours(
  state: CellHealthState,
  index: number,
  { atMs, spanMs, moved }: CellSecond,
  geometry: Geometry,
): void {
  const cell = state.cells[index]
  // Each mean is compared with the previous one, so both must lie after the cell's own last move.
  if (cell === undefined || cell.anchorMs >= atMs - 2 * spanMs) return
  cell.neighboursMoved += (geometry.neighbours[index] ?? []).reduce(
    (most, other) => (isBad(state, other) ? most : Math.max(most, moved[other] ?? 0)),
    0,
  )
}

/** How long it has been at its zero while a neighbour carried load, and how long at the top of its range. */
function noteTimes(
  cell: CellState,
  spanMs: number,
  now: { atZero: boolean; saturated: boolean; carried: boolean },
): void {
  if (!now.atZero || cell.high - cell.low > 1) cell.openMs = 0
  else if (now.carried) cell.openMs += spanMs
  cell.saturatedMs = now.saturated ? cell.saturatedMs + spanMs : 0
}

/** Somebody sits with their full weight, and a good neighbour carries load. */
function neighbourCarries(state: CellHealthState, index: number, context: HealthContext): boolean {
  const { occupancy, liftedOff, geometry, readings, loadedLevel } = context
  if (occupancy !== 'occupied' || liftedOff) return false
  return (geometry.neighbours[index] ?? []).some(
    (other) => !isBad(state, other) && (readings.level[other] ?? NaN) >= loadedLevel,
  )
}

const isWithoutLoad = (cell: CellState, atMs: number): boolean =>
  cell.openMs >= openThoughNoisyMs || (cell.openMs >= openMs && atMs - cell.sameSinceMs >= openMs)

/** Exactly the same count while most other cells are alive. */
function isFrozen(state: CellHealthState, index: number, { atMs, living }: CellSecond): boolean {
  const cell = state.cells[index]
  if (cell === undefined || atMs - cell.sameSinceMs < sameMs) return false
  if (cell.sameSinceMs > state.spreadFromMs) return false
  const others = state.cells.filter((other, i) => i !== index && !leftOut(other.verdict)).length
  const otherLiving = living.filter((lives, i) => lives && i !== index).length
  return otherLiving >= Math.max(2, others / 2)
}

function isFlat(
  state: CellHealthState,
  index: number,
  { atMs, means }: CellSecond,
  { geometry, readings, zeroMargin }: HealthContext,
): boolean {
  const cell = state.cells[index]
  if (cell === undefined) return false
  const { saturationCount, zeroCounts } = readings
  // Only the zero that was set counts: a flat cell's learnt zero would be its own stuck value.
  const atSetZero = (cell.mean ?? 0) <= (zeroCounts[index] ?? 0) + zeroMargin
  const judgeable = cell.verdict === 'ok' || cell.verdict === 'flat'
  return stepFlat(state.flat, index, {
    atMs,
    means,
    neighbours: geometry.neighbours[index] ?? [],
    bad: (other) => isBad(state, other),
    cannotFollow: atSetZero || cell.low > saturationCount || !judgeable,
    saturationCount,
  })
}
