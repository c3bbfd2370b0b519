/**
 * The embedded store: one SQLite file in a folder, nothing to install.
 *
 * SQLite calls are synchronous, so everything long goes in slices of a few milliseconds with the event loop let go in
 * between: reading a range, and deleting old frames (retention.ts). A write is one transaction.
 */

import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as letOthersRun } from 'node:timers/promises'
import type { FrameColumns, RecordBatch } from '../../contract/record.ts'
import { dayMs } from '../../core/time/calendar.ts'
import { type Clock, wallClock } from '../../platform/clock.ts'
import { isDamage, type KeptDatabase } from '../../platform/sqlite/kept-database.ts'
import { beside, stretchOf } from '../beside.ts'
import { mixedReason, reasonToSetAside } from '../check-batch.ts'
import { minuteMs, minuteOf } from '../frames/frame-runs.ts'
import { storedFrames } from '../frames/stored-frames.ts'
import { usualRetentionDays } from '../old-frames.ts'
import {
  type Range,
  type SetAside,
  type Store,
  type StoreLog,
  StoreUnavailable,
  type Stretch,
} from '../store.ts'
import type { CushionRow, EventPlace } from './fact-tables.ts'
import type { FrameTable } from './frame-table.ts'
import { framesWithin } from './frames-within.ts'
import { fileName, openFile, replaceFile, type StoreFileOptions } from './open-file.ts'
import { type Opened, tablesOf } from './opened.ts'
import { storeError } from './sqlite-errors.ts'

/** Minutes looked at in one go. */
const cellsSlice = 2000
/** Stretches (mostly days) counted in one go. */
const marksSlice = 30
const mostNotices = 100

export interface SqliteStoreOptions {
  readonly folder: string
  readonly log: StoreLog
  /** Raw frames older than this are deleted, see old-frames.ts; null keeps them for ever. */
  readonly rawRetentionDays?: number | null
  readonly clock?: Clock
}

export function createSqliteStore(options: SqliteStoreOptions): SqliteStore {
  return new SqliteStore(options)
}

export class SqliteStore implements Store {
  readonly name = 'sqlite'
  /** Sentences about what the store did on its own and a person should know (a damaged file set aside). */
  readonly notices: string[] = []
  readonly #options: SqliteStoreOptions
  readonly #clock: Clock
  readonly #file: string
  #opened: Opened | null = null
  /** Minutes whose damage was reported already. */
  readonly #damaged = new Set<number>()
  #stopped = true

  constructor(options: SqliteStoreOptions) {
    this.#options = options
    this.#clock = options.clock ?? wallClock
    this.#file = join(options.folder, fileName)
  }

