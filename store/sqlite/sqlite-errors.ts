/** SQLite's own errors as what a person can do about them. Codes: https://www.sqlite.org/rescode.html */
import { StoreMisconfigured, StoreUnavailable } from '../store.ts'

const code = {
  readonly: 8,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
  busy: 5,
  locked: 6,
} as const

/** The primary result code of an error thrown by node:sqlite, or null when it is another kind of error. */
function primaryCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null
  return error.errcode & 0xff
}

export function isCorrupt(error: unknown): boolean {
  const primary = primaryCode(error)
  return primary === code.corrupt || primary === code.notADatabase
}

/** Another program holds the file. */
export function isBusy(error: unknown): boolean {
  const primary = primaryCode(error)
  return primary === code.busy || primary === code.locked
}

/** The error to throw on; an error that is not SQLite's is a bug and stays as it is. */
export function storeError(error: unknown, file: string): unknown {
  const primary = primaryCode(error)
  const cause = { cause: error }
  const safe = 'Nothing is lost while the outbox of the gateway has room.'
  switch (primary) {
    case null:
      return error
    case code.full:
      return new StoreUnavailable(
        `The disk of ${file} is full, so no data can be stored. ${safe} Free some space.`,
        cause,
      )
    case code.readonly:
    case code.cannotOpen:
      return new StoreMisconfigured(
        `${file} cannot be written, so no data can be stored. ${safe} Check its permissions, or choose another folder (--data).`,
        cause,
      )
    case code.busy:
    case code.locked:
      return new StoreUnavailable(
        `Another program has locked ${file}. ${safe} Close the other program; Sitbone keeps trying.`,
        cause,
      )
    default: {
      const why = error instanceof Error ? error.message : String(error)
      return new StoreUnavailable(
        `${file} cannot be read or written now (${why}). ${safe} Sitbone keeps trying.`,
        cause,
      )
    }
  }
}
