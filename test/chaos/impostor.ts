/**
 * What can answer in InfluxDB's place: a proxy, a network sign-in, a load balancer. Takes over connections of a TcpProxy and
 * gives every request the same wrong answer.
 *
 *   200html   status 200 with a page, as a captive portal does
 *   400, 413  a refusal of everything, however small
 *   endless   status 200 and an answer that never ends
 */
import { createServer, type Server, type ServerResponse } from 'node:http'

export const impostorKinds = ['200html', '400', '413', 'endless'] as const
export type ImpostorKind = (typeof impostorKinds)[number]

const page = '<!doctype html><title>Sign in</title><h1>Sign in to this network</h1>\n'
const piece = 'x'.repeat(16_000)
const pieceEveryMs = 50

/** Not listening: it is handed its connections. */
export function createImpostor(kind: ImpostorKind): Server {
  return createServer((request, response) => {
    request.resume()
    request.once('end', () => answer(kind, response))
    // The other side may hang up in the middle.
    response.on('error', () => {})
  })
}

function answer(kind: ImpostorKind, response: ServerResponse): void {
  const html = { 'content-type': 'text/html' }
  switch (kind) {
    case '200html':
      response.writeHead(200, html).end(page)
      break
    case '400':
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"unable to parse"}')
      break
    case '413':
      response.writeHead(413, html).end('<h1>413 Request Entity Too Large</h1>')
      break
    case 'endless': {
      response.writeHead(200, { 'content-type': 'application/json' })
      const timer = setInterval(() => response.write(piece), pieceEveryMs)
      response.once('close', () => clearInterval(timer))
      break
    }
  }
}
