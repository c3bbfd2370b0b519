/**
 * The diary in the PostgreSQL of the accounts, for several servers. It is opened at the first use. After a fault all connections are
 * given up, and the next call looks anew: the server may be another one by then.
 */
import { existsSync } from 'node:fs'
import type { Pool, PoolClient } from 'pg'
import { type Clock, wallClock } from '../../../../platform/clock.ts'
import type { Log } from '../../../../platform/log.ts'
import { connectionString, openPool, type PostgresAccess } from '../../../../platform/postgres/pool.ts'
import { type DiaryBase, DiaryUnavailable, type Row, type Statements, type Value } from './diary-base.ts'
import { answerMs, inTransaction, statementsOn } from './postgres-statements.ts'
import { inWords } from './postgres-words.ts'
import type { SqliteBase } from './sqlite-base.ts'

export interface PostgresBaseOptions {
  readonly access: PostgresAccess
  /** The diary in the data folder, and its path: what it says is taken over once. */
  readonly earlier: SqliteBase
  readonly realFile: string
  readonly log: Log
  readonly clock?: Clock
}

const connectMs = 5000
/** Readings need most of what a database has; people write seldom. */
const mostConnections = 4

export class PostgresBase implements DiaryBase {
  readonly #options: PostgresBaseOptions
  readonly #clock: Clock
  #opening: Promise<Pool> | null = null
  #tookOver = false

  constructor(options: PostgresBaseOptions) {
    this.#options = options
    this.#clock = options.clock ?? wallClock
  }

  all(text: string, ...values: readonly Value[]): Promise<readonly Row[]> {
    return this.#use((client) => statementsOn(client).all(text, ...values))
  }

  run(text: string, ...values: readonly Value[]): Promise<number> {
    return this.transaction((on) => on.run(text, ...values))
  }

  transaction<T>(work: (on: Statements) => Promise<T>): Promise<T> {
    return this.#use((client) => inTransaction(client, work))
  }

  /** PostgreSQL overwrites what was deleted in its own time (VACUUM). */
  erase(work: (on: Statements) => Promise<void>): Promise<void> {
    return this.transaction(work)
  }

  async version(): Promise<string> {
    const [row] = await this.all('SELECT revision FROM "diary_revision"')
    return String(row?.revision)
  }

  async stop(): Promise<void> {
    const opening = this.#opening
    this.#opening = null
    await opening?.then(
      (pool) => pool.end(),
      () => {},
    )
  }

  /** @throws DiaryUnavailable */
  async #use<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const opening = this.#open()
    let client: PoolClient | null = null
    try {
      const pool = await opening
      client = await pool.connect()
      const done = await work(client)
      client.release()
      return done
    } catch (error) {
      // With its connection the server also drops what was begun on it.
      client?.release(true)
      throw this.#told(opening, client === null ? inWords(error) : error)
    }
  }

  /** What is thrown for it; when the fault is of the database, others do not use these connections again. */
  #told(opening: Promise<Pool>, error: unknown): unknown {
    if (!(error instanceof DiaryUnavailable)) return error
    if (this.#opening === opening) {
      this.#opening = null
      // Waits for those still in use.
      opening.then((pool) => pool.end()).catch(() => {})
    }
    const { cause } = error
    this.#options.log.warn({ reason: cause instanceof Error ? cause.message : String(cause) }, error.message)
    return error
  }

  #open(): Promise<Pool> {
    if (this.#opening !== null) return this.#opening
    const opening = this.#opened()
    this.#opening = opening
    opening.catch(() => {
      if (this.#opening === opening) this.#opening = null
    })
    return opening
  }

  async #opened(): Promise<Pool> {
    const { access, earlier, realFile, log } = this.#options
    const pool = await openPool({
      connectionString: connectionString(access),
      application_name: 'sitbone',
      connectionTimeoutMillis: connectMs,
      query_timeout: answerMs,
      keepAlive: true,
      max: mostConnections,
    })
    try {
      // Loaded only where there is a PostgreSQL.
      const { migrateDiary, takeOver } = await import('./postgres-form.ts')
      await migrateDiary(pool)
      if (!this.#tookOver && existsSync(realFile))
        await takeOver({ pool, earlier, file: realFile, nowMs: this.#clock.nowMs(), log })
      this.#tookOver = true
      return pool
    } catch (error) {
      await pool.end()
      throw error
    }
  }
}
