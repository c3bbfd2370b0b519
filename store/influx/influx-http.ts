/**
 * Sends requests to InfluxDB over HTTP, and is the only place that reads an answer. Any answer (from InfluxDB, a proxy or a
 * captive portal) is read up to a limit of size and time, and no redirect is followed.
 *
 * Not through the `influx` package: it keeps answers of any size in memory, never settles if one is incomplete, avoids the host
 * for seconds after any 5xx, and puts the password into the URL of a write.
 */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type http from 'node:http'
import { nodeHttp, nodeHttps } from '../../platform/node-http.ts'
import { type Answer, connectError, type Place, unreadableCa } from './influx-errors.ts'

export interface HttpOptions extends Place {
  readonly password: string | null
  /** API token of an InfluxDB 2.x, used instead of user and password. */
  readonly token: string | null
  /** Authority that signed InfluxDB's certificate (PEM); the system's when null. */
  readonly caFile: string | null
  /** For a request with its complete answer. */
  readonly timeoutMs: number
}

export interface Question {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: Buffer
  readonly headers?: http.OutgoingHttpHeaders
}

/** A page of readings takes 2 MB at most; no answer of InfluxDB to what Sitbone asks comes near this. */
export const mostAnswerBytes = 32_000_000

export class InfluxHttp {
  readonly #options: HttpOptions
  readonly #headers: http.OutgoingHttpHeaders
  #agent: http.Agent | null = null
  #version: string | null = null
  #answered = false

  constructor(options: HttpOptions) {
    this.#options = options
    this.#headers = loginHeaders(options)
  }

  /** The version from the last answer that gave one, for instance `1.8.10`; null if none has. */
  get version(): string | null {
    return this.#version
  }

  /** Did the last request get a complete answer of any kind? */
  get answered(): boolean {
    return this.#answered
  }

  /** The complete answer. Throws StoreUnavailable or StoreMisconfigured if there was none, or only a part. */
  async ask(question: Question): Promise<Answer> {
    this.#answered = false
    this.#agent ??= this.#makeAgent()
    try {
      const answer = await this.#exchange(question, this.#agent)
      this.#version = answer.version ?? this.#version
      this.#answered = true
      return answer
    } catch (error) {
      const isLate = error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name)
      const reason = isLate ? new Error(`no answer within ${this.#options.timeoutMs} ms`) : error
      throw connectError(this.#options, reason)
    }
  }

  /** Closes its connections, including those that wait for an answer. */
  close(): void {
    this.#agent?.destroy()
    this.#agent = null
  }

  #makeAgent(): http.Agent {
    const { tls, caFile } = this.#options
    if (!tls) return new nodeHttp.Agent({ keepAlive: true })
    if (caFile === null) return new nodeHttps.Agent({ keepAlive: true })
    try {
      const ca = readFileSync(caFile)
      new X509Certificate(ca)
      return new nodeHttps.Agent({ keepAlive: true, ca })
    } catch (error) {
      throw unreadableCa(this.#options, caFile, error)
    }
  }

  #exchange({ method, path, body, headers }: Question, agent: http.Agent): Promise<Answer> {
    const { host, port, tls, timeoutMs } = this.#options
    return new Promise((resolve, reject) => {
      const request = (tls ? nodeHttps : nodeHttp).request(
        {
          host,
          port,
          method,
          path,
          agent,
          headers: {
            ...this.#headers,
            ...headers,
            ...(body === undefined ? {} : { 'content-length': body.length }),
          },
          // For the whole exchange: a socket timeout alone would wait indefinitely for an answer that trickles in.
          signal: AbortSignal.timeout(timeoutMs),
        },
        (response) => readAnswer(response).then(resolve, reject),
      )
      request.on('error', reject)
      request.end(body)
    })
  }
}

function loginHeaders({ username, password, token }: HttpOptions): http.OutgoingHttpHeaders {
  if (token !== null) return { authorization: `Token ${token}` }
  if (username === null) return {}
  const credentials = Buffer.from(`${username}:${password ?? ''}`).toString('base64')
  return { authorization: `Basic ${credentials}` }
}

async function readAnswer(response: http.IncomingMessage): Promise<Answer> {
  const announced = Number(response.headers['content-length'] ?? 0)
  const pieces: Buffer[] = []
  let bytes = 0
  // Leaving the loop early ends the connection: the rest is not read.
  for await (const piece of response) {
    if (!Buffer.isBuffer(piece)) continue
    bytes += piece.length
    if (Math.max(bytes, announced) > mostAnswerBytes)
      throw new Error(`an answer of more than ${mostAnswerBytes / 1e6} MB`)
    pieces.push(piece)
  }
  const { 'content-type': type = '', 'x-influxdb-version': version } = response.headers
  return {
    status: response.statusCode ?? 0,
    type: type.split(';', 1).join('').trim().toLowerCase(),
    version: typeof version === 'string' ? version.slice(0, 40) : null,
    body: Buffer.concat(pieces).toString(),
  }
}
