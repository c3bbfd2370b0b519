/**
 * A cell that says something, with noise in it, but hardly follows the load: a floating input, a wire that touches another
 * resistance, a cell with something stiff over it. Told from `stuck`: there the count itself is frozen, and that shows
 * within seconds; here it lives, and what is missing is the movement of its neighbours, which takes minutes.
 *
 * Compared is the range of one-second means, in counts, of the cell and of its most moving neighbour, over windows of at
 * least two minutes in which that neighbour moved plainly. Two such windows in a row below 15 % are `flat`.
 */
import { z } from 'zod'

const windowMs = 120_000
/** Below this a neighbour has not moved plainly; as a share of the highest count that is still measured. */
const movedShare = 0.08
/** What noise alone gives over a long window stays below this too. */
const flatShare = 0.15
const followsShare = 0.3
const windowsInARow = 2

const cellSchema = z.object({
  fromMs: z.number(),
  low: z.number(),
  high: z.number(),
  /** Of each neighbour, in the order of the geometry. */
  neighbours: z.array(z.object({ low: z.number(), high: z.number() })),
  flatWindows: z.number().int(),
})
export const flatSchema = z.array(cellSchema.nullable())
export type FlatState = z.infer<typeof flatSchema>
type CellState = z.infer<typeof cellSchema>

export interface FlatSample {
  readonly atMs: number
  /** Mean counts of the last second of each cell. */
  readonly means: readonly number[]
  /** Its neighbours; those that are not to be believed are passed over. */
  readonly neighbours: readonly number[]
  readonly bad: (index: number) => boolean
  /** At its zero, or at the top: there a cell cannot follow. */
  readonly cannotFollow: boolean
  readonly saturationCount: number
}

/** One cell, once a second. True while it is flat. */
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
    // A flat cell has to follow plainly before it is believed again.
    const stays = flat && share < followsShare
    state[index] = begin({ atMs, mean, flatWindows: stays ? windowsInARow : 0 }, neighbours, means)
    return stays
  }
  if (!over) return flat
  const flatWindows = Math.min(windowsInARow, cell.flatWindows + 1)
  state[index] = begin({ atMs, mean, flatWindows }, neighbours, means)
  return flatWindows >= windowsInARow
}

/** Takes one second into the ranges; returns that of the most moving good neighbour. */
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
