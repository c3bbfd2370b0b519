/** Opens the file of the embedded store. A damaged file is set aside, never deleted, and a new one begun. */
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreMisconfigured } from '../store.ts'
import { migrate, schemaVersion } from './schema.ts'
import { isCorrupt, storeError } from './sqlite-errors.ts'

export const fileName = 'sitbone.db'

/** Throws StoreMisconfigured or StoreUnavailable; `setAside` is the new name of a damaged file. */
export function openFile(folder: string, nowMs: number): { db: DatabaseSync; setAside: string | null } {
  const file = join(folder, fileName)
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new StoreMisconfigured(
      `The folder ${folder} cannot be created (${why}), so no data can be stored. Choose a folder that you can write to (--data).`,
      { cause: error },
    )
  }
  try {
    return { db: openOnce(file), setAside: null }
  } catch (error) {
    if (!isCorrupt(error)) throw storeError(error, file)
  }
  const setAside = setAsideFile(folder, nowMs)
  try {
    return { db: openOnce(file), setAside }
  } catch (error) {
    throw storeError(error, file)
  }
}

/** Renames the file with its companions; gives the new path. */
export function setAsideFile(folder: string, nowMs: number): string {
  const file = join(folder, fileName)
  const stamp = new Date(nowMs).toISOString().replaceAll(':', '').replace('.', '')
  let to = `${file}.corrupt-${stamp}`
  for (let n = 2; existsSync(to); n++) to = `${file}.corrupt-${stamp}-${n}`
  renameSync(file, to)
  for (const companion of ['-wal', '-shm']) {
    if (existsSync(file + companion)) renameSync(file + companion, to + companion)
  }
  return to
}

/** `alone`: throws SQLite's "busy" as long as any other program has the file open, and keeps others out. */
export function openOnce(file: string, how: 'alone' | 'beside others' = 'beside others'): DatabaseSync {
  const db = new DatabaseSync(file)
  try {
    if (how === 'alone') db.exec('PRAGMA locking_mode = EXCLUSIVE')
    // FULL: a write is on the disk when it is acknowledged, also after a power cut; writes come in batches, so it is cheap.
    // Pages of 8 kB, where the file is new: packed minutes of some 2 kB would leave a third of smaller ones empty.
    db.exec(
      'PRAGMA busy_timeout = 5000; PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;',
    )
    const state = migrate(db)
    if (state !== 'ready') {
      throw new StoreMisconfigured(
        `${file} was written by a newer Sitbone (format ${state.newer}; this one supports up to ${schemaVersion}). ` +
          'Nothing was changed. Use the newer Sitbone, or another folder (--data).',
      )
    }
    return db
  } catch (error) {
    db.close()
    throw error
  }
}
