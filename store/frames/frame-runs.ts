/** Cuts frames into minutes and merges pieces of a minute: in order of time, each time once. */
import type { FrameColumns } from '../../contract/record.ts'

export const minuteMs = 60_000
/** A cushion has up to so many minutes that still grow: the current one, and an older one that is catching up. */
export const growingMinutes = 2
export const minuteOf = (atMs: number): number => Math.floor(atMs / minuteMs)

/** Calls `take` for each stretch of frames within one minute. */
export function cutIntoMinutes(
  frames: FrameColumns,
  take: (minute: number, piece: FrameColumns) => void,
): void {
  const { atMs } = frames
  let start = 0
  while (start < atMs.length) {
    const minute = minuteOf(atMs[start] ?? 0)
    let end = start + 1
    while (end < atMs.length && minuteOf(atMs[end] ?? 0) === minute) end++
    take(minute, start === 0 && end === atMs.length ? frames : slice(frames, start, end))
    start = end
  }
}

/** The pieces of each minute, minutes in order of time. */
export function piecesByMinute(pieces: readonly FrameColumns[]): Map<number, FrameColumns[]> {
  const found = new Map<number, FrameColumns[]>()
  for (const piece of pieces)
    cutIntoMinutes(piece, (minute, part) => {
      const parts = found.get(minute)
      if (parts === undefined) found.set(minute, [part])
      else parts.push(part)
    })
  return new Map([...found].sort(([a], [b]) => a - b))
}

/** What can be asked of a minute without unpacking it. */
export const summaryOf = (
  runs: readonly FrameColumns[],
): { firstAtMs: number; lastAtMs: number; cells: number; frames: number } => ({
  firstAtMs: runs[0]?.atMs[0] ?? 0,
  lastAtMs: runs.at(-1)?.atMs.at(-1) ?? 0,
  cells: Math.max(...runs.map((run) => run.counts.length)),
  frames: runs.reduce((sum, run) => sum + run.atMs.length, 0),
})

function slice(frames: FrameColumns, start: number, end: number): FrameColumns {
  return mapColumns(frames, (column) => column.slice(start, end))
}

/** The frames of these times, null when there are none. */
export function pickFrames(frames: FrameColumns, isIn: (atMs: number) => boolean): FrameColumns | null {
  if (!frames.atMs.some(isIn)) return null
  return mapColumns(frames, (column) => column.filter((_value, i) => isIn(frames.atMs[i] ?? Number.NaN)))
}

function mapColumns(
  frames: FrameColumns,
  map: <T extends number | null>(column: readonly T[]) => T[],
): FrameColumns {
  return {
    atMs: map(frames.atMs),
    boot: map(frames.boot),
    seq: map(frames.seq),
    boardMs: map(frames.boardMs),
    counts: frames.counts.map((column) => map(column)),
    kpa: frames.kpa === null ? null : frames.kpa.map((column) => map(column)),
  }
}

/** Merges pieces in any order into one list of runs. Of two frames with the same time, the later piece wins. */
export function mergeRuns(pieces: readonly FrameColumns[]): FrameColumns[] {
  if (inOrder(pieces)) return joinAlike(pieces)
  const places: { atMs: number; piece: number; index: number }[] = []
  pieces.forEach((frames, piece) => {
    frames.atMs.forEach((atMs, index) => {
      places.push({ atMs, piece, index })
    })
  })
  places.sort((a, b) => a.atMs - b.atMs || a.piece - b.piece || a.index - b.index)
  const kept = places.filter((place, i) => places[i + 1]?.atMs !== place.atMs)
  const runs: FrameColumns[] = []
  for (const { piece, index } of kept) {
    const frames = pieces[piece]
    if (frames !== undefined) runs.push(slice(frames, index, index + 1))
  }
  return joinAlike(runs)
}

function inOrder(pieces: readonly FrameColumns[]): boolean {
  let last = Number.NEGATIVE_INFINITY
  for (const { atMs } of pieces) {
    for (const at of atMs) {
      if (at <= last) return false
      last = at
    }
  }
  return true
}

const alike = (a: FrameColumns, b: FrameColumns) =>
  a.counts.length === b.counts.length && (a.kpa === null) === (b.kpa === null)

/** Joins neighbouring runs with the same cells and mode. */
function joinAlike(pieces: readonly FrameColumns[]): FrameColumns[] {
  const runs: FrameColumns[] = []
  let group: FrameColumns[] = []
  const close = () => {
    if (group.length > 0) runs.push(joinGroup(group))
    group = []
  }
  for (const piece of pieces) {
    if (piece.atMs.length === 0) continue
    const first = group[0]
    if (first !== undefined && !alike(first, piece)) close()
    group.push(piece)
  }
  close()
  return runs
}

function joinGroup(group: readonly FrameColumns[]): FrameColumns {
  const first = group[0]
  if (first === undefined || group.length === 1) return first ?? empty
  const joined = mapColumns(first, (column) => [...column])
  for (const piece of group.slice(1)) {
    extend(joined.atMs, piece.atMs)
    extend(joined.boot, piece.boot)
    extend(joined.seq, piece.seq)
    extend(joined.boardMs, piece.boardMs)
    joined.counts.forEach((column, cell) => {
      extend(column, piece.counts[cell] ?? [])
    })
    joined.kpa?.forEach((column, cell) => {
      extend(column, piece.kpa?.[cell] ?? [])
    })
  }
  return joined
}

function extend<T>(column: T[], more: readonly T[]): void {
  for (const value of more) column.push(value)
}

const empty: FrameColumns = { atMs: [], boot: [], seq: [], boardMs: [], counts: [], kpa: null }
