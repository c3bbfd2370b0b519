/**
 * The store in PostgreSQL 13 or newer: raw frames in the packed minutes of the embedded store, the rest as rows. A write is one
 * transaction that locks its cushions, so any number of recorders may write the same. Reading goes in pages, each one statement:
 * memory stays bounded, and nothing is held open in the database between them.
 */
import type { RecordBatch } from '../../contract/record.ts'
import { dayMs } from '../../core/time/calendar.ts'
import { type Clock, wallClock } from '../../platform/clock.ts'
import { latestMs } from '../../platform/seen-time.ts'
import { minuteMs, minuteOf, pickFrames } from '../frames/frame-runs.ts'
import { storedFrames } from '../frames/stored-frames.ts'
import { usualRetentionDays } from '../old-frames.ts'
import type { Range, SetAside, Store, Stretch } from '../store.ts'
import { BatchWrites } from './batch-writes.ts'
import { cushionId, lockCushions, readCushions } from './cushion-rows.ts'
import { type EventPlace, eraseFacts, readBouts, readEvents, readMinutes } from './fact-rows.ts'
import { dropMinutes, readCells, readMinutesOfFrames, replaceMinute } from './frame-rows.ts'
import { readMarks } from './marks.ts'
import { type LinkOptions, PostgresLink, type Run } from './postgres-link.ts'
import { PostgresRetention } from './postgres-retention.ts'

export interface PostgresStoreOptions extends LinkOptions {
  /** Raw frames older than this are deleted, see old-frames.ts; null keeps them for ever. */
  readonly rawRetentionDays?: number | null
  readonly clock?: Clock
}

/** Erased in one transaction: then others may write this cushion again. */
const eraseSliceMs = 30 * dayMs
const mostNotices = 100

export const createPostgresStore = (options: PostgresStoreOptions): PostgresStore =>
  new PostgresStore(options)

export class PostgresStore implements Store {
  readonly name = 'postgres'
  readonly #options: PostgresStoreOptions
  readonly #link: PostgresLink
  readonly #retention: PostgresRetention
  readonly #writes: BatchWrites
  /** Minutes whose damage was reported already. */
  readonly #damaged = new Set<string>()
  #lastWrite: Promise<unknown> = Promise.resolve()

