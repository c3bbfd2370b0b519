/**
 * What a batch has to be beyond its schema so that every driver can keep it. Not a second schema check: the recorder
 * has parsed the batch already.
 */

import type { FrameColumns, RecordBatch } from '../contract/record.ts'
import { latestMs } from '../platform/seen-time.ts'
import type { SetAside } from './store.ts'

const timeFits = (ms: number) => ms >= 0 && ms < latestMs

/** The reason why no store can keep this batch, as a sentence; null when it can be kept. */
export function reasonToSetAside(batch: RecordBatch): string | null {
  const name = `Batch ${batch.batch} of cushion ${batch.cushion}`
  if (batch.frames !== null) {
    const reason = framesReason(batch.frames)
    if (reason !== null) return `${name} was not stored: ${reason}`
  }
  const times = [
    ...batch.minutes.map((minute) => minute.atMs),
    ...batch.bouts.map((bout) => bout.startedAtMs),
    ...batch.events.map((event) => Date.parse(event.at)),
  ]
  if (!times.every(timeFits)) return `${name} was not stored: ${outside}`
  return null
}

const outside = 'it has a time before 1970 or after 2262. Check the clock of the gateway.'

function framesReason(frames: FrameColumns): string | null {
  const n = frames.atMs.length
  const columns = [frames.boot, frames.seq, frames.boardMs, ...frames.counts, ...(frames.kpa ?? [])]
  if (columns.some((column) => column.length !== n)) {
    return 'its frame columns differ in length, so readings cannot be told apart. This is a bug in the gateway that sent it; please report it.'
  }
  if (n > 0 && frames.counts.length === 0) return 'its frames carry no counts.'
  if (frames.kpa !== null && frames.kpa.length !== frames.counts.length) {
    return 'it has pressures and counts for different numbers of cells. This is a bug in the gateway that sent it; please report it.'
  }
  return frames.atMs.every(timeFits) ? null : outside
}

/** One cushion id is either real or simulated for ever, so that simulated data never mixes with a person's. */
export function mixedReason(batch: RecordBatch): string {
  const [came, kept] = batch.simulated ? ['simulated', 'real'] : ['real', 'simulated']
  return (
    `Batch ${batch.batch} of cushion ${batch.cushion} was not stored: it is ${came}, but the data stored under this id is ${kept}. ` +
    `Give the ${came} cushion its own id (--cushion).`
  )
}

/** Those that can be stored as they are, and those that never can. */
export function soundOf(batches: readonly RecordBatch[]): { sound: RecordBatch[]; setAside: SetAside[] } {
  const sound: RecordBatch[] = []
  const setAside: SetAside[] = []
  for (const batch of batches) {
    const reason = reasonToSetAside(batch)
    if (reason === null) sound.push(batch)
    else setAside.push({ batch, reason })
  }
  return { sound, setAside }
}
