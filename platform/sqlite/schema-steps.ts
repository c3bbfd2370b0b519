/**
 * The stamp of a SQLite file and the steps that bring it to the form this program knows. `application_id` says which of Sitbone's
 * files it is, `user_version` which steps it had, and the table `writer` which Sitbone wrote it last.
 */
import type { DatabaseSync } from 'node:sqlite'
import { version as ownVersion } from '../version.ts'
import { inTransaction } from './transaction.ts'

export interface Stamp {
  /** Four letters as a number. Files of Sitbone 0.1.0 have 0. */
  readonly applicationId: number
  /** Step i leads from version i to i + 1. Steps never change once they are released; new ones follow. */
  readonly steps: readonly string[]
}

/** The file belongs to another program, or its stamp is corrupt. */
export class ForeignFile extends Error {
  override name = 'ForeignFile'
}

/** A version beyond this is corruption: no Sitbone will have this many steps. */
export const highestVersion = 9999

const pragma = (db: DatabaseSync, name: string) => Number(db.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0)

/** What is known of a file that is newer than this program; null when it is not. Changes nothing. Throws ForeignFile. */
export function newerThan(
  db: DatabaseSync,
  { applicationId, steps }: Stamp,
): { found: number; writer: string | null } | null {
  const found = pragma(db, 'user_version')
  const id = pragma(db, 'application_id')
  if ((id !== 0 && id !== applicationId) || found < 0 || found > highestVersion)
    throw new ForeignFile(`application_id ${id}, user_version ${found}`)
  return found > steps.length ? { found, writer: writerOf(db) } : null
}

/** For a file that is not newer. */
export function takeSteps(db: DatabaseSync, { applicationId, steps }: Stamp): void {
  for (let step = pragma(db, 'user_version'); step < steps.length; step++) {
    inTransaction(db, () => {
      // Another process may have taken this step meanwhile.
      if (pragma(db, 'user_version') <= step) db.exec(`${steps[step]}; PRAGMA user_version = ${step + 1};`)
    })
  }
  if (pragma(db, 'application_id') === applicationId && writerOf(db) === ownVersion) return
  inTransaction(db, () => {
    db.exec(
      `PRAGMA application_id = ${applicationId}; CREATE TABLE IF NOT EXISTS writer (version TEXT NOT NULL); DELETE FROM writer`,
    )
    db.prepare('INSERT INTO writer VALUES (?)').run(ownVersion)
  })
  // The stamp is in the file itself from now on, where an older Sitbone looks before it opens anything.
  db.exec('PRAGMA wal_checkpoint(PASSIVE)')
}

/** Which Sitbone wrote the file last; null before 0.2. */
export function writerOf(db: DatabaseSync): string | null {
  if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'writer'").get() === undefined) return null
  const { version } = db.prepare('SELECT version FROM writer').get() ?? {}
  return typeof version === 'string' ? version : null
}
