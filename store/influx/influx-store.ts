/**
 * The store in InfluxDB 1.x (1.6 or newer) or 2.x: line protocol in, InfluxQL out.
 *
 * Points are keyed by measurement, cushion and time, so writing twice has the same effect as writing once. A write sends the
 * lines of many batches together. If InfluxDB refuses the content (400), each batch is sent separately, and the faulty one is set
 * aside with InfluxDB's reason.
 */
import type { RecordBatch } from '../../contract/record.ts'
import type { Bout } from '../../core/model/schemas/bouts.ts'
import { type Clock, wallClock } from '../../platform/clock.ts'
import type {
  FrameStep,
  Range,
  SetAside,
  StepRange,
  Store,
  StoredCushion,
  StoreLog,
  Stretch,
} from '../store.ts'
import type { Series } from './influx-answer.ts'
import type { Place } from './influx-errors.ts'
import { InfluxHttp } from './influx-http.ts'
import { markStatements, marksOf } from './influx-marks.ts'
import { readPages } from './influx-pages.ts'
import { InfluxReader } from './influx-reader.ts'
import { boutsOf, eventsOf, framesOf, minutesOf } from './influx-rows.ts'
import { countsAmong, frameFields, readInfluxSteps } from './influx-steps.ts'
import { openDatabase } from './influx-version.ts'
import { InfluxWrites } from './influx-writes.ts'
import { knownCushions, knownOf } from './known-cushions.ts'
import { LineWriter } from './line-writer.ts'
import { measurement } from './lines.ts'
import { within } from './within.ts'

export interface InfluxStoreOptions {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly username: string | null
  readonly password: string | null
  /** API token of an InfluxDB 2.x, used instead of user and password. */
  readonly token?: string | null
  readonly tls?: boolean
  /** Authority that signed InfluxDB's certificate (PEM); the system's when null. */
  readonly caFile?: string | null
  readonly log: StoreLog
  readonly clock?: Clock
  readonly timeoutMs?: number
  readonly gzip?: boolean
}

export const createInfluxStore = (options: InfluxStoreOptions): InfluxStore => new InfluxStore(options)

export class InfluxStore implements Store {
  readonly name = 'influx'
  readonly #log: StoreLog
  readonly #place: Place
  readonly #http: InfluxHttp
  readonly #reader: InfluxReader
  readonly #writes: InfluxWrites
  #ready = false
  /** Writes run one after another, because a bout's stored end is looked up before it is written. */
  #lastWrite: Promise<unknown> = Promise.resolve()

  constructor(options: InfluxStoreOptions) {
    const { host, port, database, username, tls = false, gzip = false } = options
    const { password, token = null, caFile = null, timeoutMs = 15_000 } = options
    this.#log = options.log
    const place = { host, port, database, username, tls }
    this.#place = place
    this.#http = new InfluxHttp({ ...place, password, token, caFile, timeoutMs })
    this.#reader = new InfluxReader(this.#http, place)
    this.#writes = new InfluxWrites({
      clock: options.clock ?? wallClock,
      place,
      reader: this.#reader,
      writer: new LineWriter({ http: this.#http, place, gzip }),
      frames: (range) => this.frames(range),
      bouts: (range) => this.bouts(range),
    })
  }

  async start(): Promise<void> {
    await this.#open()
  }

  async stop(): Promise<void> {
    await this.#lastWrite.catch(() => {})
    this.#http.close()
    this.#ready = false
    this.#writes.forget()
  }

  write(batches: readonly RecordBatch[]): Promise<{ setAside: readonly SetAside[] }> {
    const write = this.#lastWrite.then(
      () => this.#write(batches),
      () => this.#write(batches),
    )
    this.#lastWrite = write
    return write
  }

  async cushions(): Promise<readonly StoredCushion[]> {
    await this.#open()
    const edges = [
      [measurement.frame, 'seq'],
      [measurement.minute, 'seatedS'],
      [measurement.bout, 'endedAtMs'],
      [measurement.event, 'kind'],
    ].flatMap(([name, field]) =>
      ['ASC', 'DESC'].map(
        (order) => `SELECT "${field}" FROM "${name}" GROUP BY "cushion" ORDER BY time ${order} LIMIT 1`,
      ),
    )
    const [known, ...times] = await this.#reader.query([knownCushions, ...edges])
    const found = times.flat()
    return [...knownOf(known ?? [])].map(([cushion, { simulated }]) => {
      const atMs = found
        .filter((series) => series.cushion === cushion)
        .map((series) => Number(series.rows[0]?.[0]))
      return {
        cushion,
        simulated,
        firstAtMs: atMs.length === 0 ? null : Math.min(...atMs),
        lastAtMs: atMs.length === 0 ? null : Math.max(...atMs),
      }
    })
  }

  frames(range: Range) {
    return this.#pages(range, measurement.frame, framesOf)
  }

  async steps(range: StepRange): Promise<readonly FrameStep[]> {
    await this.#open()
    return await readInfluxSteps(this.#reader, range)
  }

  async cells(range: Range) {
    await this.#open()
    const [fields] = await this.#reader.query([frameFields])
    const names = countsAmong(fields)
    const one = (name: string) =>
      `SELECT "${name}" FROM "${measurement.frame}" WHERE ${within(range)} LIMIT 1`
    const found = names.length === 0 ? [] : await this.#reader.query(names.map(one))
    return Math.max(0, ...names.map((name, i) => (found[i]?.length === 0 ? 0 : Number(name.slice(1)) + 1)))
  }

  async marks(cushion: string, stretches: readonly Stretch[]): Promise<readonly string[]> {
    if (stretches.length === 0) return []
    await this.#open()
    return marksOf(stretches, await this.#reader.query(markStatements(cushion, stretches)))
  }

  minutes(range: Range) {
    return this.#pages(range, measurement.minute, minutesOf)
  }

  events(range: Range) {
    return this.#pages(range, measurement.event, eventsOf)
  }

  async bouts(range: Range): Promise<readonly Bout[]> {
    const bouts: Bout[] = []
    for await (const page of this.#pages(range, measurement.bout, boutsOf)) bouts.push(...page)
    return bouts
  }

  async erase(range: Range): Promise<void> {
    await this.#open()
    const { frame, minute, bout, event } = measurement
    await this.#reader.erase([frame, minute, bout, event], range)
    this.#writes.forget()
  }

  async *#pages<T>(range: Range, name: string, rowsOf: (series: Series) => T[]): AsyncGenerator<T[]> {
    await this.#open()
    for await (const series of readPages(this.#reader, range, name)) yield rowsOf(series)
  }

  async #open(): Promise<void> {
    if (this.#ready) return
    await openDatabase({ http: this.#http, reader: this.#reader, place: this.#place, log: this.#log })
    this.#ready = true
  }

  async #write(batches: readonly RecordBatch[]): Promise<{ setAside: readonly SetAside[] }> {
    try {
      await this.#open()
      return await this.#writes.write(batches)
    } catch (error) {
      // The database may have changed meanwhile (dropped, restored, another user): look again next time.
      this.#ready = false
      this.#writes.forget()
      throw error
    }
  }
}
