/** Looks whether a database is newer than this program, without opening it as SQLite would: nothing in the folder changes. */
import { closeSync, openSync, readSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { WrittenByNewer } from '../newer-file.ts'
import { highestVersion, type Stamp, writerOf } from './schema-steps.ts'

/** https://www.sqlite.org/fileformat.html#the_database_header */
const headBytes = 100
const versionAt = 60
const applicationIdAt = 68

/**
 * Only for the start of a program: closing the file lets go of the locks that this process holds on it.
 * @throws WrittenByNewer
 */
export function refuseNewerDatabase(file: string, what: string, { applicationId, steps }: Stamp): void {
  const head = headOf(file)
  if (head === null || !head.toString('latin1').startsWith('SQLite format 3\0')) return
  const found = head.readUInt32BE(versionAt)
  const id = head.readUInt32BE(applicationIdAt)
  if (found <= steps.length || found > highestVersion || (id !== 0 && id !== applicationId)) return
  throw new WrittenByNewer({
    what: `${what} ${file}`,
    found,
    supported: steps.length,
    writer: writerIn(file),
  })
}

/** Null for a file that is not there, cannot be read or is too short: whoever opens it says so. */
function headOf(file: string): Buffer | null {
  try {
    const handle = openSync(file, 'r')
    try {
      const head = Buffer.alloc(headBytes)
      return readSync(handle, head, 0, headBytes, 0) === headBytes ? head : null
    } finally {
      closeSync(handle)
    }
  } catch {
    return null
  }
}

function writerIn(file: string): string | null {
  const url = pathToFileURL(file)
  // Neither locks nor side files.
  url.searchParams.set('immutable', '1')
  try {
    const db = new DatabaseSync(url, { readOnly: true })
    try {
      return writerOf(db)
    } finally {
      db.close()
    }
  } catch {
    return null
  }
}
