/**
 * Deletes old frames of the store in PostgreSQL, by the rule of old-frames.ts. The time that the store has seen pass lies in the
 * database, in one row for all recorders: none makes it run faster, and only one of them deletes in an hour.
 */
import { dayMs } from '../../core/time/calendar.ts'
import type { Clock } from '../../platform/clock.ts'
import { earliestMs, SeenTime } from '../../platform/seen-time.ts'
import { minuteOf } from '../frames/frame-runs.ts'
import { deletedOld, notDeleted, noteEveryMs, oldUntilMs, pruneEveryMs } from '../old-frames.ts'
import type { StoreLog } from '../store.ts'
import { type FrameSpan, lockCushions, readFrameSpans } from './cushion-rows.ts'
import { dropMinutes } from './frame-rows.ts'
import type { PostgresLink, Run } from './postgres-link.ts'

export interface PostgresRetentionOptions {
  readonly link: PostgresLink
  readonly clock: Clock
  /** Null: raw frames are never deleted. */
  readonly days: number | null
  readonly log: StoreLog
}

interface OldFrames {
  readonly name: string
  readonly fromMs: number
  readonly lastAtMs: number
  readonly frames: number
}

export class PostgresRetention {
  readonly #options: PostgresRetentionOptions
  #seen: SeenTime | null = null
  #ranMs = 0
  #notedRanMs = Number.NEGATIVE_INFINITY
  #prunedRanMs = 0
  #running: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(options: PostgresRetentionOptions) {
    this.#options = options
  }

  get seenMs(): number | null {
    return this.#seen?.ms ?? null
  }

  /** Within the transaction of each write. */
  async note(run: Run): Promise<void> {
    this.#seen ??= await this.#kept(run)
    const isDue = this.#ranMs - this.#notedRanMs >= noteEveryMs
    // The first look at the clock makes nothing old, however far ahead it is: time starts at the first frame.
    this.#ranMs += this.#seen.follow(isDue && this.#seen.ms === null ? await firstMs(run) : null)
    if (!isDue) return
    this.#notedRanMs = this.#ranMs
    const { ms } = this.#seen
    await run(sql.keep, [ms === null ? null : Math.round(ms), Math.round(this.#ranMs)])
  }

  /** After a write: deletes what is due while other work goes on. */
  pruneHourly(): void {
    const { days, log } = this.#options
    if (days === null || this.#stopped || this.#ranMs - this.#prunedRanMs < pruneEveryMs) return
    this.#prunedRanMs = this.#ranMs
    this.#running = this.#prune(days).catch((error: unknown) => log.warn({ err: error }, notDeleted))
  }

  /** Waits for a running deletion, which ends after its cushion. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
  }

  async #kept(run: Run): Promise<SeenTime> {
    this.#stopped = false
    const [row] = await run<{ seenMs: number | null; ranMs: number; prunedRanMs: number }>(sql.read)
    this.#ranMs = row?.ranMs ?? 0
    this.#prunedRanMs = row?.prunedRanMs ?? 0
    return new SeenTime(this.#options.clock, row?.seenMs ?? null)
  }

  async #prune(days: number): Promise<void> {
    const { link, log, clock } = this.#options
    const mine = await link.query(sql.claim, [Math.round(this.#ranMs), pruneEveryMs])
    if (mine.length === 0) return
    const nowMs = Math.min(clock.nowMs(), this.seenMs ?? 0)
    for (const span of await readFrameSpans(link.query, minuteOf(earliestMs))) {
      if (this.#stopped) return
      const toMs = oldUntilMs(span, { days, nowMs, mostMs: dayMs })
      const old = toMs > span.firstAtMs ? await this.#delete(span, toMs) : null
      if (old !== null) log.info({ cushion: old.name, frames: old.frames }, deletedOld(old, days))
    }
  }

  async #delete({ id, name, firstAtMs }: FrameSpan, toMs: number): Promise<OldFrames | null> {
    const place = [id, minuteOf(firstAtMs), minuteOf(toMs)]
    return await this.#options.link.transaction(async (run) => {
      await lockCushions(run, [name])
      const [found] = await run<{ frames: number | null; lastAtMs: number | null }>(sql.count, place)
      if (!found?.frames || found.lastAtMs === null) return null
      await dropMinutes(run, place)
      return { name, fromMs: firstAtMs, lastAtMs: found.lastAtMs, frames: found.frames }
    })
  }
}

/** The first frame of a real cushion with a clock that was set; null when there is none. */
async function firstMs(run: Run): Promise<number | null> {
  const spans = await readFrameSpans(run, minuteOf(earliestMs))
  const firsts = spans.flatMap(({ simulated, firstAtMs }) => (simulated ? [] : firstAtMs))
  return firsts.length === 0 ? null : Math.min(...firsts)
}

const framesOf = (table: string) =>
  `SELECT frames, "lastAtMs" FROM ${table} WHERE cushion = $1 AND minute >= $2 AND minute < $3`

const sql = {
  read: 'SELECT "seenMs", "ranMs", "prunedRanMs" FROM seat_retention',
  keep: 'UPDATE seat_retention SET "seenMs" = $1, "ranMs" = greatest("ranMs", $2)',
  claim: 'UPDATE seat_retention SET "prunedRanMs" = $1 WHERE $1 - "prunedRanMs" >= $2 RETURNING id',
  count: `SELECT sum(frames)::int8 AS frames, max("lastAtMs") AS "lastAtMs"
    FROM (${framesOf('seat_chunk')} UNION ALL ${framesOf('seat_tail')}) AS old`,
}
