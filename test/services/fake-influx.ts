/**
 * A small server on loopback that answers like an InfluxDB 1.x with one database, keeps the lines it receives, and can answer
 * badly on request. It understands only the requests of the driver's recorder side. With a token it answers like a 2.x with one
 * bucket, as the sources of InfluxDB 2.7 have it (http/legacy, v1/coordinator/statement_executor.go).
 */
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'

export type BadAnswer = (response: ServerResponse, request: { readonly url: string }) => void

export interface FakeInflux {
  readonly port: number
  /** The latest line of each point. */
  readonly points: ReadonlyMap<string, string>
  /** Requests that got a bad answer. */
  readonly answeredBadly: readonly string[]
  /** How to answer from now on; null: normally. */
  answerBadly(how: BadAnswer | null): void
  stop(): Promise<void>
}

export interface FakeInfluxOptions {
  readonly database: string
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer }
  /** InfluxDB's version header; null as behind a proxy that removes it. */
  readonly version?: string | null
  /** 2.x: every request but /ping needs it. */
  readonly token?: string
}

export async function startFakeInflux(options: FakeInfluxOptions): Promise<FakeInflux> {
  const { database, tls, token, version = '1.8.10' } = options
  const points = new Map<string, string>()
  const answeredBadly: string[] = []
  let bad: BadAnswer | null = null

  const result = (series?: object) => JSON.stringify({ results: [{ statement_id: 0, ...series }] })
  const cushions = () =>
    [...points.values()].flatMap((line) => {
      const [, cushion, simulated, ms] =
        /^seat_cushion,cushion=(\S+) simulated=(\w+),format=\d+i (\d+)$/.exec(line) ?? []
      const values = [[Number(ms), simulated === 'true']]
      return cushion === undefined ? [] : [{ tags: { cushion }, columns: ['time', 'last'], values }]
    })

  const query = (response: ServerResponse, statement: string) => {
    response.setHeader('content-type', 'application/json')
    if (statement === 'SHOW DATABASES')
      response.end(result({ series: [{ name: 'databases', columns: ['name'], values: [[database]] }] }))
    else if (token !== undefined && statement.startsWith('CREATE'))
      response.end(result({ error: 'not implemented: CREATE DATABASE' }))
    else if (statement.includes('last("simulated")')) response.end(result({ series: cushions() }))
    else response.end(result())
  }

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    for await (const piece of request) body += String(piece)
    const url = new URL(request.url ?? '/', 'http://fake')
    if (bad !== null) {
      answeredBadly.push(url.pathname)
      bad(response, { url: request.url ?? '' })
      return
    }
    if (version !== null && (token === undefined || url.pathname === '/ping'))
      response.setHeader('x-influxdb-version', version)
    if (url.pathname === '/ping') response.writeHead(204).end()
    else if (!knows(request))
      response
        .writeHead(401, { 'content-type': 'application/json; charset=utf-8' })
        .end('{"code":"unauthorized","message":"unauthorized access"}')
    else take(url, body, response)
  }
  const knows = ({ headers }: IncomingMessage) =>
    token === undefined || headers.authorization === `Token ${token}`
  const take = (url: URL, body: string, response: ServerResponse) => {
    if (url.pathname === '/query') return query(response, url.searchParams.get('q') ?? '')
    for (const line of body.split('\n')) points.set(line.replace(/ .* /, ' '), line)
    response.writeHead(204).end()
  }
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    // The other side may disconnect in the middle of an answer.
    handle(request, response).catch(() => response.destroy())
  }
  const server = tls === undefined ? http.createServer(answer) : https.createServer(tls, answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address: AddressInfo | string | null = server.address()

  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    points,
    answeredBadly,
    answerBadly: (how) => {
      bad = how
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
