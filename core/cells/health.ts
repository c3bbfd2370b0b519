/**
 * Decides which cells are reliable, about once a second, from how the counts behaved since.
 *
 *   open       at its zero while its neighbours carry load: for 20 s of sitting without the noise of a live cell, or for 2 min
 *              with hardly any (a cell that the body has lifted off reads zero too, but is alive)
 *   stuck      exactly the same count for 20 s while most other cells are alive (every live cell shows noise and sway); or
 *              within one count while its neighbours clearly moved; or at the top with nobody on the seat
 *   saturated  above 95 % of full scale for 10 s: its value is only a lower bound
 *   spiking    jumps alone for single frames, again and again: spiking.ts
 *
 *   flat       alive, but hardly follows the load that moves its neighbours: flat.ts
 *   swapped    carries the load of another zone, sitting after sitting (front-back-swap.ts), or moves with the other side
 *              (left-right-swap.ts)
 *   gain-change  its learnt share of its zone has changed for good: gain-drift.ts
 *
 * Stillness alone says nothing: when no neighbour moves, a still cell is a still person.
 */
import { forgetRecent, stepGainDrift } from './gain-drift.ts'
import { cellsOnOtherSide, forgetLeans, stepLeftRight } from './left-right-swap.ts'
import { type CellSecond, type HealthContext, signsOf } from './signs.ts'
import { forgetFrames, noteSpikes } from './spiking.ts'
import { type CellHealthState, type CellState, leftOut, type VerdictChange } from './state.ts'
import { verdictOf } from './verdicts.ts'

const judgeMs = 1000
/** A one-second mean that moves less than this may be noise; larger moves count as movement of the neighbour. */
const movedCounts = 4
/** A cell is alive when its counts spread at least this far within ten seconds; less may be one count back and forth. */
const livingCounts = 3
const livingWindowMs = 10_000

const none: readonly VerdictChange[] = Object.freeze([])

/** Takes the counts of one frame; returns the verdicts that changed (mostly none). */
export function stepCellHealth(
  state: CellHealthState,
  frame: { atMs: number; counts: readonly number[] },
  context: HealthContext,
): readonly VerdictChange[] {
  const { atMs, counts } = frame
  const first = state.frames === 0
  noteSpikes(state.spiking, frame, context.readings.saturationCount)
  for (let i = 0; i < state.cells.length; i++) {
    const cell = state.cells[i]
    if (cell !== undefined) noteCount(cell, counts[i] ?? 0, { atMs, first })
  }
  state.frames++
  if (state.windowStartMs === null) state.windowStartMs = atMs
  const spanMs = atMs - state.windowStartMs
  if (spanMs < judgeMs) return none
  const changes = judgeSecond(state, { atMs, spanMs }, context)
  state.frames = 0
  state.windowStartMs = atMs
  return changes
}

/** `first` of its second. */
function noteCount(cell: CellState, count: number, { atMs, first }: { atMs: number; first: boolean }): void {
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

/**
 * A gap drops what was gathered, because movement across it was not seen. Each cell's last count is kept: a cell still at that
 * count afterwards has not come alive.
 */
export function skipGap(state: CellHealthState): void {
  state.windowStartMs = null
  state.frames = 0
  state.spreadMs = 0
  forgetFrames(state.spiking)
  forgetRecent(state.shares)
  forgetLeans(state.sides)
  for (const cell of state.cells) {
    cell.mean = null
    cell.last = -1
    cell.spread = 0
    cell.neighboursMoved = 0
  }
}

function judgeSecond(
  state: CellHealthState,
  { atMs, spanMs }: { atMs: number; spanMs: number },
  context: HealthContext,
): readonly VerdictChange[] {
  const moved = state.cells.map((cell) => takeMean(cell, state.frames))
  gatherSpread(state, { atMs, spanMs })
  const living = state.cells.map((cell) => !leftOut(cell.verdict) && cell.spread >= livingCounts)
  stepPlaces(state, spanMs, context)
  const onOtherSide = cellsOnOtherSide(state.sides, context.geometry)
  const means = state.cells.map((cell) => cell.mean ?? 0)
  const second: CellSecond = { atMs, spanMs, means, moved, living, onOtherSide }
  const changes: VerdictChange[] = []
  for (const [index, cell] of state.cells.entries()) {
    const signs = signsOf(state, index, second, context)
    if (signs === null) continue
    const was = cell.verdict
    const verdict = verdictOf(cell, signs, spanMs)
    if (verdict === was) continue
    cell.verdict = verdict
    cell.sinceMs = verdict === 'ok' ? null : atMs
    changes.push({ index, verdict, was })
  }
  return changes
}

/** Closes a second's mean; returns how far it moved from the previous one. */
function takeMean(cell: CellState, frames: number): number {
  const mean = cell.sum / frames
  const step = cell.mean === null ? 0 : Math.abs(mean - cell.mean)
  cell.mean = mean
  return step >= movedCounts ? step : 0
}

/** Gain drift and the swap of sides learn from reliable cells, and from cells that they themselves have left out. */
function stepPlaces(state: CellHealthState, spanMs: number, context: HealthContext): void {
  const { readings, occupancy, loadedLevel, geometry } = context
  const levels = state.cells.map((cell, i) => {
    const { verdict, high, mean } = cell
    const believed = verdict === 'ok' || verdict === 'swapped' || verdict === 'gain-change'
    return believed && high <= readings.saturationCount ? readings.comparable(i, mean ?? 0) : NaN
  })
  const sum = levels.reduce((all, level) => all + (Number.isNaN(level) ? 0 : level), 0)
  // With whole zones left out the seat is unknown; the raw cells still show when somebody sits.
  const seated = occupancy === 'occupied' || (occupancy === 'unknown' && sum >= loadedLevel * levels.length)
  const sample = { spanMs, seated, levels, geometry, least: loadedLevel / 3 }
  stepGainDrift(state.shares, sample)
  stepLeftRight(state.sides, sample)
}

/** Every ten seconds each cell's spread is closed and restarted. */
function gatherSpread(state: CellHealthState, { atMs, spanMs }: { atMs: number; spanMs: number }): void {
  const begins = state.spreadMs === 0
  state.spreadMs += spanMs
  const ends = state.spreadMs >= livingWindowMs
  for (const cell of state.cells) {
    cell.spreadLow = begins ? cell.low : Math.min(cell.spreadLow, cell.low)
    cell.spreadHigh = begins ? cell.high : Math.max(cell.spreadHigh, cell.high)
    if (ends) cell.spread = cell.spreadHigh - cell.spreadLow
  }
  if (!ends) return
  state.spreadFromMs = atMs - state.spreadMs
  state.spreadMs = 0
}
