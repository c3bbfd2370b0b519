/**
 * Which cells can be believed. Judged about once a second from what the counts did since.
 *
 *   open       at its zero while its neighbours carry load: for 20 s of sitting without the noise of a living cell, or for 2 min
 *              with hardly any (a cell that the posture has lifted off is at its zero too, but alive)
 *   stuck      exactly the same count for 20 s while most other cells live (every living cell has noise and sway in it); or
 *              within a count while its neighbours plainly moved; or at the top with nobody on the seat
 *   saturated  above 95 % of the full scale for 10 s: what it says is only a lower bound
 *   spiking    jumps alone for single frames, again and again: cell-spiking.ts
 *
 *   flat       lives, but hardly follows the load that moves its neighbours: cell-flat.ts
 *   swapped    carries what another zone ought to, sitting after sitting: cell-swapped.ts; or moves with the other side: cell-sides.ts
 *   gain-change  its learnt share of its zone changed, and stays changed: cell-shares.ts
 *
 * Stillness alone says nothing: when no neighbour moves, a still cell is a still person.
 */
import type { CellVerdict } from '../model/cell-verdicts.ts'
import type { Occupancy } from '../model/occupancy.ts'
import type { Geometry } from '../pressure/geometry.ts'
import { stepFlat } from './flat.ts'
import { forgetSeconds, isGainChanged, isSwapped, stepShares } from './gain-drift.ts'
import { cellsOnOtherSide, forgetSlow, stepSides } from './left-right-swap.ts'
import { forgetFrames, isSpiking, noteSpikes } from './spiking.ts'
import { type CellHealthState, type CellState, leftOut, type VerdictChange } from './state.ts'

const JUDGE_MS = 1000
const OPEN_MS = 20_000
const OPEN_THOUGH_NOISY_MS = 120_000
const SATURATED_MS = 10_000
const STUCK_MS = 15_000
/** A mean count per second that moves less than this may be noise; a second that moves more adds to what neighbours did. */
const MOVED_COUNTS = 4
const NEIGHBOURS_MOVED_COUNTS = 60
const RECOVERED_MS = 5000
const SAME_MS = 20_000
/** A cell lives when its counts spread at least this far within ten seconds; less may be one count to and fro. */
const LIVING_COUNTS = 3
const LIVING_WINDOW_MS = 10_000
/** A saturated cell is believed as a lower bound only when a neighbour carries at least this share of its value. */
const PLAUSIBLE_SHARE = 0.25

const none: readonly VerdictChange[] = Object.freeze([])

export interface HealthContext {
  readonly geometry: Geometry
  /** Counts of each cell without load, and how far above them a cell may still be without load. */
  readonly zeroCounts: ArrayLike<number>
  readonly zeroMargin: number
  /** The same as calibrated or set by tare, not as learnt from the empty seat. */
  readonly setZeroCounts: ArrayLike<number>
  readonly saturationCount: number
  readonly occupancy: Occupancy
  /** Occupied, but pushed up on the arms or about to be found empty: no cell has to carry anything. */
  readonly liftedOff: boolean
  /** Pressure of each cell now and from where on a neighbour plainly carries load, in the unit of the mode. */
  readonly level: ArrayLike<number>
  readonly loadedLevel: number
  /** Pressure of a cell at a count, also of one that is left out; without what it remembers of its load. */
  readonly levelAt: (index: number, count: number) => number
  /** What a cell says at the top of its range, in the unit of the mode. */
  readonly topLevel: (index: number) => number
}

/** Takes the counts of one frame; returns the verdicts that changed (mostly none). */
export function stepCellHealth(
  state: CellHealthState,
  frame: { atMs: number; counts: readonly number[] },
  context: HealthContext,
): readonly VerdictChange[] {
  const { atMs, counts } = frame
  const first = state.frames === 0
  noteSpikes(state.spiking, frame, context.saturationCount)
  for (let i = 0; i < state.cells.length; i++) {
    const cell = state.cells[i]
    const count = counts[i] ?? 0
    if (cell === undefined) continue
    cell.low = first || count < cell.low ? count : cell.low
    cell.high = first || count > cell.high ? count : cell.high
    cell.sum = first ? count : cell.sum + count
    if (count !== cell.last) {
      cell.last = count
      cell.sameSinceMs = atMs
    }
    if (count > cell.anchor + 1 || count < cell.anchor - 1) {
      cell.anchor = count
      cell.anchorMs = atMs
      cell.neighboursMoved = 0
    }
  }
  state.frames++
  if (state.windowStartMs === null) state.windowStartMs = atMs
  const spanMs = atMs - state.windowStartMs
  if (spanMs < JUDGE_MS) return none
  const changes = judge(state, { atMs, spanMs }, context)
  state.frames = 0
  state.windowStartMs = atMs
  return changes
}

