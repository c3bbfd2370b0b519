/** Runs of columns as single frames, cut to a range. */
import type { FrameColumns } from '../../contract/record.ts'
import type { StoredFrame, Stretch } from '../store.ts'

export function storedFrames(runs: readonly FrameColumns[], range: Stretch): StoredFrame[] {
  const frames: StoredFrame[] = []
  for (const { atMs, boot, seq, boardMs, counts, kpa } of runs) {
    for (let i = 0; i < atMs.length; i++) {
      const at = atMs[i] ?? 0
      if (at < range.fromMs || at >= range.toMs) continue
      frames.push({
        atMs: at,
        boot: boot[i] ?? 0,
        seq: seq[i] ?? 0,
        boardMs: boardMs[i] ?? 0,
        counts: counts.map((column) => column[i] ?? 0),
        kpa: kpa === null ? null : kpa.map((column) => column[i] ?? null),
      })
    }
  }
  return frames
}