  constructor(options: PostgresStoreOptions) {
    const { rawRetentionDays: days = usualRetentionDays, clock = wallClock, log } = options
    this.#options = options
    this.#link = new PostgresLink(options)
    this.#retention = new PostgresRetention({ link: this.#link, clock, days, log })
    this.#writes = new BatchWrites({
      link: this.#link,
      onDamaged: this.#onDamaged,
      beforeCommit: (run) => this.#retention.note(run),
    })
  }

  async start(): Promise<void> {
    await this.#link.start()
  }

  async stop(): Promise<void> {
    await this.#lastWrite.catch(() => {})
    await this.#retention.stop()
    await this.#link.stop()
    this.#writes.forget()
  }

  async write(batches: readonly RecordBatch[]): Promise<{ setAside: readonly SetAside[] }> {
    const write = this.#writes.write(batches)
    this.#lastWrite = write
    try {
      return await write
    } catch (error) {
      // The database may have changed meanwhile (restored, another one): look again next time.
      this.#writes.forget()
      throw error
    } finally {
      this.#retention.pruneHourly()
    }
  }

  seenMs(): number | null {
    return this.#retention.seenMs
  }

  async cushions() {
    return await readCushions(this.#link.query)
  }

  async *frames(range: Range) {
    const cushion = await this.#idOf(range)
    if (cushion === null) return
    const toMinute = lastMinute(range)
    for (let fromMinute = firstMinute(range); fromMinute < toMinute; ) {
      const place = { cushion, fromMinute, toMinute }
      const page = await readMinutesOfFrames(this.#link.query, place, this.#onDamaged)
      for (const { minute, runs } of page) {
        fromMinute = minute + 1
        const frames = storedFrames(runs, range)
        if (frames.length > 0) yield frames
      }
      if (page.length === 0) return
    }
  }

  async cells(range: Range) {
    const cushion = await this.#idOf(range)
    const place = { fromMinute: firstMinute(range), toMinute: lastMinute(range) }
    return cushion === null ? 0 : await readCells(this.#link.query, { cushion, ...place })
  }

  async marks(cushion: string, stretches: readonly Stretch[]) {
    const id = await cushionId(this.#link.query, cushion)
    return id === null ? stretches.map(() => '') : await readMarks(this.#link.query, id, stretches)
  }

  async *minutes(range: Range) {
    const cushion = await this.#idOf(range)
    if (cushion === null) return
    for (let { fromMs } = range; ; ) {
      const minutes = await readMinutes(this.#link.query, cushion, { fromMs, toMs: range.toMs })
      const last = minutes.at(-1)
      if (last === undefined) return
      yield minutes
      fromMs = last.atMs + 1
    }
  }

  async bouts(range: Range) {
    const cushion = await this.#idOf(range)
    return cushion === null ? [] : await readBouts(this.#link.query, cushion, range)
  }

  async *events(range: Range) {
    const cushion = await this.#idOf(range)
    if (cushion === null) return
    for (let after: EventPlace = { atMs: range.fromMs, slot: -1, key: '' }; ; ) {
      const { events, next } = await readEvents(this.#link.query, cushion, { after, toMs: range.toMs })
      if (next === null) return
      yield events
      after = next
    }
  }

  async erase(range: Range): Promise<void> {
    const [known] = (await readCushions(this.#link.query)).filter(({ cushion }) => cushion === range.cushion)
    if (known === undefined || known.firstAtMs === null || known.lastAtMs === null) return
    const toMs = Math.min(range.toMs, known.lastAtMs + 1)
    for (let fromMs = Math.max(range.fromMs, known.firstAtMs); fromMs < toMs; fromMs += eraseSliceMs)
      await this.#link.transaction((run) =>
        this.#eraseSlice(run, { ...range, fromMs, toMs: Math.min(toMs, fromMs + eraseSliceMs) }),
      )
  }

  async #eraseSlice(run: Run, range: Range): Promise<void> {
    const cushion = (await lockCushions(run, [range.cushion])).get(range.cushion)?.id
    if (cushion === undefined) return
    await eraseFacts(run, cushion, range)
    const [first, last] = [minuteOf(range.fromMs), minuteOf(range.toMs - 1)]
    // What stays of the minutes at both ends.
    for (const minute of new Set([first, last])) {
      const place = { cushion, fromMinute: minute, toMinute: minute + 1 }
      const [found] = await readMinutesOfFrames(run, place, this.#onDamaged)
      const isOut = (atMs: number) => atMs >= range.fromMs && atMs < range.toMs
      const runs = (found?.runs ?? []).flatMap((one) => pickFrames(one, (atMs) => !isOut(atMs)) ?? [])
      await replaceMinute(run, { cushion, minute, runs })
    }
    await dropMinutes(run, [cushion, first + 1, last])
  }

  async #idOf({ cushion }: Range): Promise<number | null> {
    return await cushionId(this.#link.query, cushion)
  }

  readonly #onDamaged = (cushion: number, minute: number): void => {
    const key = `${cushion}/${minute}`
    if (this.#damaged.has(key) || this.#damaged.size >= mostNotices) return
    this.#damaged.add(key)
    this.#options.log.warn(
      { cushion, minute },
      `The frames of the minute from ${new Date(minute * minuteMs).toISOString()} in the PostgreSQL database ${this.#options.database} are damaged and are left out. ` +
        'Minute summaries, bouts and events are not affected. Check the disk of the database.',
    )
  }
}

const firstMinute = ({ fromMs }: Stretch): number => minuteOf(Math.max(0, fromMs))
const lastMinute = ({ toMs }: Stretch): number => Math.ceil(Math.min(toMs, latestMs) / minuteMs)