/**
 * A gap: what was gathered so far is dropped, because movement across it was not seen. Where a cell stood is kept: one that still
 * stands there afterwards has not begun to live.
 */
export function skipGap(state: CellHealthState): void {
  state.windowStartMs = null
  state.frames = 0
  state.spreadMs = 0
  forgetFrames(state.spiking)
  forgetSeconds(state.shares)
  forgetSlow(state.sides)
  for (const cell of state.cells) {
    cell.mean = null
    cell.last = -1
    cell.spread = 0
    cell.neighboursMoved = 0
  }
}

function judge(
  state: CellHealthState,
  { atMs, spanMs }: { atMs: number; spanMs: number },
  context: HealthContext,
): readonly VerdictChange[] {
  const moved = state.cells.map((cell) => {
    const mean = cell.sum / state.frames
    const step = cell.mean === null ? 0 : Math.abs(mean - cell.mean)
    cell.mean = mean
    return step >= MOVED_COUNTS ? step : 0
  })
  gatherSpread(state, { atMs, spanMs })
  const living = state.cells.map((cell) => !leftOut(cell.verdict) && cell.spread >= LIVING_COUNTS)
  watchPlaces(state, spanMs, context)
  const onOtherSide = cellsOnOtherSide(state.sides, context.geometry)
  const means = state.cells.map((cell) => cell.mean ?? 0)
  const bad = (index: number) => leftOut(state.cells[index]?.verdict ?? 'ok')
  const changes: VerdictChange[] = []
  for (let i = 0; i < state.cells.length; i++) {
    const cell = state.cells[i]
    if (cell === undefined) continue
    const neighbours = (context.geometry.neighbours[i] ?? []).filter(
      (other) => !leftOut(state.cells[other]?.verdict ?? 'ok'),
    )
    // A second's mean compares with the one before: both have to lie after the cell itself last moved.
    if (cell.anchorMs < atMs - 2 * spanMs) {
      cell.neighboursMoved += neighbours.reduce((most, other) => Math.max(most, moved[other] ?? 0), 0)
    }
    const loaded = neighbours.some((other) => (context.level[other] ?? NaN) >= context.loadedLevel)
    const zero = context.zeroCounts[i] ?? 0
    const seated = context.occupancy === 'occupied' && !context.liftedOff
    const atZero = cell.high <= zero + 2
    const nearZero = (cell.mean ?? 0) <= zero + context.zeroMargin
    const saturated = cell.low > context.saturationCount
    if (!atZero || cell.high - cell.low > 1) cell.openMs = 0
    else if (seated && loaded) cell.openMs += spanMs
    cell.saturatedMs = saturated ? cell.saturatedMs + spanMs : 0
    const was = cell.verdict
    const still = atMs - cell.anchorMs >= STUCK_MS && !nearZero
    const others = state.cells.filter((other, j) => j !== i && !leftOut(other.verdict)).length
    const otherLiving = living.filter((lives, j) => lives && j !== i).length
    const frozen =
      atMs - cell.sameSinceMs >= SAME_MS &&
      cell.sameSinceMs <= state.spreadFromMs &&
      !nearZero &&
      otherLiving >= Math.max(2, others / 2)
    const flat = stepFlat(state.flat, i, {
      atMs,
      means,
      neighbours: context.geometry.neighbours[i] ?? [],
      bad,
      // A flat cell would pass for one at its zero, had its zero been learnt from itself.
      cannotFollow:
        (cell.mean ?? 0) <= (context.setZeroCounts[i] ?? 0) + context.zeroMargin ||
        saturated ||
        !(was === 'ok' || was === 'flat'),
      saturationCount: context.saturationCount,
    })
    cell.implausible = saturated && !plausibleTop(i, context)
    const found: CellVerdict = openFor(cell, atMs)
      ? 'open'
      : ((frozen || (still && cell.neighboursMoved >= NEIGHBOURS_MOVED_COUNTS)) && !saturated) ||
          (cell.saturatedMs >= SATURATED_MS && context.occupancy === 'empty')
        ? 'stuck'
        : cell.saturatedMs >= SATURATED_MS
          ? 'saturated'
          : isSpiking(state.spiking, i, { atMs, was: was === 'spiking' })
            ? 'spiking'
            : flat
              ? 'flat'
              : isSwapped(state.shares, i) || onOtherSide.includes(i)
                ? 'swapped'
                : isGainChanged(state.shares, i)
                  ? 'gain-change'
                  : 'ok'
    const verdict = settle(cell, found, {
      spanMs,
      alive: !saturated && (was === 'saturated' || (!still && !atZero)),
    })
    if (verdict === was) continue
    cell.verdict = verdict
    cell.sinceMs = verdict === 'ok' ? null : atMs
    changes.push({ index: i, verdict, was })
  }
  return changes
}

