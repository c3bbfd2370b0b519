/** Entries beside the check-ins (other loads, flare-ups, seat, notes), and how far the first setup has come. */
import { z } from 'zod'
import { type SetupAnswers, setupAnswers } from '../../../contract/diary/setup.ts'
import { entryKinds } from '../../../core/model/diary/diary-entries.ts'
import { parseJson } from '../../../platform/json.ts'
import type { BookParts, Row } from './diary-rows.ts'

const entryRow = z.object({
  id: z.string(),
  atMs: z.number().int(),
  day: z.iso.date(),
  kind: z.enum(entryKinds),
  minutes: z.number().nullable(),
  note: z.string().nullable(),
})
export type DiaryEntry = z.infer<typeof entryRow>

export interface KeptSetup {
  readonly answers: SetupAnswers
  /** Null before the first answer. */
  readonly updatedAtMs: number | null
}

const entryOf = (row: Row): DiaryEntry | null => entryRow.safeParse(row).data ?? null

/** What is asked of the entries, wherever they are kept. */
export type Entries = Pick<EntryBook, keyof EntryBook>

export class EntryBook {
  readonly #parts: BookParts<DiaryEntry>

  constructor(parts: BookParts<DiaryEntry>) {
    this.#parts = parts
  }

  /** In order of time, `fromMs` inclusive, `toMs` not. */
  list(cushion: string, { fromMs, toMs }: { fromMs: number; toMs: number }): readonly DiaryEntry[] {
    return this.#parts.guarded((db) =>
      db
        .prepare('SELECT * FROM entry WHERE cushion = ? AND atMs >= ? AND atMs < ? ORDER BY atMs, id')
        .all(cushion, fromMs, toMs)
        .flatMap((row) => this.#parts.known(entryOf(row))),
    )
  }

  has(cushion: string, id: string): boolean {
    return this.#parts.guarded(
      (db) => db.prepare('SELECT 1 FROM entry WHERE cushion = ? AND id = ?').get(cushion, id) !== undefined,
    )
  }

  /** Adds it, or replaces the one with the same id. */
  put(cushion: string, { id, atMs, day, kind, minutes, note }: DiaryEntry): void {
    this.#parts.guarded((db) =>
      db
        .prepare(
          'INSERT OR REPLACE INTO entry (cushion, id, atMs, day, kind, minutes, note) VALUES (?, ?, ?, ?, ?, ?, ?)',
        )
        .run(cushion, id, atMs, day, kind, minutes, note),
    )
  }

  /** True when there was one. */
  delete(cushion: string, id: string): boolean {
    return this.#parts.guarded(
      (db) => db.prepare('DELETE FROM entry WHERE cushion = ? AND id = ?').run(cushion, id).changes > 0,
    )
  }

  countOn(cushion: string, day: string): number {
    return this.#parts.guarded((db) =>
      Number(
        db.prepare('SELECT count(*) AS n FROM entry WHERE cushion = ? AND day = ?').get(cushion, day)?.n,
      ),
    )
  }

  /** Answers that cannot be read are asked for again. */
  setup(cushion: string): KeptSetup {
    return this.#parts.guarded((db) => {
      const row: Row = db.prepare('SELECT * FROM setup WHERE cushion = ?').get(cushion) ?? {}
      const { answers, updatedAtMs } = row
      const parsed = setupAnswers.safeParse(typeof answers === 'string' ? parseJson(answers) : {})
      return {
        answers: parsed.data ?? {},
        updatedAtMs: typeof updatedAtMs === 'number' ? updatedAtMs : null,
      }
    })
  }

  putSetup(cushion: string, { answers, updatedAtMs }: { answers: SetupAnswers; updatedAtMs: number }): void {
    this.#parts.guarded((db) =>
      db
        .prepare('INSERT OR REPLACE INTO setup (cushion, answers, updatedAtMs) VALUES (?, ?, ?)')
        .run(cushion, JSON.stringify(answers), updatedAtMs),
    )
  }
}
