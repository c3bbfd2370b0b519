/** What was dated by a wrong clock, moved to another time. Pure. */
import type { RecordBatch } from './record.ts'

const minuteMs = 60_000

/** Minutes move by whole minutes; of an event also the start that it names. */
export function shiftBatch<T extends Pick<RecordBatch, 'frames' | 'minutes' | 'bouts' | 'events'>>(
  batch: T,
  byMs: number,
): T {
  const { frames, minutes, bouts, events } = batch
  const byMinutesMs = Math.round(byMs / minuteMs) * minuteMs
  const iso = (at: string) => new Date(Date.parse(at) + byMs).toISOString()
  return {
    ...batch,
    frames: frames && { ...frames, atMs: frames.atMs.map((ms) => ms + byMs) },
    minutes: minutes.map((minute) => ({ ...minute, atMs: minute.atMs + byMinutesMs })),
    bouts: bouts.map((bout) => ({
      ...bout,
      startedAtMs: bout.startedAtMs + byMs,
      endedAtMs: bout.endedAtMs + byMs,
    })),
    events: events.map(({ startedAt, ...event }) => ({
      ...event,
      at: iso(event.at),
      ...(startedAt === undefined ? {} : { startedAt: iso(startedAt) }),
    })),
  }
}
