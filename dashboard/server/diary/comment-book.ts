/** Comments in the diary, and who has read them. An author's name stays when the account goes. */
import { z } from 'zod'
import type { Row, Statements, Value } from './database/diary-base.ts'
import { add, selectAll } from './database/diary-tables.ts'
import type { BookParts, Known } from './diary-rows.ts'

const commentRow = z.object({
  id: z.string(),
  atMs: z.number().int(),
  thread: z.string(),
  madeAtMs: z.number().int(),
  author: z.string().nullable(),
  /** The account, for what only the author may do. */
  authorKey: z.string(),
  text: z.string(),
})
export type KeptComment = z.infer<typeof commentRow>

/** Who reads or writes. */
export interface Reader {
  readonly key: string
  readonly name: string | null
}

export interface CommentReads {
  readonly comment: string
  readonly readerKey: string
  readonly reader: string | null
}

const commentOf = (row: Row): KeptComment | null => commentRow.safeParse(row).data ?? null

/** What is asked of comments, wherever they are kept. */
export type Comments = Pick<CommentBook, keyof CommentBook>

export class CommentBook {
  readonly #on: Statements
  readonly #known: Known

  constructor({ on, known }: BookParts) {
    this.#on = on
    this.#known = known
  }

  /** In order of the moment and of writing, `fromMs` inclusive, `toMs` not. */
  list(cushion: string, { fromMs, toMs }: { fromMs: number; toMs: number }): Promise<readonly KeptComment[]> {
    return this.#read(
      'cushion = $1 AND "atMs" >= $2 AND "atMs" < $3 ORDER BY "atMs", "madeAtMs", id',
      ...[cushion, fromMs, toMs],
    )
  }

  thread(cushion: string, thread: string): Promise<readonly KeptComment[]> {
    return this.#read('cushion = $1 AND thread = $2 ORDER BY "madeAtMs", id', cushion, thread)
  }

  async find(cushion: string, id: string): Promise<KeptComment | null> {
    return (await this.#read('cushion = $1 AND id = $2', cushion, id))[0] ?? null
  }

  async add(cushion: string, comment: KeptComment): Promise<void> {
    await add(this.#on, 'comment', { cushion, ...comment })
  }

  async delete(cushion: string, id: string): Promise<void> {
    await this.#on.run('DELETE FROM "diary_comment" WHERE cushion = $1 AND id = $2', cushion, id)
    await this.#on.run('DELETE FROM "diary_commentRead" WHERE cushion = $1 AND comment = $2', cushion, id)
  }

  async reads(cushion: string): Promise<readonly CommentReads[]> {
    const rows = await this.#on.all(
      'SELECT comment, "readerKey", reader FROM "diary_commentRead" WHERE cushion = $1',
      cushion,
    )
    return rows.map(({ comment, readerKey, reader }) => ({
      comment: String(comment),
      readerKey: String(readerKey),
      reader: typeof reader === 'string' ? reader : null,
    }))
  }

  /** Of others, not yet marked by this reader; the latest first. */
  unread(cushion: string, readerKey: string, most: number): Promise<readonly KeptComment[]> {
    return this.#read(
      `cushion = $1 AND "authorKey" <> $2 AND id NOT IN (SELECT comment FROM "diary_commentRead" WHERE cushion = $1 AND "readerKey" = $2)
        ORDER BY "madeAtMs" DESC, id LIMIT $3`,
      ...[cushion, readerKey, most],
    )
  }

  /** Those that are here; the first time counts. */
  async markRead(
    cushion: string,
    ids: readonly string[],
    { key, name, atMs }: Reader & { atMs: number },
  ): Promise<void> {
    if (ids.length === 0) return
    const first = 5
    await this.#on.run(
      `INSERT INTO "diary_commentRead" (cushion, comment, "readerKey", reader, "atMs")
        SELECT cushion, id, CAST($1 AS text), CAST($2 AS text), CAST($3 AS bigint) FROM "diary_comment"
        WHERE cushion = $4 AND id IN (${ids.map((_, at) => `$${first + at}`).join(', ')}) ON CONFLICT DO NOTHING`,
      ...[key, name, atMs, cushion, ...ids],
    )
  }

  async #read(where: string, ...values: readonly Value[]): Promise<readonly KeptComment[]> {
    const rows = await this.#on.all(`${selectAll('comment')} WHERE ${where}`, ...values)
    return rows.flatMap((row) => this.#known(commentOf(row), 'comment'))
  }
}
