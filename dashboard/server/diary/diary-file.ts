/** Opens the diary's file. One that cannot be read is set aside, never deleted, and a new one begun. */
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { migrate, schemaVersion } from './schema.ts'

/** The diary cannot be read or written now; the message is for people. */
export class DiaryUnavailable extends Error {
  override name = 'DiaryUnavailable'
}

/** https://www.sqlite.org/rescode.html */
const code = {
  busy: 5,
  locked: 6,
  readonly: 8,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const

const primaryCode = (error: unknown): number | null =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : null

export const isCorrupt = (error: unknown): boolean => {
  const primary = primaryCode(error)
  return primary === code.corrupt || primary === code.notADatabase
}

const unchanged = 'Nothing was changed; limits, alerts and recording go on.'

/** The error to throw on; one that is not SQLite's is a bug and stays as it is. Says no path: it goes to the page. */
export function diaryError(error: unknown): unknown {
  const cause = { cause: error }
  switch (primaryCode(error)) {
    case null:
      return error
    case code.full:
      return new DiaryUnavailable(`The disk of the diary is full. ${unchanged} Free some space.`, cause)
    case code.readonly:
    case code.cannotOpen:
      return new DiaryUnavailable(
        `The diary’s file diary.db cannot be written. ${unchanged} Check its permissions, or choose another folder (--data).`,
        cause,
      )
    case code.busy:
    case code.locked:
      return new DiaryUnavailable(
        `Another program holds the diary’s file diary.db. ${unchanged} Close it and try again.`,
        cause,
      )
    default:
      return new DiaryUnavailable(
        `The diary cannot be read or written now. ${unchanged} See the log for the reason.`,
        cause,
      )
  }
}

/** @throws DiaryUnavailable; `setAside` is the new name of a file that could not be read. */
export function openDiaryFile(file: string, nowMs: number): { db: DatabaseSync; setAside: string | null } {
  try {
    mkdirSync(dirname(file), { recursive: true })
  } catch (error) {
    throw new DiaryUnavailable(
      `The folder of the diary cannot be made. ${unchanged} Choose a folder that you may write (--data).`,
      { cause: error },
    )
  }
  try {
    return { db: openOnce(file), setAside: null }
  } catch (error) {
    if (!isCorrupt(error)) throw diaryError(error)
  }
  const setAside = setAsideFile(file, nowMs)
  try {
    return { db: openOnce(file), setAside }
  } catch (error) {
    throw diaryError(error)
  }
}

/** Renames the file with its companions; gives the new path. */
export function setAsideFile(file: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(':', '').replace('.', '')
  let to = `${file}.corrupt-${stamp}`
  for (let n = 2; existsSync(to); n++) to = `${file}.corrupt-${stamp}-${n}`
  renameSync(file, to)
  for (const companion of ['-wal', '-shm'])
    if (existsSync(file + companion)) renameSync(file + companion, to + companion)
  return to
}

function openOnce(file: string): DatabaseSync {
  const db = new DatabaseSync(file)
  try {
    db.exec('PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
    const state = migrate(db)
    if (state !== 'ready')
      throw new DiaryUnavailable(
        `The diary was written by a newer Sitbone (format ${state.newer}; this one supports up to ${schemaVersion}). ${unchanged} Use the newer Sitbone, or another folder (--data).`,
      )
    return db
  } catch (error) {
    db.close()
    throw error
  }
}
