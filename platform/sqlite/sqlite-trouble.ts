/** What an error of SQLite means, from its primary result code: https://www.sqlite.org/rescode.html */

export type SqliteTrouble = 'misfit' | 'busy' | 'unwritable' | 'io' | 'corrupt' | 'full' | 'other'

const troubles: Readonly<Record<number, SqliteTrouble>> = {
  // SQLITE_ERROR: a table or column that a statement needs is missing.
  1: 'misfit',
  5: 'busy',
  6: 'busy',
  8: 'unwritable',
  10: 'io',
  11: 'corrupt',
  13: 'full',
  14: 'unwritable',
  26: 'corrupt',
}

/** Null for an error that is not SQLite's. */
export function sqliteTrouble(error: unknown): SqliteTrouble | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null
  return troubles[error.errcode & 0xff] ?? 'other'
}

/** An integer in the file that no program of ours has written: node:sqlite does not read it as a number. */
export const isTooLarge = (error: unknown): boolean =>
  error instanceof RangeError && 'code' in error && error.code === 'ERR_OUT_OF_RANGE'
