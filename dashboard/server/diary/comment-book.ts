/** Comments in the diary's file, and who has read them. An author's name stays when the account goes. */
import { z } from 'zod'
import type { BookParts, Row } from './diary-rows.ts'

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
  readonly #parts: BookParts<KeptComment>

  constructor(parts: BookParts<KeptComment>) {
    this.#parts = parts
  }

  /** In order of the moment and of writing, `fromMs` inclusive, `toMs` not. */
  list(cushion: string, { fromMs, toMs }: { fromMs: number; toMs: number }): readonly KeptComment[] {
    return this.#parts.guarded((db) =>
      db
        .prepare(
          'SELECT * FROM comment WHERE cushion = ? AND atMs >= ? AND atMs < ? ORDER BY atMs, madeAtMs, id',
        )
        .all(cushion, fromMs, toMs)
        .flatMap((row) => this.#parts.known(commentOf(row))),
    )
  }

  thread(cushion: string, thread: string): readonly KeptComment[] {
    return this.#parts.guarded((db) =>
      db
        .prepare('SELECT * FROM comment WHERE cushion = ? AND thread = ? ORDER BY madeAtMs, id')
        .all(cushion, thread)
        .flatMap((row) => this.#parts.known(commentOf(row))),
    )
  }

  find(cushion: string, id: string): KeptComment | null {
    return this.#parts.guarded((db) => {
      const row = db.prepare('SELECT * FROM comment WHERE cushion = ? AND id = ?').get(cushion, id)
      return row === undefined ? null : commentOf(row)
    })
  }

  add(cushion: string, { id, atMs, thread, madeAtMs, author, authorKey, text }: KeptComment): void {
    this.#parts.guarded((db) =>
      db
        .prepare(
          'INSERT INTO comment (cushion, id, atMs, thread, madeAtMs, author, authorKey, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        )
        .run(cushion, id, atMs, thread, madeAtMs, author, authorKey, text),
    )
  }

  delete(cushion: string, id: string): void {
    this.#parts.guarded((db) => {
      db.prepare('DELETE FROM comment WHERE cushion = ? AND id = ?').run(cushion, id)
      db.prepare('DELETE FROM commentRead WHERE cushion = ? AND comment = ?').run(cushion, id)
    })
  }

  reads(cushion: string): readonly CommentReads[] {
    return this.#parts.guarded((db) =>
      db
        .prepare('SELECT comment, readerKey, reader FROM commentRead WHERE cushion = ?')
        .all(cushion)
        .map(({ comment, readerKey, reader }) => ({
          comment: String(comment),
          readerKey: String(readerKey),
          reader: typeof reader === 'string' ? reader : null,
        })),
    )
  }

  /** Of others, not yet marked by this reader; the latest first. */
  unread(cushion: string, readerKey: string, most: number): readonly KeptComment[] {
    return this.#parts.guarded((db) =>
      db
        .prepare(
          'SELECT * FROM comment WHERE cushion = ? AND authorKey <> ? AND id NOT IN (SELECT comment FROM commentRead WHERE cushion = ? AND readerKey = ?) ORDER BY madeAtMs DESC, id LIMIT ?',
        )
        .all(cushion, readerKey, cushion, readerKey, most)
        .flatMap((row) => this.#parts.known(commentOf(row))),
    )
  }

  /** Those that are here; the first time counts. */
  markRead(cushion: string, ids: readonly string[], { key, name, atMs }: Reader & { atMs: number }): void {
    this.#parts.guarded((db) => {
      const mark = db.prepare(
        'INSERT OR IGNORE INTO commentRead (cushion, comment, readerKey, reader, atMs) SELECT cushion, id, ?, ?, ? FROM comment WHERE cushion = ? AND id = ?',
      )
      for (const id of ids) mark.run(key, name, atMs, cushion, id)
    })
  }
}
