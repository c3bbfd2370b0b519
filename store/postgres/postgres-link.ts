/**
 * The way to PostgreSQL: finds the server that writes, brings its tables to the present form, runs statements. After any fault all
 * connections are given up, and the next call looks anew: the server may be another one by then.
 */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Pool, PoolClient, QueryResultRow } from 'pg'
import { openPool } from '../../platform/postgres/pool.ts'
import { type StoreLog, StoreMisconfigured, StoreUnavailable } from '../store.ts'
import { type Address, kept, type Place, storeError, where } from './postgres-errors.ts'
import type { PostgresAddress } from './postgres-url.ts'

/** Of several addresses, the first that writes is used. */
export interface LinkOptions extends PostgresAddress {
  readonly log: StoreLog
}

export type Run = <Row extends QueryResultRow>(
  text: string,
  values?: readonly unknown[],
) => Promise<readonly Row[]>

const connectMs = 5000
const answerMs = 30_000

/**
 * Whatever the server is set to, a write counts once it is on the disk, and whoever waited for a cushion sees what was written
 * meanwhile. A program that vanishes holds its cushions up no longer than it takes. By their indexes, in their order: what is looked
 * up is a page among many, which statistics of a table that grows do not say. To compile such statements takes many times as long as
 * to run them.
 */
const begin = `BEGIN ISOLATION LEVEL READ COMMITTED;
  SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off';
  SET LOCAL idle_in_transaction_session_timeout = ${answerMs};
  SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_seqscan = off;
  SET LOCAL enable_bitmapscan = off; SET LOCAL jit = off`

interface Opened {
  readonly pool: Pool
  readonly place: Place
}

export class PostgresLink {
  readonly #options: LinkOptions
  #opening: Promise<Opened> | null = null
  #stopped = true

  constructor(options: LinkOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    this.#stopped = false
    await this.#open()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    const opening = this.#opening
    this.#opening = null
    await opening?.then(
      ({ pool }) => pool.end(),
      () => {},
    )
  }

  /** One statement. Throws StoreUnavailable or StoreMisconfigured. */
  query: Run = async <Row extends QueryResultRow>(text: string, values: readonly unknown[] = []) =>
    await this.transaction((run) => run<Row>(text, values))

  /** All or nothing, on the disk once it resolves. Throws StoreUnavailable or StoreMisconfigured. */
  async transaction<T>(work: (run: Run) => Promise<T>): Promise<T> {
    return await this.#use(async (client) => {
      await client.query(begin)
      const done = await work(runOn(client))
      await client.query('COMMIT')
      return done
    })
  }

  async #use<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const opened = await this.#open()
    let client: PoolClient | null = null
    try {
      client = await opened.pool.connect()
      // A connection that breaks between two statements says so here; the statement that follows fails, too.
      client.on('error', ignore)
      const done = await work(client)
      release(client)
      return done
    } catch (error) {
      this.#giveUp(opened, error)
      // With its connection the server also drops what was begun on it.
      if (client !== null) release(client, { broken: true })
      throw storeError(opened.place, error)
    }
  }

  /** When the fault is of the server or the way there, and not of what was asked. */
  #giveUp(opened: Opened, error: unknown): void {
    const told = storeError(opened.place, error)
    if (!(told instanceof StoreUnavailable || told instanceof StoreMisconfigured)) return
    void this.#opening?.then((current) => {
      if (current !== opened) return
      this.#opening = null
      // Waits for those still in use.
      opened.pool.end().catch(ignore)
    }, ignore)
  }

  async #open(): Promise<Opened> {
    if (this.#stopped) throw new StoreUnavailable('The store is stopped.')
    this.#opening ??= openFirst(this.#options)
    const opening = this.#opening
    try {
      return await opening
    } catch (error) {
      if (this.#opening === opening) this.#opening = null
      throw error
    }
  }
}

const ignore = () => {}

const runOn =
  (client: PoolClient): Run =>
  async <Row extends QueryResultRow>(text: string, values: readonly unknown[] = []) =>
    (await client.query<Row>(text, [...values])).rows

function release(client: PoolClient, { broken = false } = {}): void {
  client.off('error', ignore)
  client.release(broken)
}

/** Of several servers, the fault of a setting is told rather than that one is away. */
async function openFirst(options: LinkOptions): Promise<Opened> {
  const faults: unknown[] = []
  for (const address of options.addresses) {
    try {
      return await openAt(address, options)
    } catch (error) {
      faults.push(error)
    }
  }
  throw faults.find((fault) => fault instanceof StoreMisconfigured) ?? faults.at(-1)
}

async function openAt(address: Address, options: LinkOptions): Promise<Opened> {
  const { database, username, password, log } = options
  const place: Place = { ...address, database, username }
  const pool = await openPool({
    ...address,
    database,
    user: username,
    password: password ?? '',
    ssl: tlsOf(place, options),
    application_name: 'sitbone',
    connectionTimeoutMillis: connectMs,
    query_timeout: answerMs,
    keepAlive: true,
  })
  try {
    // Loaded only where there is a PostgreSQL.
    const { prepare } = await import('./prepare.ts')
    await prepare(pool, place)
    log.info({ ...place }, 'The store is open.')
    return { pool, place }
  } catch (error) {
    await pool.end()
    throw storeError(place, error)
  }
}

function tlsOf(place: Place, { tls, caFile }: LinkOptions): false | { ca?: string } {
  if (!tls) return false
  if (caFile === null) return {}
  try {
    const ca = readFileSync(caFile, 'utf8')
    new X509Certificate(ca)
    return { ca }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const why = code === '' || code.startsWith('ERR_') ? 'it holds no certificate in PEM form' : code
    throw new StoreMisconfigured(
      `${where(place)} cannot be asked: the certificate ${caFile} (--store-ca / SITBONE_STORE_CA) cannot be read (${why}). ${kept} Correct the file or its name.`,
    )
  }
}
