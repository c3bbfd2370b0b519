/** Turns SQLite's errors into messages that say what to do. */
import { sqliteTrouble } from '../../platform/sqlite/sqlite-trouble.ts'
import { StoreMisconfigured, StoreUnavailable } from '../store.ts'

/** The error to rethrow; an error that is not from SQLite is a bug and stays unchanged. */
export function storeError(error: unknown, file: string): unknown {
  const cause = { cause: error }
  const safe = 'Nothing is lost while the outbox of the gateway has room.'
  switch (sqliteTrouble(error)) {
    case null:
      return error
    case 'full':
      return new StoreUnavailable(
        `The disk of ${file} is full, so no data can be stored. ${safe} Free some space.`,
        cause,
      )
    case 'unwritable':
      return new StoreMisconfigured(
        `${file} cannot be written, so no data can be stored. ${safe} Check its permissions, or choose another folder (--data).`,
        cause,
      )
    case 'busy':
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
