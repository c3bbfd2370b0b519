/** What an error of PostgreSQL, or of the way to it, means for the diary. None repeats the password or the address: they go to the page. */
import { DiaryUnavailable, unchanged } from './diary-base.ts'

/** Classes of SQLSTATE that only a statement of this program can cause: values, constraints, words. */
const ownFault = /^(22|23|42)/
/** Of these, what a person has to mend: rights, and tables that somebody changed. */
const notOurs = ['42501', '42P01', '42703']

/** The error to throw; one that is a bug stays as it is. The cause goes to the log. */
export function inWords(error: unknown): unknown {
  if (error instanceof DiaryUnavailable || isBug(error)) return error
  return new DiaryUnavailable(
    `The diary in PostgreSQL cannot be read or written now. ${unchanged} It is tried again each time it is asked for; the log gives the reason.`,
    { cause: error },
  )
}

/** The answer to the last word of a transaction did not come. */
export function duringCommit(error: unknown): unknown {
  if (isBug(error)) return error
  return new DiaryUnavailable(
    'PostgreSQL went away while this was saved, so it may or may not be in the diary. Limits, alerts and recording go on. Look at the diary before you save it again.',
    { cause: error },
  )
}

export const writtenByNewer = (step: string): DiaryUnavailable =>
  new DiaryUnavailable(
    `The diary was written by a newer Sitbone (step ${step}). ${unchanged} Use the newer Sitbone, or another database (--accounts).`,
  )

function isBug(error: unknown): boolean {
  if (!(error instanceof Error)) return true
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (ownFault.test(code)) return !notOurs.includes(code)
  return error instanceof TypeError || error instanceof RangeError
}
