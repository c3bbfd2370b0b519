/**
 * A loose contact: one cell jumps alone for a single frame and is back in the next. A body moves the neighbours too and takes
 * longer. One jump means nothing; five within five minutes are `spiking`.
 *
 * It misses jumps of two frames or more, and jumps below 6 % of the range.
 */
import { z } from 'zod'

/** Smallest jump, as a share of the highest measurable count. */
const jumpShare = 0.06
/** Share of the jump: the next frame is back to within it, and no other cell moved by more. */
const aloneShare = 0.34
const spikesToDoubt = 5
const windowMs = 300_000

export const spikingSchema = z.object({
  /** Counts of the last two frames; empty after a gap. */
  last: z.array(z.number()),
  before: z.array(z.number()),
  /** Times of each cell's latest jumps, as many as a verdict needs. */
  timesMs: z.array(z.array(z.number())),
})
export type SpikingState = z.infer<typeof spikingSchema>

export const freshSpiking = (): SpikingState => ({ last: [], before: [], timesMs: [] })

/** Takes one frame. A jump is seen one frame later, when it is over. */
export function noteSpikes(
  state: SpikingState,
  { atMs, counts }: { atMs: number; counts: readonly number[] },
  saturationCount: number,
): void {
  const { last, before } = state
  const least = jumpShare * saturationCount
  for (let i = 0; i < counts.length; i++) {
    if (jumped(state, counts, i, least)) noteTime(state, i, atMs)
  }
  // Last, because a jump is judged against all cells.
  for (let i = 0; i < counts.length; i++) {
    before[i] = last[i] ?? counts[i] ?? 0
    last[i] = counts[i] ?? 0
  }
}

/** Was the last frame a jump of this cell alone, and is it over? */
function jumped(state: SpikingState, counts: readonly number[], index: number, least: number): boolean {
  const base = state.before[index] ?? NaN
  const jump = Math.abs((state.last[index] ?? NaN) - base)
  if (!(jump >= least)) return false
  const back = Math.abs((counts[index] ?? 0) - base) <= aloneShare * jump
  return back && alone(state, counts, index, jump)
}

function noteTime({ timesMs }: SpikingState, index: number, atMs: number): void {
  while (timesMs.length <= index) timesMs.push([])
  const times = timesMs[index]
  times?.push(atMs)
  if (times !== undefined && times.length > spikesToDoubt) times.shift()
}

function alone(
  { last, before }: SpikingState,
  counts: readonly number[],
  index: number,
  jump: number,
): boolean {
  const most = aloneShare * jump
  for (let i = 0; i < counts.length; i++) {
    if (i === index) continue
    const was = last[i] ?? 0
    // Two loose contacts in one frame hide each other; counting neither is the safe side.
    if (Math.abs(was - (before[i] ?? 0)) > most || Math.abs((counts[i] ?? 0) - was) > most) return false
  }
  return true
}

/** Starts with five jumps within five minutes; ends after five minutes without one. */
export function isSpiking(state: SpikingState, index: number, now: { atMs: number; was: boolean }): boolean {
  const times = state.timesMs[index]
  if (times === undefined || times.length < spikesToDoubt) return false
  const decides = now.was ? times[times.length - 1] : times[0]
  return now.atMs - (decides ?? 0) <= windowMs
}

/** Frames are missing: a difference across the gap is no jump. */
export function forgetFrames(state: SpikingState): void {
  state.last.length = 0
  state.before.length = 0
}
