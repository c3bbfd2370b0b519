/** Sends line protocol, and accepts only the one answer that means stored. */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { errorWords, failureOf, notInflux, type Place, type Refusal } from './influx-errors.ts'
import type { InfluxHttp } from './influx-http.ts'
import { majorOf } from './influx-version.ts'

export interface LineWriterOptions {
  readonly http: InfluxHttp
  readonly place: Place
  /** Worthwhile over a network; a waste on one machine. */
  readonly gzip: boolean
}

export class LineWriter {
  readonly #options: LineWriterOptions

  constructor(options: LineWriterOptions) {
    this.#options = options
  }

  /**
   * Null if everything is stored, otherwise the objection to the content. Throws StoreUnavailable or StoreMisconfigured.
   *
   * Only 204 means stored: according to the 1.x manual, 200 means "understood, but not completed", and web pages also come with
   * 200. A 1.x that has given its version once gives it in each answer, so a 204 without it is from something else. 2.x may not.
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
    if (status === 204 && (answer.version !== null || http.version === null || majorOf(http.version) >= 2))
      return null
    if (status < 400) throw notInflux(place, answer)
    const failure = failureOf(place, answer)
    if (failure !== null) throw failure
    return {
      status: status === 413 || status === 422 ? status : 400,
      words: errorWords(answer) ?? 'the request is too large',
    }
  }
}

const compress = promisify<Buffer, { level: number }, Buffer>(gzip)
