/** Brings a SQLite file to the form this program knows, step by step. The file's `user_version` says which steps it had. */
import type { DatabaseSync } from 'node:sqlite'

/**
 * Step i leads from version i to i + 1; steps are never changed once released, new ones follow.
 * @returns the version of a file that is newer than this program, and then nothing was changed
 */
export function takeSteps(db: DatabaseSync, steps: readonly string[]): { newer: number } | 'ready' {
  const version = () => Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0)
  const found = version()
  if (found > steps.length) return { newer: found }
  for (let step = found; step < steps.length; step++) {
    db.exec('BEGIN IMMEDIATE')
    try {
      // Another process may have taken this step meanwhile.
      if (version() <= step) db.exec(`${steps[step]}; PRAGMA user_version = ${step + 1};`)
      db.exec('COMMIT')
    } catch (error) {
      db.exec('ROLLBACK')
      throw error
    }
  }
  return 'ready'
}
