/**
 * What people enter: check-ins, answers about red flags, decisions about suggestions, and what is usual for them; entries
 * and the first setup are in `entries`, what a physio prescribes in `prescriptions`. Kept by cushion, on the disk once a call returns. The file is opened at the first use, and again after trouble.
 */

import type { DatabaseSync } from 'node:sqlite'
import { type RedFlag, redFlags } from '../../../core/model/diary/red-flags.ts'
import type { CheckIn, DiaryBaseline, PainOfDay } from '../../../core/progress/check-ins.ts'
import { type Clock, wallClock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import { isDamage, type KeptDatabase } from '../../../platform/sqlite/kept-database.ts'
import { CommentBook } from './comment-book.ts'
import { DiaryUnavailable, diaryError, openDiaryFile, replaceDiaryFile } from './diary-file.ts'
import {
  checkInOf,
  decisionOf,
  type KeptDecision,
  numberOrNull,
  type RedFlagAnswer,
  type Row,
  redFlagAnswerOf,
} from './diary-rows.ts'
import { EntryBook } from './entry-book.ts'
import { PrescriptionBook } from './prescription-book.ts'
import { VisaHBook } from './visa-h-book.ts'

export interface DiaryOptions {
  /** Path of `diary.db`. */
  readonly file: string
  readonly log: Log
  readonly clock?: Clock
}

const tables = [
  ...['checkIn', 'decision', 'redFlagAnswer', 'baseline', 'entry', 'setup'],
  ...['prescription', 'comment', 'commentRead', 'visaH'],
] as const

export class Diary {
  readonly #options: DiaryOptions
  readonly #clock: Clock
  #db: DatabaseSync | null = null
  /** How often; a version is that of one opening. */
  #opened = 0
  /** Kinds of corrupt rows that were reported already. */
  readonly #leftOut = new Set<string>()
  readonly entries = new EntryBook({
    guarded: (work) => this.#guarded(work),
    known: (read) => this.#known(read, 'entry'),
  })
  readonly prescriptions = new PrescriptionBook({
    guarded: (work) => this.#guarded(work),
    known: (read) => this.#known(read, 'prescription'),
  })
  readonly comments = new CommentBook({
    guarded: (work) => this.#guarded(work),
    known: (read) => this.#known(read, 'comment'),
  })
  readonly visaH = new VisaHBook({
    guarded: (work) => this.#guarded(work),
    known: (read) => this.#known(read, 'VISA-H total'),
  })

  constructor(options: DiaryOptions) {
    this.#options = options
    this.#clock = options.clock ?? wallClock
  }

  /** Idempotent; a later call opens the file again. */
  stop(): void {
    this.#db?.close()
    this.#db = null
  }

  /** Everything that was kept for one is kept for the other; what the other has already stays beside it. */
  rename(cushion: string, to: string): void {
    this.#guarded((db) => {
      for (const table of tables)
        db.prepare(`UPDATE OR IGNORE ${table} SET cushion = ? WHERE cushion = ?`).run(to, cushion)
    })
  }

  /** Removes everything that was kept for it, and overwrites it in the file. */
  forget(cushion: string): void {
    this.#guarded((db) => {
      db.exec('PRAGMA secure_delete = ON')
      for (const table of tables) db.prepare(`DELETE FROM ${table} WHERE cushion = ?`).run(cushion)
      db.exec('PRAGMA secure_delete = OFF; PRAGMA wal_checkpoint(TRUNCATE)')
    })
  }

  /** Stays the same until something is written in the file, by this program or another (SQLite: data_version, total_changes). */
  version(): string {
    return this.#guarded((db) => {
      const elsewhere = db.prepare('PRAGMA data_version').get()?.data_version
      const here = db.prepare('SELECT total_changes() AS n').get()?.n
      return `${this.#opened} ${elsewhere} ${here}`
    })
  }

  /** In order of time, `fromMs` inclusive, `toMs` not. */
  checkIns(cushion: string, { fromMs, toMs }: { fromMs: number; toMs: number }): readonly CheckIn[] {
    return this.#guarded((db) =>
      db
        .prepare('SELECT * FROM checkIn WHERE cushion = ? AND atMs >= ? AND atMs < ? ORDER BY atMs, id')
        .all(cushion, fromMs, toMs)
        .flatMap((row) => this.#known(checkInOf(row), 'check-in')),
    )
  }

  /** The highest morning pain of each day: what a long list of sitters needs, without reading every row in full. */
  morningPains(cushion: string): readonly PainOfDay[] {
    return this.#guarded((db) =>
      db
        .prepare(
          "SELECT day, MAX(pain) AS pain FROM checkIn WHERE cushion = ? AND occasion = 'morning' GROUP BY day ORDER BY day",
        )
        .all(cushion)
        .map(({ day, pain }) => ({ day: String(day), pain: Number(pain), when: 'morning' })),
    )
  }

  checkIn(cushion: string, id: string): CheckIn | null {
    return this.#guarded((db) => {
      const row = db.prepare('SELECT * FROM checkIn WHERE cushion = ? AND id = ?').get(cushion, id)
      return row === undefined ? null : checkInOf(row)
    })
  }

  /** Adds it, or replaces the one with the same id. */
  putCheckIn(cushion: string, checkIn: CheckIn): void {
    const { id, atMs, day, when, pain, side, place, note, source, answers = [] } = checkIn
    this.#guarded((db) =>
      db
        .prepare(
          'INSERT OR REPLACE INTO checkIn (cushion, id, atMs, day, occasion, pain, side, place, note, source, answers) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        )
        .run(cushion, id, atMs, day, when, pain, side, place, note, source, JSON.stringify(answers)),
    )
  }

  /** True when there was one. */
  deleteCheckIn(cushion: string, id: string): boolean {
    return this.#guarded(
      (db) => db.prepare('DELETE FROM checkIn WHERE cushion = ? AND id = ?').run(cushion, id).changes > 0,
    )
  }

  countOn(cushion: string, day: string): number {
    return this.#guarded((db) =>
      Number(
        db.prepare('SELECT count(*) AS n FROM checkIn WHERE cushion = ? AND day = ?').get(cushion, day)?.n ??
          0,
      ),
    )
  }

  /** Newest first. */
  decisions(cushion: string): readonly KeptDecision[] {
    return this.#guarded((db) =>
      db
        .prepare('SELECT * FROM decision WHERE cushion = ? ORDER BY decidedAtMs DESC')
        .all(cushion)
        .flatMap((row) => this.#known(decisionOf(row), 'decision')),
    )
  }

  /** False when this suggestion was decided before. */
  addDecision(cushion: string, made: KeptDecision): boolean {
    const changes = JSON.stringify(made.changes)
    const reasons = JSON.stringify(made.reasons)
    return this.#guarded(
      (db) =>
        db
          .prepare(
            'INSERT OR IGNORE INTO decision (cushion, proposalId, kind, decision, day, decidedAtMs, decidedBy, changes, reasons, before) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
          )
          .run(
            cushion,
            made.proposalId,
            made.kind,
            made.decision,
            made.day,
            made.decidedAtMs,
            made.decidedBy,
            changes,
            reasons,
            made.before === null ? null : JSON.stringify(made.before),
          ).changes > 0,
    )
  }

  /** From now on it counts as declined, so that the same step is not suggested again at once. */
  undoDecision(cushion: string, { proposalId, atMs }: { proposalId: string; atMs: number }): void {
    this.#guarded((db) =>
      db
        .prepare(
          "UPDATE decision SET decision = 'declined', undoneAtMs = ? WHERE cushion = ? AND proposalId = ?",
        )
        .run(atMs, cushion, proposalId),
    )
  }

  /** Takes back a decision that could not be carried out. */
  removeDecision(cushion: string, proposalId: string): void {
    this.#guarded((db) =>
      db.prepare('DELETE FROM decision WHERE cushion = ? AND proposalId = ?').run(cushion, proposalId),
    )
  }

  /** Newest first. */
  redFlagAnswers(cushion: string): readonly RedFlagAnswer[] {
    return this.#guarded((db) =>
      db
        .prepare('SELECT * FROM redFlagAnswer WHERE cushion = ? ORDER BY answeredAtMs DESC, id DESC')
        .all(cushion)
        .map(redFlagAnswerOf),
    )
  }

  /** Every flag that was noticed and not cleared by a person since; a later "nothing new" clears none of them. */
  openRedFlags(cushion: string): readonly RedFlag[] {
    const open = this.redFlagAnswers(cushion).filter(({ clearedAtMs }) => clearedAtMs === null)
    return redFlags.filter((flag) => open.some(({ flags }) => flags.includes(flag)))
  }

  addRedFlagAnswer(cushion: string, answer: { flags: readonly RedFlag[]; atMs: number }): void {
    this.#guarded((db) =>
      db
        .prepare('INSERT INTO redFlagAnswer (cushion, answeredAtMs, flags) VALUES (?, ?, ?)')
        .run(cushion, answer.atMs, JSON.stringify(answer.flags)),
    )
  }

  clearRedFlags(cushion: string, cleared: { atMs: number; by: string | null }): void {
    this.#guarded((db) =>
      db
        .prepare(
          'UPDATE redFlagAnswer SET clearedAtMs = ?, clearedBy = ? WHERE cushion = ? AND clearedAtMs IS NULL',
        )
        .run(cleared.atMs, cleared.by, cushion),
    )
  }

  /** What a person has set; nulls where nothing was. */
  baseline(cushion: string): DiaryBaseline {
    return this.#guarded((db) => {
      const row: Row = db.prepare('SELECT * FROM baseline WHERE cushion = ?').get(cushion) ?? {}
      return {
        morningPain: numberOrNull(row, 'morningPain'),
        comfortableBoutMin: numberOrNull(row, 'comfortableBoutMin'),
      }
    })
  }

  putBaseline(cushion: string, { morningPain, comfortableBoutMin }: DiaryBaseline): void {
    this.#guarded((db) =>
      db
        .prepare(
          'INSERT OR REPLACE INTO baseline (cushion, morningPain, comfortableBoutMin) VALUES (?, ?, ?)',
        )
        .run(cushion, morningPain, comfortableBoutMin),
    )
  }

  /** @throws DiaryUnavailable */
  #guarded<T>(work: (db: DatabaseSync) => T): T {
    const { file, log } = this.#options
    try {
      return this.#attempt(work)
    } catch (error) {
      const reported = error instanceof DiaryUnavailable ? error : diaryError(error)
      if (!(reported instanceof DiaryUnavailable)) throw error
      const { cause } = reported
      log.warn({ file, reason: cause instanceof Error ? cause.message : String(cause) }, reported.message)
      throw reported
    }
  }

  /** Corruption that shows now: the file is set aside, what can be read of it goes into a new one, and the work is done there. */
  #attempt<T>(work: (db: DatabaseSync) => T): T {
    try {
      return work(this.#open())
    } catch (error) {
      this.stop()
      if (!isDamage(error)) throw error
    }
    const { file } = this.#options
    return work(this.#take(replaceDiaryFile(file, this.#clock.nowMs())))
  }

  #open(): DatabaseSync {
    return this.#db ?? this.#take(openDiaryFile(this.#options.file, this.#clock.nowMs()))
  }

  #take({ db, setAside }: KeptDatabase<DatabaseSync>): DatabaseSync {
    const { file, log } = this.#options
    if (setAside !== null) log.warn({ file }, setAside)
    this.#db = db
    this.#opened += 1
    return db
  }

  /** A row as a list: empty, and said once, for one that makes no sense. It stays in the file. */
  #known<T>(read: T | null, what: string): T[] {
    if (read !== null) return [read]
    const { file, log } = this.#options
    if (!this.#leftOut.has(what))
      log.warn(
        { file },
        `At least one ${what} in the diary is corrupt or comes from a newer Sitbone. It is left out and stays in the file; everything else is shown.`,
      )
    this.#leftOut.add(what)
    return []
  }
}