  async start(): Promise<void> {
    this.#stopped = false
    this.#open()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    const opened = this.#opened
    await opened?.retention.stop()
    if (this.#opened === opened) this.#close()
  }

  async write(batches: readonly RecordBatch[]): Promise<{ setAside: readonly SetAside[] }> {
    const setAside = this.#guarded(() => this.#writeAll(batches))
    this.#opened?.retention.pruneHourly()
    return { setAside }
  }

  seenMs(): number | null {
    return this.#opened?.retention.seenMs ?? null
  }

  async cushions() {
    return this.#guarded(() => {
      const { facts, frames } = this.#open()
      return facts.cushions().map(({ id, name, simulated }) => {
        const spans = [facts.span(id), frames.span(id)].filter((span) => span !== null)
        const firstAtMs = spans.length === 0 ? null : Math.min(...spans.map((span) => span.firstAtMs))
        const lastAtMs = spans.length === 0 ? null : Math.max(...spans.map((span) => span.lastAtMs))
        return { cushion: name, simulated, firstAtMs, lastAtMs }
      })
    })
  }

  async *frames(range: Range) {
    let fromMs = range.fromMs
    while (fromMs < range.toMs) {
      const found = this.#read(range, ({ frames }, { id }) => {
        const next = frames.minuteFrom(id, fromMs, range.toMs)
        return next && { minute: next.minute, frames: storedFrames(next.runs, range) }
      })
      if (found === null) return
      fromMs = (found.minute + 1) * minuteMs
      if (found.frames.length > 0) yield found.frames
      await letOthersRun()
    }
  }

  async cells(range: Range) {
    const span = this.#read(range, ({ frames }, { id }) => frames.span(id))
    if (span === null) return 0
    const end = Math.ceil(Math.min(range.toMs, span.lastAtMs + 1) / minuteMs)
    let minute = minuteOf(Math.max(range.fromMs, span.firstAtMs))
    let most = 0
    for (; minute < end; minute += cellsSlice) {
      const to = Math.min(end, minute + cellsSlice)
      most = Math.max(most, this.#read(range, ({ frames }, { id }) => frames.cells(id, minute, to)) ?? 0)
      await letOthersRun()
    }
    return most
  }

  async marks(cushion: string, stretches: readonly Stretch[]) {
    const marks: string[] = []
    for (const [i, { fromMs, toMs }] of stretches.entries()) {
      if (i % marksSlice === marksSlice - 1) await letOthersRun()
      const range = { cushion, fromMs, toMs }
      marks.push(this.#read(range, ({ facts }, { id }) => facts.mark(id, fromMs, toMs)) ?? '')
    }
    return marks
  }

  async *minutes(range: Range) {
    let fromMs = range.fromMs
    for (;;) {
      const minutes = this.#read(range, ({ facts }, { id }) => facts.minutes(id, fromMs, range.toMs))
      const last = minutes?.at(-1)
      if (minutes === null || last === undefined) return
      yield minutes
      fromMs = last.atMs + 1
      await letOthersRun()
    }
  }

  async bouts(range: Range) {
    return this.#read(range, ({ facts }, { id }) => facts.bouts(id, range.fromMs, range.toMs)) ?? []
  }

  async *events(range: Range) {
    let after: EventPlace = { atMs: range.fromMs, slot: -1, key: '' }
    for (;;) {
      const page = this.#read(range, ({ facts }, { id }) => facts.events(id, after, range.toMs))
      if (page === null || page.next === null) return
      yield page.events
      after = page.next
      await letOthersRun()
    }
  }

  async erase(range: Range): Promise<void> {
    const span = this.#read(range, ({ facts, frames }, { id }) => {
      const spans = [facts.span(id), frames.span(id)].filter((one) => one !== null)
      return {
        first: Math.min(...spans.map((one) => one.firstAtMs)),
        last: Math.max(...spans.map((one) => one.lastAtMs)),
      }
    })
    if (span === null) return
    const toMs = Math.min(range.toMs, span.last + 1)
    for (let fromMs = Math.max(range.fromMs, span.first); fromMs < toMs; fromMs += dayMs) {
      this.#read(range, (opened, { id }) =>
        this.#eraseSlice(opened, id, { fromMs, toMs: Math.min(toMs, fromMs + dayMs) }),
      )
      await letOthersRun()
    }
    // What was erased is not left in the file beside, either.
    this.#guarded(() => this.#open().db.exec('PRAGMA wal_checkpoint(TRUNCATE)'))
  }

  #eraseSlice({ db, facts, frames }: Opened, cushion: number, { fromMs, toMs }: Stretch): void {
    // Overwritten with zeros instead of only marked as free.
    db.exec('PRAGMA secure_delete = ON; BEGIN IMMEDIATE')
    try {
      facts.takeOut(cushion, { fromMs, toMs }, '')
      frames.erase(cushion, fromMs, toMs)
      db.exec('COMMIT; PRAGMA secure_delete = OFF')
    } catch (error) {
      // As in a write: what is kept in memory may be ahead of the file.
      this.#close()
      throw error
    }
  }

  /** Null when the cushion is not known. */
  #read<T>(range: Range, read: (opened: Opened, cushion: CushionRow) => T): T | null {
    return this.#guarded(() => {
      const opened = this.#open()
      const cushion = opened.facts.cushion(range.cushion)
      return cushion === null ? null : read(opened, cushion)
    })
  }

  /** Damage that shows now: the file is set aside, what can be read of it goes into a new one, and the work is done there. */
  #guarded<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (!isDamage(error) || this.#stopped) throw storeError(error, this.#file)
    }
    this.#close()
    this.#take(replaceFile(this.#openOptions()))
    try {
      return work()
    } catch (error) {
      throw storeError(error, this.#file)
    }
  }

  #writeAll(batches: readonly RecordBatch[]): SetAside[] {
    const opened = this.#open()
    const setAside: SetAside[] = []
    opened.db.exec('BEGIN IMMEDIATE')
    try {
      const frames = new Map<number, FrameColumns[]>()
      for (const batch of batches) {
        if (batch.crossing) writeFrames(opened.frames, frames)
        const reason = reasonToSetAside(batch) ?? writeFacts(opened, batch, frames)
        if (reason !== null) setAside.push({ batch, reason })
      }
      writeFrames(opened.frames, frames)
      opened.retention.note()
      opened.db.exec('COMMIT')
      return setAside
    } catch (error) {
      // What is kept in memory about growing minutes may be ahead of the file now: read it anew.
      this.#close()
      throw error
    }
  }

  #close(): void {
    const opened = this.#opened
    this.#opened = null
    // A deletion under way ends before its next slice.
    void opened?.retention.stop()
    opened?.db.close()
  }

  #open(): Opened {
    if (this.#opened !== null) return this.#opened
    if (this.#stopped) throw new StoreUnavailable(`The store ${this.#file} is stopped.`)
    return this.#take(openFile(this.#openOptions()))
  }

  #take({ used, setAside }: KeptDatabase<Opened>): Opened {
    this.#opened = used
    if (setAside !== null) this.#say(setAside)
    return used
  }

  #openOptions(): StoreFileOptions<Opened> {
    const { folder, rawRetentionDays: days = usualRetentionDays, log } = this.#options
    const clock = this.#clock
    const use = (db: DatabaseSync) =>
      tablesOf(db, {
        clock,
        days,
        log,
        onDamaged: (minute) => this.#damagedMinute(minute),
        onBadRow: (sentence) => this.#say(sentence),
      })
    return { folder, nowMs: clock.nowMs(), use }
  }

  #damagedMinute(minute: number): void {
    if (this.#damaged.has(minute) || this.#damaged.size >= mostNotices) return
    this.#damaged.add(minute)
    this.#say(
      `The frames of the minute from ${new Date(minute * minuteMs).toISOString()} in ${this.#file} are damaged and are left out. ` +
        'Minute summaries, bouts and events are not affected. Check the disk.',
    )
  }

  #say(sentence: string): void {
    if (this.notices.includes(sentence)) return
    if (this.notices.length < mostNotices) this.notices.push(sentence)
    this.#options.log.warn({ file: this.#file }, sentence)
  }
}

function writeFrames(table: FrameTable, waiting: Map<number, FrameColumns[]>): void {
  for (const [cushion, pieces] of waiting) table.write(cushion, pieces)
  waiting.clear()
}

/** Writes all but the frames, which it adds to `waiting`; gives the reason when the batch cannot be kept. */
function writeFacts(
  { facts, frames }: Opened,
  batch: RecordBatch,
  waiting: Map<number, FrameColumns[]>,
): string | null {
  const cushion = facts.cushion(batch.cushion) ?? facts.addCushion(batch.cushion, batch.simulated)
  if (cushion.simulated !== batch.simulated) return mixedReason(batch)
  for (const minute of batch.minutes) facts.putMinute(cushion.id, minute)
  for (const bout of batch.bouts) facts.putBout(cushion.id, bout)
  facts.putEvents(cushion.id, batch.events)
  if (batch.frames !== null && batch.frames.atMs.length > 0) {
    const columns = batch.crossing
      ? beside(framesWithin(frames, cushion.id, stretchOf(batch.frames)), batch.frames)
      : batch.frames
    const pieces = waiting.get(cushion.id)
    if (pieces === undefined) waiting.set(cushion.id, [columns])
    else pieces.push(columns)
  }
  return null
}
