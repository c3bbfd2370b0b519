/**
 * Readings of two epochs of a clock at the same millisecond: both stay. The one that comes later moves on to the next free
 * millisecond; coming again it finds itself there, so that twice is once. Pure.
 */
import type { FrameColumns } from '../contract/record.ts'
import type { StoredFrame } from './store.ts'

/** A reading is told by the board's own numbers. */
const nameOf = (boot = 0, seq = 0, boardMs = 0): string => `${boot}/${seq}/${boardMs}`
/** How far after the last given time to look for what is there. */
const lookMs = 1000

/** The times within which `beside` has to know what is there. */
export function stretchOf({ atMs }: FrameColumns): { fromMs: number; toMs: number } {
  let [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const ms of atMs) {
    fromMs = Math.min(fromMs, ms)
    toMs = Math.max(toMs, ms + lookMs)
  }
  return { fromMs, toMs }
}

export function beside(there: readonly StoredFrame[], frames: FrameColumns): FrameColumns {
  const taken = new Map(there.map(({ atMs, boot, seq, boardMs }) => [atMs, nameOf(boot, seq, boardMs)]))
  const atMs = frames.atMs.map((ms, i) => {
    const name = nameOf(frames.boot[i], frames.seq[i], frames.boardMs[i])
    let free = ms
    while ((taken.get(free) ?? name) !== name) free++
    taken.set(free, name)
    return free
  })
  return { ...frames, atMs }
}
