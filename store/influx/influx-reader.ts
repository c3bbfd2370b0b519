/** Runs queries and creates the database. */
import type { Range } from '../store.ts'
import { type Series, type StatementAnswer, statementAnswers } from './influx-answer.ts'
import {
  cutShort,
  errorWords,
  failureOf,
  isJson,
  missingDatabase,
  notInflux,
  type Place,
  unreachable,
} from './influx-errors.ts'
import type { InfluxHttp } from './influx-http.ts'
import { within } from './within.ts'

export class InfluxReader {
  readonly #http: InfluxHttp
  readonly #place: Place

  constructor(http: InfluxHttp, place: Place) {
    this.#http = http
    this.#place = place
  }

  /** One list of series per statement, each whole. Throws StoreUnavailable or StoreMisconfigured. */
  async query(statements: readonly string[]): Promise<Series[][]> {
    const answers = await this.#ask('GET', statements)
    return answers.map(({ series, whole }) => {
      if (!whole) throw this.cutShort('rows are missing: a limit of the server, or the end of the connection')
      return series
    })
  }

  /** The first rows of one series, in the statement's order; `whole` is false when the server left some out. */
  async page(statement: string): Promise<{ readonly series: Series | null; readonly whole: boolean }> {
    const [answer] = await this.#ask('GET', [statement])
    const series = answer?.series[0] ?? null
    const whole = answer?.whole === true
    if (series === null && !whole) throw this.cutShort('no row of it came')
    return { series, whole }
  }

  /** 2.x lists the buckets that the user or token may read. */
  async hasDatabase(): Promise<boolean> {
    const { database } = this.#place
    const [databases] = await this.query(['SHOW DATABASES'])
    return databases?.some(({ rows }) => rows.some(([name]) => name === database)) === true
  }

  /** Throws StoreMisconfigured when it may not. */
  async createDatabase(): Promise<void> {
    const { database } = this.#place
    await this.#ask('POST', [`CREATE DATABASE "${database.replace(/["\\]/g, '\\$&')}"`])
  }

  /** Needs a user who may write. */
  async erase(measurements: readonly string[], range: Range): Promise<void> {
    await this.#ask(
      'POST',
      measurements.map((name) => `DELETE FROM "${name}" WHERE ${within(range)}`),
    )
  }

  cutShort(why: string): Error {
    return cutShort(this.#place, why)
  }

  async #ask(method: 'GET' | 'POST', statements: readonly string[]): Promise<StatementAnswer[]> {
    const { database } = this.#place
    const parameters = { q: statements.join(';'), db: database, epoch: 'ms', chunked: 'true' }
    const answer = await this.#http.ask({ method, path: `/query?${new URLSearchParams(parameters)}` })
    if (answer.status >= 400) {
      if (method === 'POST' && answer.status === 403) throw missingDatabase(this.#place)
      const failure = failureOf(this.#place, answer)
      throw failure ?? unreachable(this.#place, `it did not understand a query: ${errorWords(answer) ?? ''}`)
    }
    if (answer.status !== 200 || !isJson(answer.type)) throw notInflux(this.#place, answer)
    const answers = statementAnswers(answer.body, statements.length)
    if (answers === null) throw this.cutShort('it breaks off or is not what InfluxDB answers')
    const error = answers.find((one) => one.error !== null)?.error ?? null
    if (error !== null) throw this.#resultError(method, error)
    return answers
  }

  #resultError(method: 'GET' | 'POST', words: string): Error {
    const mayNot = method === 'POST' && /not authorized|privilege/.test(words)
    if (mayNot || words.startsWith('database not found')) return missingDatabase(this.#place)
    return unreachable(this.#place, words.slice(0, 300))
  }
}
