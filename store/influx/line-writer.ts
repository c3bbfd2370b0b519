/**
 * Sends line protocol over one kept-alive connection.
 *
 * Not through the `influx` package, because its writes have no way to send lines built once per batch, put the password
 * into the URL, shut the host out for seconds after any 5xx (also for an unrelated write), and never end when an
 * answer breaks off.
 */
import http from 'node:http'
import https from 'node:https'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { errorText, type Place, unreachable } from './influx-errors.ts'

export interface LineWriterOptions extends Place {
  readonly password: string | null
  readonly timeoutMs: number
  /** Pays over a network; on one machine it only costs. */
  readonly gzip: boolean
}

export interface WriteAnswer {
  readonly status: number
  /** InfluxDB's own words; empty when it took everything. */
  readonly error: string
}

export class LineWriter {
  readonly #options: LineWriterOptions
  readonly #agent: http.Agent
  readonly #headers: http.OutgoingHttpHeaders

  constructor(options: LineWriterOptions) {
    this.#options = options
    const agentOptions = { keepAlive: true, maxSockets: 4 }
    this.#agent = options.tls ? new https.Agent(agentOptions) : new http.Agent(agentOptions)
    this.#headers = { 'content-type': 'text/plain; charset=utf-8' }
    if (options.username !== null) {
      const credentials = Buffer.from(`${options.username}:${options.password ?? ''}`).toString('base64')
      this.#headers.authorization = `Basic ${credentials}`
    }
    if (options.gzip) this.#headers['content-encoding'] = 'gzip'
  }

  /** Resolves with whatever InfluxDB answered; throws StoreUnavailable when it did not answer in time. */
  async write(lines: Buffer, precision: 'ms' | 'ns'): Promise<WriteAnswer> {
    const body = this.#options.gzip ? await compress(lines, { level: 1 }) : lines
    try {
      return await this.#post(body, precision)
    } catch (error) {
      throw unreachable(this.#options, error instanceof Error ? error.message : String(error))
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  #post(body: Buffer, precision: 'ms' | 'ns'): Promise<WriteAnswer> {
    const { host, port, database, tls, timeoutMs } = this.#options
    return new Promise((resolve, reject) => {
      const request = (tls ? https : http).request(
        {
          host,
          port,
          method: 'POST',
          path: `/write?db=${encodeURIComponent(database)}&precision=${precision}`,
          agent: this.#agent,
          headers: { ...this.#headers, 'content-length': body.length },
          // Over the whole exchange: a socket timeout alone would wait for ever on an answer that trickles.
          signal: AbortSignal.timeout(timeoutMs),
        },
        (response) => {
          let answer = ''
          response.setEncoding('utf8')
          response.on('data', (piece: string) => {
            if (answer.length < 10_000) answer += piece
          })
          response.on('error', reject)
          response.on('end', () => {
            resolve({ status: response.statusCode ?? 0, error: errorText(answer) })
          })
        },
      )
      request.on('error', (error) => {
        reject(
          error.name === 'AbortError' || error.name === 'TimeoutError'
            ? new Error(`no answer within ${timeoutMs} ms`)
            : error,
        )
      })
      request.end(body)
    })
  }
}

const compress = promisify<Buffer, { level: number }, Buffer>(gzip)
