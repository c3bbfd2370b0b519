/**
 * Queries and the making of the database, through the `influx` package.
 *
 * The package keeps a host shut out after an error and never settles when an answer breaks off: so every call has its
 * own time limit, and after any failure the next call starts with a fresh client.
 */

import { errorOf, errorText, missingDatabase, unreachable } from './influx-errors.ts'
import { type IInfluxDB, type InfluxClient, makeInflux, type ReaderOptions } from './influx-package.ts'

export type Value = string | number | boolean | null

/** One series of an answer; `time` is the column 0, in epoch ms. */
export interface Series {
  readonly cushion: string | null
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Value[])[]
}

export class InfluxReader {
  readonly #options: ReaderOptions
  #client: InfluxClient | null = null

  constructor(options: ReaderOptions) {
    this.#options = options
  }

  /** One list of series per statement. Throws StoreUnavailable or StoreMisconfigured. */
  async query(statements: readonly string[]): Promise<Series[][]> {
    const { database } = this.#options
    const answer = await this.#call((client) =>
      client.queryRaw([...statements], { database, precision: 'ms' }),
    )
    return resultsOf(answer).map((result) => {
      if (result.error !== undefined) throw this.#resultError(result.error)
      return (result.series ?? []).map(({ tags, columns, values }) => ({
        cushion: tags?.cushion ?? null,
        columns,
        rows: values ?? [],
      }))
    })
  }

  /** Creates the database when it is missing. Throws StoreMisconfigured when it may not. */
  async ensureDatabase(): Promise<void> {
    const { database } = this.#options
    const names = await this.#call((client) => client.getDatabaseNames())
    if (names.includes(database)) return
    await this.#call((client) => client.createDatabase(database), 'create')
  }

  close(): void {
    this.#client?.close()
    this.#client = null
  }

  async #call<T>(work: (client: IInfluxDB) => Promise<T>, what: 'query' | 'create' = 'query'): Promise<T> {
    this.#client ??= makeInflux(this.#options)
    const client = this.#client
    let timer: NodeJS.Timeout | undefined
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`no answer within ${this.#options.timeoutMs} ms`)),
        this.#options.timeoutMs,
      )
    })
    try {
      return await Promise.race([work(client.db), tooLong])
    } catch (error) {
      // Answered with 4xx: the client is as good as before, and others may be waiting on its connections.
      if ((statusOf(error) ?? 500) >= 500) {
        if (statusOf(error) === null) client.close()
        if (this.#client === client) this.#client = null
      }
      throw this.#callError(error, what)
    } finally {
      clearTimeout(timer)
    }
  }

  #callError(error: unknown, what: 'query' | 'create'): Error {
    const status = statusOf(error)
    const words = error instanceof Error ? error.message : String(error)
    if (status === null)
      return what === 'create' && /not authorized|privilege/.test(words)
        ? missingDatabase(this.#options)
        : unreachable(this.#options, words)
    if (status === 403 && what === 'create') return missingDatabase(this.#options)
    const answer = errorText(words.replace(/^.*? error occurred: /s, ''))
    return (
      errorOf(this.#options, status, answer) ?? new Error(`InfluxDB did not understand a query: ${answer}`)
    )
  }

  #resultError(words: string): Error {
    if (words.startsWith('database not found')) return missingDatabase(this.#options)
    return unreachable(this.#options, words)
  }
}

function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('res' in error)) return null
  const { res } = error
  if (typeof res !== 'object' || res === null || !('statusCode' in res)) return null
  return typeof res.statusCode === 'number' ? res.statusCode : null
}

interface RawResult {
  readonly error?: string
  readonly series?: readonly {
    readonly tags?: Readonly<Record<string, string>>
    readonly columns: readonly string[]
    readonly values?: readonly (readonly Value[])[]
  }[]
}

/** The documented form of an answer of /query (InfluxDB 1.x). */
function resultsOf(answer: unknown): readonly RawResult[] {
  if (typeof answer === 'object' && answer !== null && 'results' in answer && Array.isArray(answer.results)) {
    return answer.results
  }
  return []
}
