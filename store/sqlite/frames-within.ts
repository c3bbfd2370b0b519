/** The frames of a stretch of time in the embedded store. */
import { minuteMs } from '../frames/frame-runs.ts'
import { storedFrames } from '../frames/stored-frames.ts'
import type { StoredFrame, Stretch } from '../store.ts'
import type { FrameTable } from './frame-table.ts'

export function framesWithin(table: FrameTable, cushion: number, { fromMs, toMs }: Stretch): StoredFrame[] {
  const found: StoredFrame[] = []
  for (let atMs = fromMs; ; ) {
    const next = table.minuteFrom(cushion, atMs, toMs)
    if (next === null) return found
    found.push(...storedFrames(next.runs, { fromMs, toMs }))
    atMs = (next.minute + 1) * minuteMs
  }
}
