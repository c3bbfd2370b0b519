/**
 * The store in InfluxDB 1.x (1.6 or newer): line protocol in, InfluxQL out.
 *
 * Points are keyed by measurement, cushion and time, so writing twice is writing once. A write sends the lines of many
 * batches together; when InfluxDB refuses the content (400), each batch is sent by itself and the one at fault set
 * aside with InfluxDB's reason.
 */
import type { FrameColumns, RecordBatch } from '../../contract/record.ts'
import type { Bout } from '../../core/model/schemas/bouts.ts'
import { dayMs } from '../../core/time/calendar.ts'
import { type Clock, wallClock } from '../../platform/clock.ts'
import { beside, stretchOf } from '../beside.ts'
import { mixedReason, reasonToSetAside } from '../check-batch.ts'
import {
  type Range,
  type SetAside,
  type Store,
  type StoredCushion,
  type StoredFrame,
  type StoreLog,
  StoreMisconfigured,
  type Stretch,
} from '../store.ts'
import type { Series } from './influx-answer.ts'
import { type Place, refusesAll } from './influx-errors.ts'
import { InfluxHttp } from './influx-http.ts'
import { markStatements, marksOf } from './influx-marks.ts'
import { readPages, within } from './influx-pages.ts'
import { InfluxReader } from './influx-reader.ts'
import { boutsOf, eventsOf, framesOf, minutesOf } from './influx-rows.ts'
import { openDatabase } from './influx-version.ts'
import type { LineBytes } from './line-bytes.ts'
import { LineWriter } from './line-writer.ts'
import { boutLine, cushionLine, eventLines, measurement, minuteLine, writeFrames } from './lines.ts'
import { type Parcel, sendParcels } from './parcels.ts'

export interface InfluxStoreOptions {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly username: string | null
  readonly password: string | null
  readonly tls?: boolean
  /** Authority that signed InfluxDB's certificate (PEM); the system's when null. */
  readonly caFile?: string | null
  readonly log: StoreLog
  readonly clock?: Clock
  readonly timeoutMs?: number
  readonly gzip?: boolean
}

/** What the database says of a cushion, and when that was noted last. */
interface Known {
  readonly simulated: boolean
  readonly notedMs: number
}
const noteAgainMs = dayMs

export const createInfluxStore = (options: InfluxStoreOptions): InfluxStore => new InfluxStore(options)

export class InfluxStore implements Store {
  readonly name = 'influx'
  readonly #log: StoreLog
  readonly #clock: Clock
  readonly #place: Place
  readonly #http: InfluxHttp
  readonly #reader: InfluxReader
  readonly #writer: LineWriter
  #ready = false
  #known = new Map<string, Known>()
  /** Writes go one after the other: a bout's kept end is looked up before it is written. */
  #lastWrite: Promise<unknown> = Promise.resolve()

  constructor(options: InfluxStoreOptions) {
    const { host, port, database, username, tls = false, gzip = false } = options
    const { password, caFile = null, timeoutMs = 15_000 } = options
    this.#log = options.log
    this.#clock = options.clock ?? wallClock
    const place = { host, port, database, username, tls }
    this.#place = place
    this.#http = new InfluxHttp({ ...place, password, caFile, timeoutMs })
    this.#reader = new InfluxReader(this.#http, place)
    this.#writer = new LineWriter({ http: this.#http, place, gzip })
  }

  async start(): Promise<void> {
    await this.#open()
  }

  async stop(): Promise<void> {
    await this.#lastWrite.catch(() => {})
    this.#http.close()
    this.#ready = false
    this.#known.clear()
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

  async cells(range: Range) {
    await this.#open()
    const [keys] = await this.#reader.query([`SHOW FIELD KEYS FROM "${measurement.frame}"`])
    const names = (keys?.[0]?.rows ?? []).map((row) => String(row[0])).filter((name) => /^c\d+$/.test(name))
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
      return await this.#writeOnce(batches)
    } catch (error) {
      // Whatever came between may have changed the database (dropped, restored, another user): look again next time.
      this.#ready = false
      this.#known.clear()
      throw error
    }
  }

