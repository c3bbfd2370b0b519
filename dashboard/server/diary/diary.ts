/**
 * What people enter: check-ins, answers about red flags, decisions about suggestions, and what is usual for them; entries
 * and the first setup are in `entries`, what a physio prescribes in `prescriptions`. Kept by cushion, on the disk once a call resolves.
 */
import { type RedFlag, redFlags } from '../../../core/model/diary/red-flags.ts'
import type { CheckIn, DiaryBaseline, PainOfDay } from '../../../core/progress/check-ins.ts'
import { CommentBook } from './comment-book.ts'
import type { Statements } from './database/diary-base.ts'
import { add, put, selectAll } from './database/diary-tables.ts'
import {
  type BookParts,
  checkInOf,
  decisionOf,
  type KeptDecision,
  numberOrNull,
  type RedFlagAnswer,
  redFlagAnswerOf,
} from './diary-rows.ts'
import { EntryBook } from './entry-book.ts'
import { PrescriptionBook } from './prescription-book.ts'
import { VisaHBook } from './visa-h-book.ts'

export class Diary {
  readonly #on: Statements
  readonly #parts: BookParts
  readonly entries: EntryBook
  readonly prescriptions: PrescriptionBook
  readonly comments: CommentBook
  readonly visaH: VisaHBook

  constructor(parts: BookParts) {
    this.#on = parts.on
    this.#parts = parts
    this.entries = new EntryBook(parts)
    this.prescriptions = new PrescriptionBook(parts)
    this.comments = new CommentBook(parts)
    this.visaH = new VisaHBook(parts)
  }

  /** In order of time, `fromMs` inclusive, `toMs` not. */
  async checkIns(
    cushion: string,
    { fromMs, toMs }: { fromMs: number; toMs: number },
  ): Promise<readonly CheckIn[]> {
    const rows = await this.#on.all(
      `${selectAll('checkIn')} WHERE cushion = $1 AND "atMs" >= $2 AND "atMs" < $3 ORDER BY "atMs", id`,
      ...[cushion, fromMs, toMs],
    )
    return rows.flatMap((row) => this.#parts.known(checkInOf(row), 'check-in'))
  }

  /** The highest morning pain of each day: what a long list of sitters needs, without reading every row in full. */
  async morningPains(cushion: string): Promise<readonly PainOfDay[]> {
    const rows = await this.#on.all(
      `SELECT day, MAX(pain) AS pain FROM "diary_checkIn" WHERE cushion = $1 AND occasion = 'morning' GROUP BY day ORDER BY day`,
      cushion,
    )
    return rows.map(({ day, pain }) => ({ day: String(day), pain: Number(pain), when: 'morning' }))
  }

  async checkIn(cushion: string, id: string): Promise<CheckIn | null> {
    const [row] = await this.#on.all(`${selectAll('checkIn')} WHERE cushion = $1 AND id = $2`, cushion, id)
    return row === undefined ? null : checkInOf(row)
  }

  /** Adds it, or replaces the one with the same id. */
  async putCheckIn(cushion: string, { when, answers = [], ...rest }: CheckIn): Promise<void> {
    await put(this.#on, 'checkIn', { cushion, ...rest, occasion: when, answers: JSON.stringify(answers) })
  }

  /** True when there was one. */
  async deleteCheckIn(cushion: string, id: string): Promise<boolean> {
    return (await this.#on.run('DELETE FROM "diary_checkIn" WHERE cushion = $1 AND id = $2', cushion, id)) > 0
  }

  async countOn(cushion: string, day: string): Promise<number> {
    const [row] = await this.#on.all(
      'SELECT count(*) AS n FROM "diary_checkIn" WHERE cushion = $1 AND day = $2',
      ...[cushion, day],
    )
    return Number(row?.n ?? 0)
  }

  /** Newest first. */
  async decisions(cushion: string): Promise<readonly KeptDecision[]> {
    const rows = await this.#on.all(
      `${selectAll('decision')} WHERE cushion = $1 ORDER BY "decidedAtMs" DESC`,
      cushion,
    )
    return rows.flatMap((row) => this.#parts.known(decisionOf(row), 'decision'))
  }

  /** False when this suggestion was decided before. */
  addDecision(
    cushion: string,
    { changes, reasons, before, undoneAtMs: _, ...made }: KeptDecision,
  ): Promise<boolean> {
    return add(this.#on, 'decision', {
      ...{ cushion, ...made, changes: JSON.stringify(changes), reasons: JSON.stringify(reasons) },
      before: before === null ? null : JSON.stringify(before),
    })
  }

  /** From now on it counts as declined, so that the same step is not suggested again at once. */
  async undoDecision(
    cushion: string,
    { proposalId, atMs }: { proposalId: string; atMs: number },
  ): Promise<void> {
    await this.#on.run(
      `UPDATE "diary_decision" SET decision = 'declined', "undoneAtMs" = $1 WHERE cushion = $2 AND "proposalId" = $3`,
      ...[atMs, cushion, proposalId],
    )
  }

  /** Takes back a decision that could not be carried out. */
  async removeDecision(cushion: string, proposalId: string): Promise<void> {
    await this.#on.run(
      'DELETE FROM "diary_decision" WHERE cushion = $1 AND "proposalId" = $2',
      ...[cushion, proposalId],
    )
  }

  /** Newest first. */
  async redFlagAnswers(cushion: string): Promise<readonly RedFlagAnswer[]> {
    const rows = await this.#on.all(
      `${selectAll('redFlagAnswer')} WHERE cushion = $1 ORDER BY "answeredAtMs" DESC, id DESC`,
      cushion,
    )
    return rows.map(redFlagAnswerOf)
  }

  /** Every flag that was noticed and not cleared by a person since; a later "nothing new" clears none of them. */
  async openRedFlags(cushion: string): Promise<readonly RedFlag[]> {
    const answers = await this.redFlagAnswers(cushion)
    const open = answers.filter(({ clearedAtMs }) => clearedAtMs === null)
    return redFlags.filter((flag) => open.some(({ flags }) => flags.includes(flag)))
  }

  async addRedFlagAnswer(
    cushion: string,
    { flags, atMs }: { flags: readonly RedFlag[]; atMs: number },
  ): Promise<void> {
    await add(this.#on, 'redFlagAnswer', { cushion, answeredAtMs: atMs, flags: JSON.stringify(flags) })
  }

  async clearRedFlags(cushion: string, { atMs, by }: { atMs: number; by: string | null }): Promise<void> {
    await this.#on.run(
      'UPDATE "diary_redFlagAnswer" SET "clearedAtMs" = $1, "clearedBy" = $2 WHERE cushion = $3 AND "clearedAtMs" IS NULL',
      ...[atMs, by, cushion],
    )
  }

  /** What a person has set; nulls where nothing was. */
  async baseline(cushion: string): Promise<DiaryBaseline> {
    const [row = {}] = await this.#on.all(`${selectAll('baseline')} WHERE cushion = $1`, cushion)
    return {
      morningPain: numberOrNull(row, 'morningPain'),
      comfortableBoutMin: numberOrNull(row, 'comfortableBoutMin'),
    }
  }

  async putBaseline(cushion: string, { morningPain, comfortableBoutMin }: DiaryBaseline): Promise<void> {
    await put(this.#on, 'baseline', { cushion, morningPain, comfortableBoutMin })
  }
}
