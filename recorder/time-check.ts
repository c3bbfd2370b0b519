/** Finds batches dated so far in the future that their time must be wrong: they must not be stored as current. */

import type { RecordBatch } from '../contract/record.ts'
import type { Clock } from '../platform/clock.ts'
import { earliestMs, SeenTime } from '../platform/seen-time.ts'
import type { Store } from '../store/store.ts'
import type { ReadBatch } from './read-batch.ts'

/** Wider than any mistake of a time zone or of summer time. */
const mostAheadMs = 24 * 3_600_000

/**
 * Refuses a batch from the future. Simulated cushions have a clock of their own. Nothing is judged by a clock that may not be
 * set: one that shows a time before Sitbone existed, or one clearly before the time that the store or this recorder has seen.
 */
export function createTimeCheck(clock: Clock, store: Pick<Store, 'seenMs'>): (read: ReadBatch) => ReadBatch {
  const seen = new SeenTime(clock, null)
  return (read) => {
    if (!read.ok || read.batch.simulated) return read
    const nowMs = clock.nowMs()
    seen.follow(nowMs)
    const lastMs = Math.max(seen.ms ?? 0, store.seenMs?.() ?? 0)
    const isSet = nowMs >= earliestMs && nowMs >= lastMs - mostAheadMs
    const latestMs = latestOf(read.batch)
    if (!isSet || latestMs <= nowMs + mostAheadMs) return read
    const { cushion, outbox, batch } = read.batch
    const reason =
      `Batch ${batch} of cushion ${cushion} was not stored: it is dated ${dated(latestMs)}, more than 24 hours ahead of the ` +
      `recorder's clock (${dated(nowMs)}). It is kept unchanged in the set-aside file. Check the clocks of both computers, ` +
      'then add it to the store with "sitbone import".'
    return { ok: false, reason, key: { outbox, batch } }
  }
}

function latestOf({ frames, minutes, bouts, events }: RecordBatch): number {
  let latestMs = Number.NEGATIVE_INFINITY
  const see = (ms: number) => {
    if (ms > latestMs) latestMs = ms
  }
  for (const ms of frames?.atMs ?? []) see(ms)
  for (const { atMs } of minutes) see(atMs)
  for (const { endedAtMs } of bouts) see(endedAtMs)
  for (const { at } of events) see(Date.parse(at))
  return latestMs
}

/** A batch may hold a time that no date can express. */
const dated = (ms: number): string => (ms <= 8.64e15 ? new Date(ms).toISOString() : `${ms} ms`)
