/**
 * The diary in a file of SQLite. The file is opened at the first use, and again after trouble; what was written is on the disk
 * once a call resolves. One piece of work at a time, so that none falls into the transaction of another.
 */
import type { DatabaseSync } from 'node:sqlite'
import { type Clock, wallClock } from '../../../../platform/clock.ts'
import type { Log } from '../../../../platform/log.ts'
import { isDamage, type KeptDatabase } from '../../../../platform/sqlite/kept-database.ts'
import { inLongTransaction } from '../../../../platform/sqlite/transaction.ts'
import { Turns } from '../../../../platform/turns.ts'
import { type DiaryBase, DiaryUnavailable, type Row, type Statements, type Value } from './diary-base.ts'
import { diaryError, openDiaryFile, replaceDiaryFile, sqliteText } from './diary-file.ts'

export interface SqliteBaseOptions {
  /** Path of `diary.db`. */
  readonly file: string
  readonly log: Log
  readonly clock?: Clock
}

type Work<T> = (db: DatabaseSync) => T | Promise<T>

export class SqliteBase implements DiaryBase {
  readonly #options: SqliteBaseOptions
  readonly #clock: Clock
  readonly #turns = new Turns(1)
  #db: DatabaseSync | null = null
  /** How often; a version is that of one opening. */
  #opened = 0

  constructor(options: SqliteBaseOptions) {
    this.#options = options
    this.#clock = options.clock ?? wallClock
  }

  all(text: string, ...values: readonly Value[]): Promise<readonly Row[]> {
    return this.#alone((db) => statementsOn(db).all(text, ...values))
  }

  run(text: string, ...values: readonly Value[]): Promise<number> {
    return this.#alone((db) => statementsOn(db).run(text, ...values))
  }

  transaction<T>(work: (on: Statements) => Promise<T>): Promise<T> {
    return this.#alone((db) => inLongTransaction(db, () => work(statementsOn(db))))
  }

  erase(work: (on: Statements) => Promise<void>): Promise<void> {
    return this.#alone(async (db) => {
      db.exec('PRAGMA secure_delete = ON')
      await inLongTransaction(db, () => work(statementsOn(db)))
      db.exec('PRAGMA secure_delete = OFF; PRAGMA wal_checkpoint(TRUNCATE)')
    })
  }

  /** SQLite: data_version of others, total_changes of this connection. */
  version(): Promise<string> {
    return this.#alone((db) => {
      const elsewhere = db.prepare('PRAGMA data_version').get()?.data_version
      const here = db.prepare('SELECT total_changes() AS n').get()?.n
      return `${this.#opened} ${elsewhere} ${here}`
    })
  }

  async stop(): Promise<void> {
    await this.#turns.take()
    this.#close()
    this.#turns.give()
  }

  #close(): void {
    this.#db?.close()
    this.#db = null
  }

  /** @throws DiaryUnavailable */
  async #alone<T>(work: Work<T>): Promise<T> {
    await this.#turns.take()
    try {
      return await this.#attempt(work)
    } catch (error) {
      const reported = error instanceof DiaryUnavailable ? error : diaryError(error)
      if (!(reported instanceof DiaryUnavailable)) throw error
      const { file, log } = this.#options
      const { cause } = reported
      log.warn({ file, reason: cause instanceof Error ? cause.message : String(cause) }, reported.message)
      throw reported
    } finally {
      this.#turns.give()
    }
  }

  /** Corruption that shows now: the file is set aside, what can be read of it goes into a new one, and the work is done there. */
  async #attempt<T>(work: Work<T>): Promise<T> {
    try {
      return await work(this.#open())
    } catch (error) {
      const isOfFile = isDamage(error) || diaryError(error) !== error
      if (isOfFile) this.#close()
      if (!isDamage(error)) throw error
    }
    return await work(this.#take(replaceDiaryFile(this.#options.file, this.#clock.nowMs())))
  }

  #open(): DatabaseSync {
    return this.#db ?? this.#take(openDiaryFile(this.#options.file, this.#clock.nowMs()))
  }

  #take({ db, setAside }: KeptDatabase<DatabaseSync>): DatabaseSync {
    const { file, log } = this.#options
    if (setAside !== null) log.warn({ file }, setAside)
    this.#db = db
    this.#opened += 1
    return db
  }
}

const statementsOn = (db: DatabaseSync): Statements => {
  const prepared = (text: string) => db.prepare(sqliteText(text))
  return {
    all: async (text, ...values) => prepared(text).all(named(values)),
    run: async (text, ...values) => Number(prepared(text).run(named(values)).changes),
  }
}

const named = (values: readonly Value[]): Record<string, Value> =>
  Object.fromEntries(values.map((value, at) => [`$${at + 1}`, value]))