/** Shares and sides are told of cells that can be believed, and of those that are left out because of them. */
function watchPlaces(state: CellHealthState, spanMs: number, context: HealthContext): void {
  const levels = state.cells.map((cell, i) => {
    const { verdict, high, mean } = cell
    const told = verdict === 'ok' || verdict === 'swapped' || verdict === 'gain-change'
    return told && high <= context.saturationCount ? context.levelAt(i, mean ?? 0) : NaN
  })
  const sum = levels.reduce((all, level) => all + (Number.isNaN(level) ? 0 : level), 0)
  // With whole zones left out the seat is unknown; what the cells themselves say still tells when somebody sits.
  const seated =
    context.occupancy === 'occupied' ||
    (context.occupancy === 'unknown' && sum >= context.loadedLevel * levels.length)
  const least = context.loadedLevel / 3
  const sample = { spanMs, seated, levels, geometry: context.geometry, least }
  stepShares(state.shares, sample)
  stepSides(state.sides, sample)
}

const openFor = (cell: CellState, atMs: number): boolean =>
  cell.openMs >= OPEN_THOUGH_NOISY_MS || (cell.openMs >= OPEN_MS && atMs - cell.sameSinceMs >= OPEN_MS)

/** Every ten seconds the spread of each cell's one-second extremes is settled and begun anew. */
function gatherSpread(state: CellHealthState, { atMs, spanMs }: { atMs: number; spanMs: number }): void {
  const begins = state.spreadMs === 0
  state.spreadMs += spanMs
  const ends = state.spreadMs >= LIVING_WINDOW_MS
  for (const cell of state.cells) {
    cell.spreadLow = begins ? cell.low : Math.min(cell.spreadLow, cell.low)
    cell.spreadHigh = begins ? cell.high : Math.max(cell.spreadHigh, cell.high)
    if (ends) cell.spread = cell.spreadHigh - cell.spreadLow
  }
  if (!ends) return
  state.spreadFromMs = atMs - state.spreadMs
  state.spreadMs = 0
}

/** Can a cell at the top of its range be right: does any neighbour carry a fair share of that. */
export function plausibleTop(
  index: number,
  { geometry, topLevel, level }: Pick<HealthContext, 'geometry' | 'topLevel' | 'level'>,
): boolean {
  const least = PLAUSIBLE_SHARE * topLevel(index)
  return (geometry.neighbours[index] ?? []).some((other) => (level[other] ?? NaN) >= least)
}

/** A bad cell is good again once it has plainly lived for 5 s; a saturated one once it was below the top for that long. */
function settle(cell: CellState, found: CellVerdict, now: { spanMs: number; alive: boolean }): CellVerdict {
  if (found !== 'ok' || cell.verdict === 'ok') {
    cell.goodMs = 0
    return found === 'saturated' && cell.verdict === 'stuck' ? 'stuck' : found
  }
  cell.goodMs = now.alive ? cell.goodMs + now.spanMs : 0
  return cell.goodMs >= RECOVERED_MS ? 'ok' : cell.verdict
}
