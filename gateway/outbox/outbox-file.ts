/**
 * The outbox on disk: an SQLite file that one process holds. Only opening, statements and the meaning of errors;
 * what is kept, dropped and counted is decided in outbox.ts. A damaged file is set aside, never thrown away.
 */
import { closeSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

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
  /** Runs the work in one transaction that is on the disk when this returns. */
  transaction(work: () => void): void
  getMeta(key: string): string | null
  setMeta(key: string, value: string): void
  state(): { cushion: string; key: string; value: string }[]
  setState(cushion: string, key: string, value: string): void
  index(): { cushion: string; batch: number; atMs: number; ageMs: number; bytes: number }[]
  insert(batch: StoredBatch): void
  remove(cushion: string, batch: number): void
  content(cushion: string, batch: number): Buffer | null
  /** Moves what SQLite keeps in its log into the file itself, so that the log's space is free again. */
  checkpoint(): void
  close(): void
}

/** What an error of SQLite means for the gateway. */
export type FileTrouble = 'full' | 'damaged' | 'in-use' | 'unwritable' | 'other'

export function troubleOf(error: unknown): FileTrouble {
  if (typeof error !== 'object' || error === null) return 'other'
  if ('errcode' in error && typeof error.errcode === 'number') {
    // Primary result codes, https://sqlite.org/rescode.html
    switch (error.errcode & 0xff) {
      case 11: // SQLITE_CORRUPT
      case 26: // SQLITE_NOTADB
        return 'damaged'
      case 13: // SQLITE_FULL
      case 10: // SQLITE_IOERR, which some file systems give for a full disk
        return 'full'
      case 5: // SQLITE_BUSY
        return 'in-use'
      case 8: // SQLITE_READONLY
      case 14: // SQLITE_CANTOPEN
        return 'unwritable'
    }
  }
  if ('code' in error) {
    if (error.code === 'ENOSPC' || error.code === 'EDQUOT') return 'full'
    const refused: readonly unknown[] = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENOENT']
    if (refused.includes(error.code)) return 'unwritable'
  }
  return 'other'
}

const schema = `
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS state (cushion TEXT, key TEXT, value TEXT NOT NULL, PRIMARY KEY (cushion, key)) STRICT;
  CREATE TABLE IF NOT EXISTS batch (
    cushion TEXT NOT NULL, batch INTEGER NOT NULL, at_ms INTEGER NOT NULL, age_ms INTEGER NOT NULL,
    bytes INTEGER NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY (cushion, batch)
  ) STRICT;
`

/** A whole check of a large file would delay the start; damage there shows when it is read. */
const checkedBytesMax = 64_000_000

export function openOutboxFile(file: string): OutboxFile {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  // Sitting data is personal: readable by its owner only. SQLite gives its side files the same rights.
  closeSync(openSync(file, 'a', 0o600))
  const db = new DatabaseSync(file, { timeout: 0 })
  try {
    // Exclusive: one gateway an outbox. The lock goes with the process, however it ends.
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
    db.exec(
      'PRAGMA wal_autocheckpoint = 250; PRAGMA journal_size_limit = 1000000; PRAGMA temp_store = MEMORY;',
    )
    if (statSync(file).size <= checkedBytesMax) {
      const verdict = db.prepare('PRAGMA quick_check(1)').get()?.quick_check
      if (verdict !== 'ok') throw Object.assign(new Error(`quick_check: ${verdict}`), { errcode: 11 })
    }
    db.exec(`BEGIN IMMEDIATE; ${schema} COMMIT;`)
    return over(db)
  } catch (error) {
    db.close()
    throw error
  }
}

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
    transaction(work) {
      db.exec('BEGIN IMMEDIATE')
      try {
        work()
        db.exec('COMMIT')
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK')
        throw error
      }
    },
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

/** Moves a damaged file out of the way; gives its new name. */
export function setAsideOutboxFile(file: string, atMs: number): string {
  const stamp = new Date(atMs).toISOString().replaceAll(/[:.]/g, '-')
  const aside = `${file}.corrupt-${stamp}`
  renameSync(file, aside)
  for (const suffix of ['-wal', '-shm', '-journal']) {
    try {
      renameSync(file + suffix, aside + suffix)
    } catch {
      rmSync(file + suffix, { force: true })
    }
  }
  return aside
}
