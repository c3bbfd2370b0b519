/** Deletes old frames of the embedded store, by the rule of old-frames.ts. */
import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as letOthersRun } from 'node:timers/promises'
import { dayMs } from '../../core/time/calendar.ts'
import type { Clock } from '../../platform/clock.ts'
import { earliestMs, SeenTime } from '../../platform/seen-time.ts'
import { type Age, deletedOld, notDeleted, noteEveryMs, oldUntilMs, pruneEveryMs } from '../old-frames.ts'
import type { StoreLog } from '../store.ts'
import type { CushionRow, FactTables } from './fact-tables.ts'
import type { FrameTable } from './frame-table.ts'

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
      log.warn({ err: error }, notDeleted)
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
      log.info(
        { cushion: cushion.name, frames: old.frames },
        deletedOld({ ...old, name: cushion.name }, days),
      )
    }
  }

  /** Null when nothing is. */
  older(cushion: CushionRow, age: Age): OldFrames | null {
    const { frames } = this.#options
    const { id, simulated } = cushion
    const span = frames.span(id, simulated ? 0 : earliestMs)
    if (span === null) return null
    const fromMs = span.firstAtMs
    const toMs = oldUntilMs({ simulated, ...span }, age)
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

function statements(db: DatabaseSync) {
  return {
    read: db.prepare('SELECT seenMs, ranMs, prunedRanMs FROM retention'),
    keep: db.prepare('UPDATE retention SET seenMs = ?, ranMs = ?, prunedRanMs = ?'),
  }
}
