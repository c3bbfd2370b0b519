/**
 * In front of everything that the server answers, pages, API and sockets alike: the headers that keep a page safe, and an
 * address without the folder under which a proxy may publish Sitbone.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import helmet from 'helmet'
import { nodeHttp } from '../../../platform/node-http.ts'
import { isKnownHost, type KnownHosts } from './origin.ts'

export interface FrontOptions {
  readonly hosts: KnownHosts
  /** `/sitbone`, or empty. */
  readonly publicPath: string
}

/** Call it when all other handlers of the server are in place. */
export function putInFront(http: Server, { hosts, publicPath }: FrontOptions): void {
  const headers = securityHeaders(hosts)
  http.prependListener('request', (req, res) => {
    req.url = addressWithin(req.url ?? '/', publicPath)
    setHeaders(headers, req, res)
  })
  http.prependListener('upgrade', (req) => {
    req.url = addressWithin(req.url ?? '/', publicPath)
  })
}

/** Refuses a request to become a socket, in words and with the headers of every answer. */
export function refuseUpgrade(req: IncomingMessage, hosts: KnownHosts, message: string): void {
  const { socket } = req
  if (!socket.writable) return
  const res = new nodeHttp.ServerResponse(req)
  res.shouldKeepAlive = false
  res.assignSocket(socket)
  setHeaders(securityHeaders(hosts), req, res)
  res.writeHead(400, { 'Content-Type': 'application/json' })
  res.end(JSON.stringify({ message }))
  socket.end()
}

function setHeaders(headers: ReturnType<typeof helmet>, req: IncomingMessage, res: ServerResponse): void {
  // Helmet only sets headers; it calls back at once, and with an error only for a faulty setting.
  headers(req, res, () => undefined)
  res.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=()')
}

/** A proxy may pass the folder on or take it away, and may leave a second slash. */
function addressWithin(url: string, publicPath: string): string {
  const address = url.replace(/^\/{2,}/, '/')
  if (publicPath === '' || !address.startsWith(publicPath)) return address
  const rest = address.slice(publicPath.length)
  if (rest === '' || rest.startsWith('?')) return `/${rest}`
  return rest.startsWith('/') ? rest.replace(/^\/{2,}/, '/') : address
}

/** Scripts, styles, images, fonts from this server only, nothing inline; sockets to this host only. */
function securityHeaders(hosts: KnownHosts) {
  const socketsOf = (scheme: string) => (req: IncomingMessage) => {
    const own = isKnownHost(req.headers.host, hosts) ? [req.headers.host] : []
    const names = new Set([...own, ...hosts.publicHosts])
    return names.size === 0 ? "'self'" : [...names].map((name) => `${scheme}://${name}`).join(' ')
  }
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        mediaSrc: ["'self'"],
        // 'self' alone does not cover ws: in older Safari.
        connectSrc: ["'self'", socketsOf('ws'), socketsOf('wss')],
        // The page names the folder that it is served from.
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    // On loopback there is no TLS to insist on; a proxy with TLS sets its own.
    strictTransportSecurity: false,
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  })
}
