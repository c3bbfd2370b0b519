/** Entries beside the check-ins (other loads, flare-ups, seat, notes), and how far the first setup has come. */
import { z } from 'zod'
import { type SetupAnswers, setupAnswers } from '../../../contract/diary/setup.ts'
import { entryKinds } from '../../../core/model/diary/diary-entries.ts'
import { parseJson } from '../../../platform/json.ts'
import type { Row, Statements } from './database/diary-base.ts'
import { put, selectAll } from './database/diary-tables.ts'
import type { BookParts, Known } from './diary-rows.ts'

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
  readonly #on: Statements
  readonly #known: Known

  constructor({ on, known }: BookParts) {
    this.#on = on
    this.#known = known
  }

  /** In order of time, `fromMs` inclusive, `toMs` not. */
  async list(
    cushion: string,
    { fromMs, toMs }: { fromMs: number; toMs: number },
  ): Promise<readonly DiaryEntry[]> {
    const rows = await this.#on.all(
      `${selectAll('entry')} WHERE cushion = $1 AND "atMs" >= $2 AND "atMs" < $3 ORDER BY "atMs", id`,
      ...[cushion, fromMs, toMs],
    )
    return rows.flatMap((row) => this.#known(entryOf(row), 'entry'))
  }

  async has(cushion: string, id: string): Promise<boolean> {
    const rows = await this.#on.all(
      'SELECT id FROM "diary_entry" WHERE cushion = $1 AND id = $2',
      cushion,
      id,
    )
    return rows.length > 0
  }

  /** Adds it, or replaces the one with the same id. */
  async put(cushion: string, entry: DiaryEntry): Promise<void> {
    await put(this.#on, 'entry', { cushion, ...entry })
  }

  /** True when there was one. */
  async delete(cushion: string, id: string): Promise<boolean> {
    return (await this.#on.run('DELETE FROM "diary_entry" WHERE cushion = $1 AND id = $2', cushion, id)) > 0
  }

  async countOn(cushion: string, day: string): Promise<number> {
    const [row] = await this.#on.all(
      'SELECT count(*) AS n FROM "diary_entry" WHERE cushion = $1 AND day = $2',
      ...[cushion, day],
    )
    return Number(row?.n ?? 0)
  }

  /** Answers that cannot be read are asked for again. */
  async setup(cushion: string): Promise<KeptSetup> {
    const [row = {}] = await this.#on.all(`${selectAll('setup')} WHERE cushion = $1`, cushion)
    const { answers, updatedAtMs } = row
    const parsed = setupAnswers.safeParse(typeof answers === 'string' ? parseJson(answers) : {})
    return {
      answers: parsed.data ?? {},
      updatedAtMs: typeof updatedAtMs === 'number' ? updatedAtMs : null,
    }
  }

  async putSetup(
    cushion: string,
    { answers, updatedAtMs }: { answers: SetupAnswers; updatedAtMs: number },
  ): Promise<void> {
    await put(this.#on, 'setup', { cushion, answers: JSON.stringify(answers), updatedAtMs })
  }
}
