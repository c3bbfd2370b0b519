/**
 * What every store offers. Two drivers implement it (`sqlite`, `influx`), both held to `store.contract.ts`.
 * A driver is a factory returning this object; constructors do nothing, `start()` opens.
 */
import type { Bout, CushionEvent, MinuteSummary, RecordBatch } from '../contract.ts'

/** `fromMs` inclusive, `toMs` exclusive. */
export interface Range {
  readonly cushion: string
  readonly fromMs: number
  readonly toMs: number
}

/** One stored frame; `counts` exactly as the board sent them, `kpa` per cell (0.01 kPa) or null in relative mode. */
export interface StoredFrame {
  readonly atMs: number
  readonly boot: number
  readonly seq: number
  readonly boardMs: number
  readonly counts: readonly number[]
  readonly kpa: readonly (number | null)[] | null
}

export interface StoredCushion {
  readonly cushion: string
  readonly simulated: boolean
  readonly firstAtMs: number | null
  readonly lastAtMs: number | null
}

/** A batch that this store can never take (for instance a simulated batch for a real cushion's id). */
export interface SetAside {
  readonly batch: RecordBatch
  readonly reason: string
}

/** The store cannot be written or read now; trying again later may help. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable'
}
/** A setting keeps the store from working (wrong password, unknown database); a person has to change it. */
export class StoreMisconfigured extends Error {
  override name = 'StoreMisconfigured'
}

export interface Store {
  readonly name: string
  start(): Promise<void>
  stop(): Promise<void>
  /**
   * Durable once it resolves. Idempotent: frames, minutes and events are keyed by cushion and time (events also by
   * kind and alert or cell), bouts by cushion and start; the same content again changes nothing.
   * Throws StoreUnavailable or StoreMisconfigured when nothing can be written.
   */
  write(batches: readonly RecordBatch[]): Promise<{ setAside: readonly SetAside[] }>
  cushions(): Promise<readonly StoredCushion[]>
  /** In order of time, in chunks, so that a year can stream. */
  frames(range: Range): AsyncIterable<readonly StoredFrame[]>
  minutes(range: Range): AsyncIterable<readonly MinuteSummary[]>
  bouts(range: Range): Promise<readonly Bout[]>
  events(range: Range): AsyncIterable<readonly CushionEvent[]>
}
