/**
 * The outbox on disk: a SQLite file that one process holds. Only opening, statements and the meaning of errors; outbox.ts decides
 * what to keep, drop and count.
 */
import type { DatabaseSync } from 'node:sqlite'
import {
  type DatabaseKind,
  isDamage,
  type KeptDatabase,
  openKept,
  replaceDamaged,
} from '../../platform/sqlite/kept-database.ts'
import type { Stamp } from '../../platform/sqlite/schema-steps.ts'
import { sqliteTrouble } from '../../platform/sqlite/sqlite-trouble.ts'
import { inTransaction } from '../../platform/sqlite/transaction.ts'

/** The file cannot be used because of a setting or another process; the message says what to do. */
export class OutboxUnusable extends Error {
  override name = 'OutboxUnusable'
}

interface StoredBatch {
  readonly cushion: string
  readonly batch: number
  readonly atMs: number
  readonly ageMs: number
  readonly content: Buffer
}

export interface OutboxFile {
  /** Runs the work in one transaction, which is on disk when this returns. */
  transaction(work: () => void): void
  getMeta(key: string): string | null
  setMeta(key: string, value: string): void
  state(): { cushion: string; key: string; value: string }[]
  setState(cushion: string, key: string, value: string): void
  index(): { cushion: string; batch: number; atMs: number; ageMs: number; bytes: number }[]
  insert(batch: StoredBatch): void
  remove(cushion: string, batch: number): void
  content(cushion: string, batch: number): Buffer | null
  /** Moves SQLite's log into the file itself, which frees the log's space. */
  checkpoint(): void
  close(): void
}

/** What an error of SQLite or of the file system means for the gateway. */
export type FileTrouble = 'full' | 'damaged' | 'in-use' | 'unwritable' | 'other'

export function troubleOf(error: unknown): FileTrouble {
  if (isDamage(error)) return 'damaged'
  const trouble = sqliteTrouble(error)
  if (trouble === 'unwritable') return trouble
  if (trouble === 'busy') return 'in-use'
  // Some file systems give 'io' for a full disk.
  if (trouble === 'full' || trouble === 'io') return 'full'
  if (typeof error !== 'object' || error === null || !('code' in error)) return 'other'
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') return 'full'
  const refused: readonly unknown[] = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENOENT']
  return refused.includes(error.code) ? 'unwritable' : 'other'
}

/** `IF NOT EXISTS`: files of 0.1.0 have these tables, but no stamp. */
const version1 = `
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS state (cushion TEXT, key TEXT, value TEXT NOT NULL, PRIMARY KEY (cushion, key)) STRICT;
  CREATE TABLE IF NOT EXISTS batch (
    cushion TEXT NOT NULL, batch INTEGER NOT NULL, at_ms INTEGER NOT NULL, age_ms INTEGER NOT NULL,
    bytes INTEGER NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY (cushion, batch)
  ) STRICT
`

/** "SitO" */
export const outboxStamp: Stamp = { applicationId: 0x5369744f, steps: [version1] }

const kind: DatabaseKind<OutboxFile> = {
  ...outboxStamp,
  what: 'the outbox',
  missing: 'readings that were not stored yet are missing from the history',
  busyMs: 0,
  // Exclusive: one gateway for each outbox. The lock ends with the process, however that ends.
  pragmas:
    'PRAGMA locking_mode = EXCLUSIVE; PRAGMA wal_autocheckpoint = 250; PRAGMA journal_size_limit = 1000000; PRAGMA temp_store = MEMORY;',
  use(db) {
    // Finds integers that no gateway can have written, before anything relies on them.
    db.prepare(
      'SELECT min(batch), max(batch), min(at_ms), max(at_ms), min(age_ms), max(age_ms), min(bytes), max(bytes) FROM batch',
    ).get()
    return over(db)
  },
}

export interface OpenedOutbox {
  readonly file: OutboxFile
  /** What was set aside, as a sentence. */
  readonly setAside: string | null
}

/** A damaged file is set aside, see platform/sqlite/kept-database.ts. Throws what SQLite or the file system throws. */
export const openOutboxFile = (file: string, atMs: number): OpenedOutbox => opened(openKept(file, kind, atMs))

/** For damage found in an open file, which the caller has closed. */
export const replaceOutboxFile = (file: string, atMs: number): OpenedOutbox =>
  opened(replaceDamaged(file, kind, atMs))

const opened = ({ used, setAside }: KeptDatabase<OutboxFile>): OpenedOutbox => ({ file: used, setAside })

function over(db: DatabaseSync): OutboxFile {
  const getMeta = db.prepare('SELECT value FROM meta WHERE key = ?')
  const setMeta = db.prepare(
    'INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  )
  const setState = db.prepare(
    'INSERT INTO state VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  )
  const insert = db.prepare('INSERT OR REPLACE INTO batch VALUES (?, ?, ?, ?, ?, ?)')
  const remove = db.prepare('DELETE FROM batch WHERE cushion = ? AND batch = ?')
  const content = db.prepare('SELECT content FROM batch WHERE cushion = ? AND batch = ?')
  return {
    transaction: (work) => inTransaction(db, work),
    getMeta(key) {
      const value = getMeta.get(key)?.value
      return typeof value === 'string' ? value : null
    },
    setMeta: (key, value) => void setMeta.run(key, value),
    state: () =>
      db
        .prepare('SELECT cushion, key, value FROM state')
        .all()
        .map((row) => ({ cushion: String(row.cushion), key: String(row.key), value: String(row.value) })),
    setState: (cushion, key, value) => void setState.run(cushion, key, value),
    index: () =>
      db
        .prepare('SELECT cushion, batch, at_ms, age_ms, bytes FROM batch ORDER BY cushion, batch')
        .all()
        .map((row) => ({
          cushion: String(row.cushion),
          batch: Number(row.batch),
          atMs: Number(row.at_ms),
          ageMs: Number(row.age_ms),
          bytes: Number(row.bytes),
        })),
    insert: (one) =>
      void insert.run(one.cushion, one.batch, one.atMs, one.ageMs, one.content.length, one.content),
    remove: (cushion, batch) => void remove.run(cushion, batch),
    content(cushion, batch) {
      const found = content.get(cushion, batch)?.content
      return found instanceof Uint8Array
        ? Buffer.from(found.buffer, found.byteOffset, found.byteLength)
        : null
    },
    checkpoint: () => db.exec('PRAGMA wal_checkpoint(TRUNCATE)'),
    close: () => db.close(),
  }
}
