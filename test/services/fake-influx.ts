/**
 * A small server on loopback that answers as an InfluxDB 1.x with one database does, keeps the lines it is given, and can be
 * told to answer badly instead. It understands only what the recorder's side of the driver asks.
 */
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'

export type BadAnswer = (response: ServerResponse, request: { readonly url: string }) => void

export interface FakeInflux {
  readonly port: number
  /** The latest line of each point. */
  readonly points: ReadonlyMap<string, string>
  /** Requests that were answered badly. */
  readonly answeredBadly: readonly string[]
  /** From now on; null: well again. */
  answerBadly(how: BadAnswer | null): void
  stop(): Promise<void>
}

export interface FakeInfluxOptions {
  readonly database: string
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer }
  /** As InfluxDB names it in each answer; null as behind a proxy that takes it out. */
  readonly version?: string | null
}

export async function startFakeInflux(options: FakeInfluxOptions): Promise<FakeInflux> {
  const { database, tls, version = '1.8.10' } = options
  const points = new Map<string, string>()
  const answeredBadly: string[] = []
  let bad: BadAnswer | null = null

  const result = (series?: object) => JSON.stringify({ results: [{ statement_id: 0, ...series }] })
  const cushions = () =>
    [...points.values()].flatMap((line) => {
      const [, cushion, simulated, ms] = /^seat_cushion,cushion=(\S+) simulated=(\w+) (\d+)$/.exec(line) ?? []
      const values = [[Number(ms), simulated === 'true']]
      return cushion === undefined ? [] : [{ tags: { cushion }, columns: ['time', 'last'], values }]
    })

  const query = (response: ServerResponse, statement: string) => {
    response.setHeader('content-type', 'application/json')
    if (statement === 'SHOW DATABASES')
      response.end(result({ series: [{ name: 'databases', columns: ['name'], values: [[database]] }] }))
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
    if (version !== null) response.setHeader('x-influxdb-version', version)
    if (url.pathname === '/query') query(response, url.searchParams.get('q') ?? '')
    else {
      for (const line of body.split('\n')) points.set(line.replace(/ .* /, ' '), line)
      response.writeHead(204).end()
    }
  }
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    // The other side may hang up in the middle of what it is told.
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