  async #writeOnce(batches: readonly RecordBatch[]): Promise<{ setAside: readonly SetAside[] }> {
    await this.#open()
    const setAside: SetAside[] = []
    const sound: RecordBatch[] = []
    for (const batch of batches) {
      const reason = reasonToSetAside(batch)
      if (reason === null) sound.push(batch)
      else setAside.push({ batch, reason })
    }
    await this.#learnCushions(sound)
    const accepted: RecordBatch[] = []
    for (const batch of sound) {
      if (this.#known.get(batch.cushion)?.simulated === batch.simulated) accepted.push(batch)
      else setAside.push({ batch, reason: mixedReason(batch) })
    }
    const isLatest = await this.#latestBouts(accepted)
    const moved = await this.#besideOthers(accepted)
    const parcels = accepted.map((batch): Parcel => {
      const { cushion, minutes, events } = batch
      const frames = moved.get(batch) ?? batch.frames
      const bouts = batch.bouts.filter((bout) => isLatest(cushion, bout))
      return {
        batch,
        ms: {
          count: (frames?.atMs.length ?? 0) + minutes.length + bouts.length,
          write(lines) {
            if (frames !== null) writeFrames(lines, cushion, frames)
            for (const minute of minutes) writeLine(lines, minuteLine(cushion, minute))
            for (const bout of bouts) writeLine(lines, boutLine(cushion, bout))
          },
        },
        ns: {
          count: events.length,
          write(lines) {
            for (const line of eventLines(cushion, events)) writeLine(lines, line)
          },
        },
      }
    })
    const takesOne = () => this.#takesOne(accepted)
    setAside.push(...(await sendParcels({ writer: this.#writer, takesOne }, parcels)))
    return { setAside }
  }

  /** The note of a cushion, which was taken before, and now. */
  async #takesOne([batch]: readonly RecordBatch[]): Promise<void> {
    if (batch === undefined) return
    const line = cushionLine(batch.cushion, { simulated: batch.simulated, notedMs: this.#clock.nowMs() })
    const refused = await this.#writer.write(Buffer.from(line), 'ms')
    if (refused !== null) throw refusesAll(this.#place, refused)
  }

  /**
   * Looks up cushions not met before, and notes new ones in the database: their first batch fixes `simulated`. Noted again
   * each day, or a retention policy would forget the cushion before its data.
   */
  async #learnCushions(batches: readonly RecordBatch[]): Promise<void> {
    const nowMs = this.#clock.nowMs()
    const isNoted = (one: Known | undefined) => one !== undefined && nowMs - one.notedMs < noteAgainMs
    if (batches.every(({ cushion }) => isNoted(this.#known.get(cushion)))) return
    const [answer] = await this.#reader.query([knownCushions])
    const found = knownOf(answer ?? [])
    const lines: string[] = []
    for (const { cushion, ...batch } of batches) {
      const known = found.get(cushion)
      if (isNoted(known)) continue
      const { simulated } = known ?? batch
      const noted = { simulated, notedMs: nowMs }
      found.set(cushion, noted)
      lines.push(cushionLine(cushion, noted))
    }
    if (lines.length > 0) {
      const refused = await this.#writer.write(Buffer.from(lines.join('\n')), 'ms')
      if (refused !== null)
        throw new StoreMisconfigured(
          `The database ${this.#place.database} does not take the list of cushions (${refused.words}). Check its retention policy, or choose another database.`,
        )
    }
    this.#known = found
  }

  /** Frames of batches that may meet another epoch of the gateway's clock, moved on where a millisecond is taken. */
  async #besideOthers(batches: readonly RecordBatch[]): Promise<ReadonlyMap<RecordBatch, FrameColumns>> {
    const moved = new Map<RecordBatch, FrameColumns>()
    for (const batch of batches) {
      const { cushion, frames } = batch
      if (!batch.crossing || frames === null || frames.atMs.length === 0) continue
      const there: StoredFrame[] = []
      for await (const page of this.frames({ cushion, ...stretchOf(frames) })) there.push(...page)
      moved.set(batch, beside(there, frames))
    }
    return moved
  }

  /** Of the versions of a bout (in the database and in these batches) only the one that ends last is written. */
  async #latestBouts(batches: readonly RecordBatch[]): Promise<(cushion: string, bout: Bout) => boolean> {
    const latest = new Map<string, number>()
    const note = (cushion: string, bout: Bout) => {
      const key = `${cushion}|${bout.startedAtMs}`
      latest.set(key, Math.max(latest.get(key) ?? 0, bout.endedAtMs))
    }
    const starts = new Map<string, number[]>()
    for (const { cushion, bouts } of batches) {
      for (const bout of bouts) {
        note(cushion, bout)
        starts.set(cushion, [...(starts.get(cushion) ?? []), bout.startedAtMs])
      }
    }
    for (const [cushion, atMs] of starts) {
      const range = { cushion, fromMs: Math.min(...atMs), toMs: Math.max(...atMs) + 1 }
      for (const bout of await this.bouts(range)) note(cushion, bout)
    }
    return (cushion, bout) => bout.endedAtMs >= (latest.get(`${cushion}|${bout.startedAtMs}`) ?? 0)
  }
}

function writeLine(lines: LineBytes, ascii: string): void {
  lines.begin()
  lines.text(ascii)
}

const knownCushions = `SELECT last("simulated") FROM "${measurement.cushion}" GROUP BY "cushion"`

/** By the id, in its order. */
const knownOf = (answer: readonly Series[]): Map<string, Known> =>
  new Map(
    answer
      .map(({ cushion, rows }): [string, Known] => [
        cushion ?? '',
        { simulated: rows[0]?.[1] === true, notedMs: Number(rows[0]?.[0]) },
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
