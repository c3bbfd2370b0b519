/** Sends line protocol, and knows the one answer that means stored. */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { errorWords, failureOf, notInflux, type Place, type Refusal } from './influx-errors.ts'
import type { InfluxHttp } from './influx-http.ts'

export interface LineWriterOptions {
  readonly http: InfluxHttp
  readonly place: Place
  /** Pays over a network; on one machine it only costs. */
  readonly gzip: boolean
}

export class LineWriter {
  readonly #options: LineWriterOptions

  constructor(options: LineWriterOptions) {
    this.#options = options
  }

  /**
   * Null when everything is stored, else what is held against the content. Throws StoreUnavailable or StoreMisconfigured.
   *
   * Stored is 204 alone: by the manual of 1.x a 200 means "understood, but not completed", and a page comes with 200 too.
   * An InfluxDB that has told its version once tells it in each answer: a 204 without is somebody else's.
   */
  async write(lines: Buffer, precision: 'ms' | 'ns'): Promise<Refusal | null> {
    const { http, place } = this.#options
    const body = this.#options.gzip ? await compress(lines, { level: 1 }) : lines
    const answer = await http.ask({
      method: 'POST',
      path: `/write?${new URLSearchParams({ db: place.database, precision })}`,
      body,
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        ...(this.#options.gzip ? { 'content-encoding': 'gzip' } : {}),
      },
    })
    const { status } = answer
    if (status === 204 && (answer.version !== null || http.version === null)) return null
    if (status < 400) throw notInflux(place, answer)
    const failure = failureOf(place, answer)
    if (failure !== null) throw failure
    return {
      status: status === 413 ? 413 : 400,
      words: errorWords(answer) ?? 'the request is too large',
    }
  }
}

const compress = promisify<Buffer, { level: number }, Buffer>(gzip)
