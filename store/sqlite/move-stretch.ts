/** Moves data with wrong dates to its true time within the embedded store. Expects the caller's transaction. */

import { shiftBatch } from '../../contract/shift-batch.ts'
import { beside, stretchOf } from '../beside.ts'
import { minuteMs, minuteOf } from '../frames/frame-runs.ts'
import { jumpKind, type WrongStretch } from '../wrong-clock.ts'
import { framesWithin } from './frames-within.ts'
import type { Opened } from './opened.ts'

/** Data already at the new times stays. The event of the jump stays in place and records that this was done. */
export function moveStretch({ facts, frames }: Opened, cushion: number, stretch: WrongStretch): void {
  const { fromMs, toMs, byMs, event } = stretch
  const moved = shiftBatch({ ...facts.takeOut(cushion, stretch, jumpKind), frames: null }, byMs)
  for (const minute of moved.minutes) facts.addMinute(cushion, minute)
  for (const bout of moved.bouts) facts.putBout(cushion, bout)
  facts.putEvents(cushion, [...moved.events, { ...event, repaired: true }])
  // In this order, a minute is never written before it was removed, however small the shift.
  const minutes = [...minutesOf(stretch, (atMs) => frames.minuteFrom(cushion, atMs, toMs)?.minute ?? null)]
  for (const minute of byMs < 0 ? minutes : minutes.toReversed()) {
    const from = Math.max(fromMs, minute * minuteMs)
    const to = Math.min(toMs, (minute + 1) * minuteMs)
    for (const run of frames.takeOut(cushion, from, to)) {
      const columns = { ...run, atMs: run.atMs.map((atMs) => atMs + byMs) }
      frames.write(cushion, [beside(framesWithin(frames, cushion, stretchOf(columns)), columns)])
    }
  }
}

function* minutesOf(
  { fromMs, toMs }: { fromMs: number; toMs: number },
  next: (atMs: number) => number | null,
): Generator<number> {
  let minute = next(fromMs)
  while (minute !== null && minute <= minuteOf(toMs)) {
    yield minute
    minute = next((minute + 1) * minuteMs)
  }
}
