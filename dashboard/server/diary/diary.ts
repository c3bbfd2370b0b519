/**
 * What people tell Sitbone: check-ins, answers about red flags, decisions about suggestions, and what is usual for
 * them. Kept by cushion, on the disk once a call returns. The file is opened at the first use and again after trouble.
 */

import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { z } from 'zod'
import { occasions } from '../../../core/model/check-ins.ts'
import { type RedFlag, redFlags } from '../../../core/model/red-flags.ts'
import { limitFields } from '../../../core/model/tolerance-fields.ts'
import type { CheckIn, DiaryBaseline } from '../../../core/progress/check-ins.ts'
import type { LimitChange } from '../../../core/progress/limit-steps.ts'
import { type Decision, stepKinds } from '../../../core/progress/suggestions.ts'
import { type Clock, wallClock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import { DiaryUnavailable, diaryError, isCorrupt, openDiaryFile, setAsideFile } from './diary-file.ts'

export interface DiaryOptions {
  /** Path of `diary.db`. */
  readonly file: string
  readonly log: Log
  readonly clock?: Clock
}

export interface KeptDecision extends Decision {
  readonly proposalId: string
  readonly decidedAtMs: number
  readonly decidedBy: string | null
  readonly changes: readonly LimitChange[]
  readonly reasons: readonly string[]
}

export interface RedFlagAnswer {
  readonly answeredAtMs: number
  /** Empty: nothing new was noticed. */
  readonly flags: readonly RedFlag[]
  readonly clearedAtMs: number | null
  readonly clearedBy: string | null
}

type Row = Record<string, SQLOutputValue>
const text = (row: Row, name: string): string => String(row[name])
const textOrNull = (row: Row, name: string): string | null => (row[name] === null ? null : String(row[name]))
const number = (row: Row, name: string): number => Number(row[name])
const numberOrNull = (row: Row, name: string): number | null =>
  row[name] === null || row[name] === undefined ? null : Number(row[name])

export class Diary {
  readonly #options: DiaryOptions
  readonly #clock: Clock
  #db: DatabaseSync | null = null

  constructor(options: DiaryOptions) {
    this.#options = options
    this.#clock = options.clock ?? wallClock
  }

  /** Idempotent; a later call opens the file again. */
  stop(): void {
    this.#db?.close()
    this.#db = null
  }

  /** In order of time, `fromMs` inclusive, `toMs` not. */
  checkIns(cushion: string, { fromMs, toMs }: { fromMs: number; toMs: number }): readonly CheckIn[] {
    return this.#guarded((db) =>
      db
        .prepare('SELECT * FROM checkIn WHERE cushion = ? AND atMs >= ? AND atMs < ? ORDER BY atMs, id')
        .all(cushion, fromMs, toMs)
        .flatMap((row) => checkInOf(row) ?? []),
    )
  }

  checkIn(cushion: string, id: string): CheckIn | null {
    return this.#guarded((db) => {
      const row = db.prepare('SELECT * FROM checkIn WHERE cushion = ? AND id = ?').get(cushion, id)
      return row === undefined ? null : checkInOf(row)
    })
  }

  /** Adds it, or replaces the one with the same id. */
  putCheckIn(cushion: string, { id, atMs, day, when, pain, note, source }: CheckIn): void {
    this.#guarded((db) =>
      db
        .prepare(
          'INSERT OR REPLACE INTO checkIn (cushion, id, atMs, day, occasion, pain, note, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        )
        .run(cushion, id, atMs, day, when, pain, note, source),
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
        .flatMap((row) => decisionOf(row) ?? []),
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
            'INSERT OR IGNORE INTO decision (cushion, proposalId, kind, decision, day, decidedAtMs, decidedBy, changes, reasons) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
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
          ).changes > 0,
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
        .map((row) => ({
          answeredAtMs: number(row, 'answeredAtMs'),
          flags: keptFlags.parse(json(row, 'flags')),
          clearedAtMs: numberOrNull(row, 'clearedAtMs'),
          clearedBy: textOrNull(row, 'clearedBy'),
        })),
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
      const row = db.prepare('SELECT * FROM baseline WHERE cushion = ?').get(cushion) ?? {}
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
    try {
      return work(this.#open())
    } catch (error) {
      const { file, log } = this.#options
      if (error instanceof DiaryUnavailable) {
        log.warn({ file, reason: String(error.cause ?? '') }, error.message)
        throw error
      }
      this.stop()
      if (isCorrupt(error)) {
        this.#tellSetAside(setAsideFile(file, this.#clock.nowMs()))
        try {
          return work(this.#open())
        } catch (again) {
          throw diaryError(again)
        }
      }
      const told = diaryError(error)
      if (told instanceof DiaryUnavailable) log.warn({ file, reason: String(error) }, told.message)
      throw told
    }
  }

  #open(): DatabaseSync {
    if (this.#db !== null) return this.#db
    const { db, setAside } = openDiaryFile(this.#options.file, this.#clock.nowMs())
    if (setAside !== null) this.#tellSetAside(setAside)
    this.#db = db
    return db
  }

  #tellSetAside(setAside: string): void {
    const { file, log } = this.#options
    log.warn(
      { file },
      `${file} could not be read. It was kept as ${setAside}, and a new diary begun: earlier check-ins are missing ` +
        'from the pages. The sqlite3 tool (.recover) can often save the old file.',
    )
  }
}

/** Null for what this program does not know (a newer kind, an edited file): left out rather than guessed. */
function checkInOf(row: Row): CheckIn | null {
  const when = occasions.find((each) => each === row.occasion)
  if (when === undefined) return null
  return {
    id: text(row, 'id'),
    atMs: number(row, 'atMs'),
    day: text(row, 'day'),
    when,
    pain: number(row, 'pain'),
    note: textOrNull(row, 'note'),
    source: row.source === 'simulated' ? 'simulated' : 'person',
  }
}

function decisionOf(row: Row): KeptDecision | null {
  const kind = stepKinds.find((each) => each === row.kind)
  if (kind === undefined) return null
  return {
    kind,
    proposalId: text(row, 'proposalId'),
    decision: row.decision === 'accepted' ? 'accepted' : 'declined',
    day: text(row, 'day'),
    decidedAtMs: number(row, 'decidedAtMs'),
    decidedBy: textOrNull(row, 'decidedBy'),
    changes: keptChanges.parse(json(row, 'changes')),
    reasons: keptReasons.parse(json(row, 'reasons')),
  }
}

const keptChanges = z
  .array(z.object({ limit: z.enum(limitFields), from: z.number().nullable(), to: z.number() }))
  .catch([])
const keptReasons = z.array(z.string()).catch([])
const keptFlags = z.array(z.enum(redFlags)).catch([...redFlags])

function json(row: Row, name: string): unknown {
  try {
    return JSON.parse(text(row, name))
  } catch {
    return null
  }
}
