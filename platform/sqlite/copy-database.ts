/** Copies a database as it is at one moment, also while another process writes to it or holds it for itself alone. */
import { copyFileSync, existsSync, statSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'
import { removeFile } from '../files/private-files.ts'
import { sideFiles } from './side-files.ts'

const busy = 5
const mostTries = 20

export class DatabaseNotCopied extends Error {
  override name = 'DatabaseNotCopied'
}

/** @throws DatabaseNotCopied, and what SQLite throws for a corrupt file */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const db = new DatabaseSync(from, { readOnly: true })
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    await backup(db, to)
  } catch (error) {
    if (!(error instanceof Error && 'errcode' in error && error.errcode === busy)) throw error
    copyHeld(from, to)
  } finally {
    db.close()
  }
  settle(to)
}

/**
 * For a database that lets nobody else read. Its file changes only while the log of changes (WAL) is written back, and the log only
 * grows in between: when the file was the same before and after, the two copies are what a crash at that moment would have left.
 */
function copyHeld(from: string, to: string): void {
  const log = `${from}-wal`
  for (let tries = 0; tries < mostTries; tries++) {
    const before = stampOf(from)
    copyFileSync(from, to)
    if (existsSync(log)) copyFileSync(log, `${to}-wal`)
    if (stampOf(from) === before) return
    removeFile(`${to}-wal`)
  }
  removeFile(to)
  throw new DatabaseNotCopied(
    `${from} changed all the time, so it could not be copied. Nothing in it was changed. Try again, or stop Sitbone first.`,
  )
}

function stampOf(file: string): string {
  const { mtimeNs, size } = statSync(file, { bigint: true })
  return `${mtimeNs} ${size}`
}

/** One file, checked, without anything beside it. */
function settle(file: string): void {
  const db = new DatabaseSync(file)
  try {
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    const found = Object.values(db.prepare('PRAGMA quick_check(1)').get() ?? {})[0]
    if (found !== 'ok') throw new DatabaseNotCopied(`The copy ${file} is not sound: ${String(found)}.`)
  } finally {
    db.close()
  }
  for (const end of sideFiles) removeFile(`${file}${end}`)
}
