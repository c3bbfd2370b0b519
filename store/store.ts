/**
 * What every store offers. Three drivers implement it (`sqlite`, `influx`, `postgres`), all held to `contract-suite.ts`.
 * A driver is a factory returning this object; constructors do nothing, `start()` opens.
 */

import type { RecordBatch } from '../contract/record.ts'
import type { Bout } from '../core/model/schemas/bouts.ts'
import type { CushionEvent } from '../core/model/schemas/events.ts'
import type { MinuteSummary } from '../core/model/schemas/minutes.ts'
import type { Log } from '../platform/log.ts'

/** `fromMs` inclusive, `toMs` exclusive. */
export interface Range {
  readonly cushion: string
  readonly fromMs: number
  readonly toMs: number
}

/** From `fromMs` on, before `toMs`. */
export type Stretch = Omit<Range, 'cushion'>

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

/** Steps are counted from 1970, so that neighbouring ranges share their edges. */
export interface StepRange extends Range {
  readonly stepMs: number
}

/** Means of the frames in one step, which is at least one. */
export interface FrameStep {
  /** Start of the step. */
  readonly atMs: number
  readonly frames: number
  /** Of the frames in which the cell was believed; null for none, null altogether in relative mode. */
  readonly kpa: readonly (number | null)[] | null
  /** In relative mode, where there are no pressures. */
  readonly counts: readonly number[] | null
}

/** Where a driver tells people what it did on its own. */
export type StoreLog = Pick<Log, 'info' | 'warn'>

export interface Store {
  readonly name: string
  /**
   * Opens the store. Throws StoreUnavailable or StoreMisconfigured when it cannot be opened now; a caller may go on
   * all the same, because every later call tries to open it again.
   */
  start(): Promise<void>
  stop(): Promise<void>
  /**
   * Durable once it resolves. Idempotent: frames, minutes and events are keyed by cushion and time (events also by
   * kind and alert or cell), bouts by cushion and start; the same content again changes nothing. Of two versions of
   * one bout the one that ends later is kept, whatever order they came in. Of a batch that is `crossing` no reading takes the
   * place of another one: it moves on to a free millisecond (beside.ts).
   * Throws StoreUnavailable or StoreMisconfigured when nothing can be written.
   */
  write(batches: readonly RecordBatch[]): Promise<{ setAside: readonly SetAside[] }>
  /** The time that this store has seen pass (platform/seen-time.ts), across restarts; null until it has seen any. */
  seenMs?(): number | null
  /** In order of the id; first and last time over frames, minutes, starts of bouts and events. */
  cushions(): Promise<readonly StoredCushion[]>
  /** In order of time, in chunks, so that a year can stream. */
  frames(range: Range): AsyncIterable<readonly StoredFrame[]>
  /** The same reduced to one mean per step (frame-steps.ts); a driver may lack it. */
  steps?(range: StepRange): Promise<readonly FrameStep[]>
  /** The most cells of any frame within the range, found without reading the frames; a driver may lack it. */
  cells?(range: Range): Promise<number>
  /**
   * For each stretch a text that stays the same as long as its minutes, bouts and events do, found without reading them
   * out: who has worked a stretch out once need not do it again. Stretches in order of time; a driver may lack it.
   */
  marks?(cushion: string, stretches: readonly Stretch[]): Promise<readonly string[]>
  minutes(range: Range): AsyncIterable<readonly MinuteSummary[]>
  /** Bouts that started within the range, in order of their start. */
  bouts(range: Range): Promise<readonly Bout[]>
  /**
   * Removes every reading, minute and event of the range, and every bout that started in it, for good: for a person who wants
   * their data gone. What is left by a failure on the way is removed by the next call.
   */
  erase(range: Range): Promise<void>
  /** In order of time; events of one millisecond in a fixed order of their own. */
  events(range: Range): AsyncIterable<readonly CushionEvent[]>
}
