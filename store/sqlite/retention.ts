/**
 * How long raw frames are kept. A single timestamp or look at the clock never deletes anything: a frame must be older than the
 * retention by its cushion's newest frame, by the wall clock, and by the time that the store itself has seen pass (seen-time.ts,
 * kept in the file). Deletion is slow, at most one day of a cushion per hour of running, so that a person can notice; the log
 * reports it. Frames of a clock that was never set (before `earliestMs`) stay until a person asks for it (`sitbone retention`).
 *
 * Simulated cushions have their own, often fast clock. Only that counts, and deletion is immediate.
 */

import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as letOthersRun } from 'node:timers/promises'
import { dayMs } from '../../core/time/calendar.ts'
import type { Clock } from '../../platform/clock.ts'
import { earliestMs, SeenTime } from '../../platform/seen-time.ts'
import { minuteMs } from '../frames/frame-runs.ts'
import type { StoreLog } from '../store.ts'
import type { CushionRow, FactTables } from './fact-tables.ts'
import type { FrameTable } from './frame-table.ts'

const pruneEveryMs = 3_600_000
const noteEveryMs = 60_000
/** Minutes deleted in one go. */
const pruneSlice = 500

export interface RetentionOptions {
  readonly db: DatabaseSync
  readonly facts: FactTables
  readonly frames: FrameTable
  readonly clock: Clock
  /** Null: raw frames are never deleted. */
  readonly days: number | null
  readonly log: StoreLog
}

/** Frames of one cushion that are older than the retention. */
export interface OldFrames {
  readonly cushion: CushionRow
  /** Whole minutes: from the first that holds frames, before `toMs`. */
  readonly fromMs: number
  readonly toMs: number
  readonly lastAtMs: number
  readonly frames: number
}

export class Retention {
  readonly #options: RetentionOptions
  readonly #sql: ReturnType<typeof statements>
  readonly #seen: SeenTime
  #ranMs: number
  #prunedRanMs: number
  #notedRanMs = Number.NEGATIVE_INFINITY
  #running: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(options: RetentionOptions) {
    this.#options = options
    this.#sql = statements(options.db)
    const row = this.#sql.read.get()
    this.#seen = new SeenTime(options.clock, typeof row?.seenMs === 'number' ? row.seenMs : null)
    this.#ranMs = Number(row?.ranMs ?? 0)
    this.#prunedRanMs = Number(row?.prunedRanMs ?? 0)
  }

  get seenMs(): number | null {
    return this.#seen.ms
  }

  /** Within the transaction of each write. */
  note(): void {
    // The first look at the clock makes nothing old, however far ahead it is: time starts at the first frame.
    this.#ranMs += this.#seen.follow(this.#seen.ms === null ? this.#firstMs() : null)
    if (this.#ranMs - this.#notedRanMs >= noteEveryMs) this.#keep()
  }

  /** After a write: deletes what is due, in slices, so that other work can continue. */
  pruneHourly(): void {
    const { days, log } = this.#options
    if (days === null || this.#ranMs - this.#prunedRanMs < pruneEveryMs) return
    this.#prunedRanMs = this.#ranMs
    this.#running = this.#prune(days).catch((error: unknown) => {
      log.warn({ err: error }, 'Old readings could not be deleted. Sitbone tries again in an hour.')
    })
  }

  /** Waits for a running deletion, which ends after its slice. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
  }

  #keep(): void {
    this.#notedRanMs = this.#ranMs
    this.#sql.keep.run(this.#seen.ms, this.#ranMs, this.#prunedRanMs)
  }

  async #prune(days: number): Promise<void> {
    const { facts, log, clock } = this.#options
    this.#keep()
    for (const cushion of facts.cushions()) {
      await letOthersRun()
      if (this.#stopped) return
      const nowMs = Math.min(clock.nowMs(), this.#seen.ms ?? 0)
      const old = this.older(cushion, { days, nowMs, mostMs: dayMs })
      if (old === null || !(await this.delete(old))) continue
      const words = `${describeOld(old, days)} They were deleted; minutes, bouts and events are kept.`
      log.info({ cushion: cushion.name, frames: old.frames }, words)
    }
  }

  /** What is older than `days` before the newest frame and before `nowMs`; of it the first `mostMs`. Null when nothing is. */
  older(
    cushion: CushionRow,
    { days, nowMs, mostMs }: { days: number; nowMs: number; mostMs: number },
  ): OldFrames | null {
    const { frames } = this.#options
    const { id, simulated } = cushion
    const span = frames.span(id, simulated ? 0 : earliestMs)
    if (span === null) return null
    const fromMs = span.firstAtMs
    const endMs = span.lastAtMs - days * dayMs
    const mostToMs = simulated ? endMs : Math.min(endMs, nowMs - days * dayMs, fromMs + mostMs)
    const toMs = Math.floor(mostToMs / minuteMs) * minuteMs
    const lastAtMs = frames.span(id, fromMs, toMs)?.lastAtMs
    if (lastAtMs === undefined) return null
    return { cushion, fromMs, toMs, lastAtMs, frames: frames.count(id, fromMs, toMs) }
  }

  /** False when the store was stopped before it was done. */
  async delete({ cushion, ...stretch }: OldFrames): Promise<boolean> {
    for (;;) {
      if (this.#stopped) return false
      if (this.#options.frames.prune(cushion.id, stretch, pruneSlice) < pruneSlice) return true
      await letOthersRun()
    }
  }

  /** The first frame of a real cushion with a clock that was set; null when there is none. */
  #firstMs(): number | null {
    const { facts, frames } = this.#options
    const firsts = facts
      .cushions()
      .flatMap(({ id, simulated }) => (simulated ? [] : (frames.span(id, earliestMs)?.firstAtMs ?? [])))
    return firsts.length === 0 ? null : Math.min(...firsts)
  }
}

const iso = (ms: number) => new Date(ms).toISOString()

export const describeOld = ({ cushion, fromMs, lastAtMs, frames }: OldFrames, days: number): string =>
  `${cushion.name}: ${frames} raw readings, from ${iso(fromMs)} to ${iso(lastAtMs)}, are older than ${days} days.`

function statements(db: DatabaseSync) {
  return {
    read: db.prepare('SELECT seenMs, ranMs, prunedRanMs FROM retention'),
    keep: db.prepare('UPDATE retention SET seenMs = ?, ranMs = ?, prunedRanMs = ?'),
  }
}
