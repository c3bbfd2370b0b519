/**
 * A cell whose count is alive and noisy but hardly follows the load: a floating input, a wire that touches another resistance,
 * something stiff over the cell. This differs from `stuck`, where the count itself is frozen and shows within seconds; here
 * only the movement of the neighbours is missing, and noticing that takes minutes.
 *
 * It compares the range of one-second means, in counts, of the cell and of its most active neighbour, over windows of at least
 * two minutes in which that neighbour clearly moved. Two windows in a row below 15 % are `flat`.
 */
import { z } from 'zod'

const windowMs = 120_000
/** Below this a neighbour has not clearly moved; a share of the highest measurable count. */
const movedShare = 0.08
/** Also above what noise alone gives over a long window. */
const flatShare = 0.15
const followsShare = 0.3
const windowsInARow = 2

const cellSchema = z.object({
  fromMs: z.number(),
  low: z.number(),
  high: z.number(),
  /** Range of each neighbour, in the order of the geometry. */
  neighbours: z.array(z.object({ low: z.number(), high: z.number() })),
  flatWindows: z.number().int(),
})
export const flatSchema = z.array(cellSchema.nullable())
export type FlatState = z.infer<typeof flatSchema>
type CellState = z.infer<typeof cellSchema>

export interface FlatSample {
  readonly atMs: number
  /** Mean count of each cell over the last second. */
  readonly means: readonly number[]
  /** Its neighbours; unreliable ones are skipped. */
  readonly neighbours: readonly number[]
  readonly bad: (index: number) => boolean
  /** At its zero or at the top, where a cell cannot follow. */
  readonly cannotFollow: boolean
  readonly saturationCount: number
}

/** Call once a second for each cell. True while it is flat. */
export function stepFlat(state: FlatState, index: number, sample: FlatSample): boolean {
  const { atMs, means, neighbours } = sample
  const mean = means[index] ?? 0
  const cell = state[index] ?? null
  const flat = cell !== null && cell.flatWindows >= windowsInARow
  if (sample.cannotFollow && !flat) {
    state[index] = null
    return false
  }
  if (cell === null) {
    state[index] = begin({ atMs, mean, flatWindows: 0 }, neighbours, means)
    return false
  }
  const most = widen(cell, mean, sample)
  if (most < movedShare * sample.saturationCount) return flat
  const share = (cell.high - cell.low) / most
  const over = atMs - cell.fromMs >= windowMs
  if (share >= followsShare || (over && share >= flatShare)) {
    // A flat cell must clearly follow before it is trusted again.
    const stays = flat && share < followsShare
    state[index] = begin({ atMs, mean, flatWindows: stays ? windowsInARow : 0 }, neighbours, means)
    return stays
  }
  if (!over) return flat
  const flatWindows = Math.min(windowsInARow, cell.flatWindows + 1)
  state[index] = begin({ atMs, mean, flatWindows }, neighbours, means)
  return flatWindows >= windowsInARow
}

/** Adds one second to the ranges; returns the range of the most active good neighbour. */
function widen(cell: CellState, mean: number, { neighbours, means, bad }: FlatSample): number {
  cell.low = Math.min(cell.low, mean)
  cell.high = Math.max(cell.high, mean)
  let most = 0
  for (let i = 0; i < neighbours.length; i++) {
    const other = neighbours[i] ?? -1
    const range = cell.neighbours[i]
    if (range === undefined || bad(other)) continue
    range.low = Math.min(range.low, means[other] ?? 0)
    range.high = Math.max(range.high, means[other] ?? 0)
    most = Math.max(most, range.high - range.low)
  }
  return most
}

function begin(
  { atMs, mean, flatWindows }: { atMs: number; mean: number; flatWindows: number },
  neighbours: readonly number[],
  means: readonly number[],
): CellState {
  return {
    fromMs: atMs,
    low: mean,
    high: mean,
    neighbours: neighbours.map((other) => ({ low: means[other] ?? 0, high: means[other] ?? 0 })),
    flatWindows,
  }
}
