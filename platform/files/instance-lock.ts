/**
 * One gateway and one recorder for each data folder. Node has no file locks, but SQLite has: an exclusive transaction on an
 * empty database, held as long as the process lives. The operating system lets go of it however the process ends.
 */
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Part } from '../lifecycle.ts'
import type { Log } from '../log.ts'
import { sqliteTrouble } from '../sqlite/sqlite-trouble.ts'
import { createEmpty, refuseLink } from './private-files.ts'

class AlreadyRunning extends Error {
  override name = 'AlreadyRunning'
}

/** Ends with the part. Where the file system has no locks, it says so and goes on. @throws AlreadyRunning, FileRefused */
export function lockFolder(folder: string, role: string, log: Log): Part {
  const file = join(folder, `${role}.lock`)
  refuseLink(file)
  let db: DatabaseSync | null = null
  try {
    createEmpty(file)
    db = new DatabaseSync(file, { timeout: 0 })
    // Nothing is written, so there is no journal beside it.
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    db?.close()
    if (sqliteTrouble(error) === 'busy')
      throw new AlreadyRunning(
        `Another Sitbone already runs a ${role} with the data folder ${resolve(folder)}. This one was not started, and nothing was changed. ` +
          'Stop the other one first, or give this one its own folder with --data.',
        { cause: error },
      )
    log.warn(
      { file, err: error },
      'This data folder cannot be locked, so a second Sitbone on it would not be noticed. Readings are recorded as usual. Do not start two with the same --data.',
    )
    return { start() {}, stop() {} }
  }
  const held = db
  return {
    start() {},
    stop() {
      if (held.isOpen) held.close()
    },
  }
}
