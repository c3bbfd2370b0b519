/** HTTP: odd paths, queries, headers and bodies, and requests with broken bytes, against a real server on loopback. */
import { request } from 'node:http'
import { connect } from 'node:net'
import fc from 'fast-check'
import { verbs } from '../../../core/model/schemas/commands.ts'
import { examplesOf } from '../examples.ts'
import { alteredBytes, junkBytes, junkPayload } from '../junk.ts'
import { fuzzed, holds, type Target } from '../target.ts'
import { openedDashboard } from './dashboard-parts.ts'
import { diaryBodies } from './diary.ts'

const cushion = '/api/v1/cushions/desk-1'
const day = 'from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z'
const diaryPaths = (of: string) => [
  `${of}/checkins`,
  `${of}/checkins?${day}`,
  `${of}/checkins/morning-1`,
  `${of}/progress`,
  `${of}/progress/baseline`,
  `${of}/progress/undo`,
  `${of}/entries?${day}`,
  `${of}/entries/a`,
  `${of}/setup`,
  `${of}/load-spike`,
  `${of}/red-flags`,
]
const paths = [
  '/api/v1/cushions',
  `${cushion}/state`,
  `${cushion}/minutes?${day}`,
  `${cushion}/frames?${day}&format=csv`,
  `${cushion}/days?from=2026-03-01&to=2026-03-02&tz=Europe/Berlin`,
  `${cushion}/report?${day}&tz=UTC`,
  `${cushion}/events?from=a&to=b`,
  `${cushion}/bouts?${day}&from=2`,
  `${cushion}/tolerance`,
  ...verbs.map((verb) => `${cushion}/commands/${verb}`),
  ...diaryPaths(cushion),
  ...diaryPaths('/api/v1/cushions/demo-1'),
  '/api/v1/simulator/desk-1',
  '/api/v1/simulator/demo-1',
  '/api/v1/simulator/demo-1/recording',
  '/api/v1/openapi.json',
  '/livez',
  '/readyz',
  '/metrics',
  '/',
  '/day/desk-1',
  '/assets/x.js',
  '/socket.io/?EIO=4&transport=polling',
]
const inUrl = (bytes: Buffer): string =>
  `/${bytes
    .toString('latin1')
    .replaceAll(/[^\x21-\x7e]/g, (char) => encodeURIComponent(char))
    .replace(/^\//, '')}`
const path = fc.oneof(
  fc.constantFrom(...paths),
  alteredBytes(paths).map(inUrl),
  fc
    .tuple(fc.constantFrom(...paths), fc.webQueryParameters())
    .map(([plain, query]) => `${plain}${plain.includes('?') ? '&' : '?'}${query}`),
)
const body = fc.oneof(
  junkPayload(examplesOf('/tolerance')),
  ...verbs.map((verb) => junkPayload(examplesOf(`cmd/${verb}`))),
  junkPayload([...examplesOf('simulator/<id>/set'), { record: true }, {}]),
  ...Object.values(diaryBodies).map((examples) => junkPayload(examples)),
)
const json = fc.constant('application/json')
const headers = fc.record(
  {
    'content-type': fc.oneof(
      json,
      json,
      fc.constantFrom('text/plain', 'application/json; charset=utf-16', 'x'),
    ),
    accept: fc.constantFrom('text/csv', 'application/json', '*/*', 'x/y;q=bogus', ''),
    'content-encoding': fc.constantFrom('gzip', 'br', 'x'),
    'accept-encoding': fc.constantFrom('gzip', 'x', ''),
    range: fc.constantFrom('bytes=0-1', 'bytes=-', 'x'),
  },
  { requiredKeys: [] },
)

interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: Buffer | null
}

function ask(base: string, asked: Asked): Promise<{ status: number; type: string; text: string }> {
  const { method, path, headers, body } = asked
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base)
    const sending = request({ hostname, port, method, path, headers, timeout: 10_000, agent: false })
    sending.on('timeout', () => sending.destroy(new Error(`no answer to ${method} ${path}`)))
    sending.on('error', reject)
    sending.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject)
      response.on('end', () => {
        const type = response.headers['content-type'] ?? ''
        resolve({ status: response.statusCode ?? 0, type, text: Buffer.concat(chunks).toString() })
      })
    })
    // Without a length Node sends the body of a DELETE as if it were the next request.
    if (body !== null) sending.setHeader('content-length', body.length)
    sending.end(body ?? undefined)
  })
}

export const http: Target = {
  name: 'http',
  async open() {
    const running = await openedDashboard()
    return fuzzed(
      fc.record({
        method: fc.constantFrom('GET', 'GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH'),
        path,
        headers,
        body: fc.option(body),
        // A page of another origin is refused before its body is read.
        own: fc.boolean(),
      }),
      async ({ own, ...rest }) => {
        const withBody = ['PUT', 'POST', 'DELETE', 'PATCH'].includes(rest.method)
        const given = { ...rest.headers, ...(own ? { origin: running.url } : {}) }
        const asked: Asked = { ...rest, headers: given, body: withBody ? rest.body : null }
        const { status, type, text } = await ask(running.url, asked)
        const what = `${rest.method} ${rest.path}: ${status} ${type} ${text.slice(0, 400)}`
        // 501: not supported; 503: a part is away; 504: a command was not answered.
        holds(status < 500 || [501, 503, 504].includes(status), what)
        if (status >= 400 && rest.path.startsWith('/api/') && rest.method !== 'HEAD')
          holds(type.startsWith('application/problem+json'), what)
        holds(!/\n\s+at .*\.ts:\d+/.test(text), `a stack trace went out: ${what}`)
        await running.wellness()
      },
      () => running.end(),
    )
  },
}

const requests = (host: string) =>
  [
    `GET /livez HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    `PUT ${cushion}/tolerance HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\nnull`,
    `POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 2\r\n\r\n40`,
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n\x81\x85\0\0\0\x0040{}x`,
    `GET /elsewhere HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
  ].map((text) => Buffer.from(text, 'latin1'))

export const rawHttp: Target = {
  name: 'http-bytes',
  async open() {
    const running = await openedDashboard()
    const { hostname, port, host } = new URL(running.url)
    return fuzzed(
      fc.record({
        bytes: fc.oneof(
          { weight: 6, arbitrary: alteredBytes(requests(host)) },
          { weight: 1, arbitrary: junkBytes },
        ),
        reset: fc.boolean(),
      }),
      async ({ bytes, reset }) => {
        await new Promise<void>((resolve) => {
          const socket = connect({ host: hostname, port: Number(port) })
          const done = () => {
            clearTimeout(timer)
            socket.destroy()
            resolve()
          }
          const timer = setTimeout(done, 30)
          socket.on('error', done).on('close', done).on('data', done)
          socket.write(bytes, () => reset && socket.resetAndDestroy())
        })
        await running.wellness()
      },
      () => running.end(),
    )
  },
}
