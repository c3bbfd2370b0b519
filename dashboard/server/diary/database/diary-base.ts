/** What the diary asks of the database that keeps it: a file of SQLite in the data folder, or PostgreSQL. */

export type Value = string | number | null
export type Row = Readonly<Record<string, unknown>>

/** The same text for either database: tables are named `"diary_checkIn"`, values `$1`, `$2` and so on. */
export interface Statements {
  all(text: string, ...values: readonly Value[]): Promise<readonly Row[]>
  /** How many rows it changed. */
  run(text: string, ...values: readonly Value[]): Promise<number>
}

/** Whatever fails because of the database is a DiaryUnavailable. */
export interface DiaryBase extends Statements {
  /** All or nothing. Nobody else writes meanwhile, so that what is read in it still holds when it writes. */
  transaction<T>(work: (on: Statements) => Promise<T>): Promise<T>
  /** A transaction; what it deletes is overwritten where this program can do so. */
  erase(work: (on: Statements) => Promise<void>): Promise<void>
  /** Stays the same until something is written, by this program or another. */
  version(): Promise<string>
  /** Idempotent; a later call opens it again. */
  stop(): Promise<void>
}

/** The diary cannot be read or written now; the message is for people. */
export class DiaryUnavailable extends Error {
  override name = 'DiaryUnavailable'
}

export const unchanged = 'Nothing was changed; limits, alerts and recording go on.'
