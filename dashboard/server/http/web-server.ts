/**
 * The HTTP server itself: takes its address, ends connections whose other side reads nothing, and closes with every connection
 * that is open.
 */
import type { RequestListener, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Log } from '../../../platform/log.ts'
import { nodeHttp, nodeHttps } from '../../../platform/node-http.ts'
import type { TlsFiles } from '../../../platform/tls-files.ts'
import { UnreadWatch } from '../../../platform/unread.ts'
import { type ListenAddress, listenFailure, urlOf } from './bind.ts'
import { reasonOf } from './redact.ts'

export interface WebServer {
  readonly http: Server
  readonly url: string
  close(): Promise<void>
}

export interface WebServerOptions {
  readonly app: RequestListener
  readonly listen: ListenAddress
  /** Null: without TLS. */
  readonly tls: TlsFiles | null
  /** Connections from elsewhere are closed at once. */
  readonly admits: (address: string) => boolean
  readonly log: Log
  /** Called before the first connection: for further handlers. */
  readonly prepare: (http: Server) => void
  /** Seconds without a byte read after which a waiting answer is given up. */
  readonly unreadS: number
}

/** Rejects with DashboardCannotStart when the address cannot be had. */
export async function openWebServer(options: WebServerOptions): Promise<WebServer> {
  const { app, listen, tls, log } = options
  const { http, release } = makeServer(app, tls)
  const open = new Set<Socket>()
  http.on('connection', (socket: Socket) => {
    if (!options.admits(socket.remoteAddress ?? '')) socket.destroy()
  })
  // With TLS, what is written is counted where it is still plain text.
  http.on(tls === null ? 'connection' : 'secureConnection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  options.prepare(http)
  const port = await listenOn(http, listen)
  http.on('error', (error) =>
    log.error({ reason: reasonOf(error) }, 'The web server had an error; it keeps running.'),
  )
  const unread = new UnreadWatch(options.unreadS)
  const watching = setInterval(() => {
    for (const socket of open) if (unread.isStuck(socket)) socket.destroy()
  }, 1000).unref()
  return {
    http,
    url: urlOf({ host: listen.host, port }, tls?.names ?? null),
    close: () =>
      new Promise((resolve) => {
        clearInterval(watching)
        release()
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
}

const minVersion = 'TLSv1.2'

/** HTTP and HTTPS servers have the same methods and events; a renewed certificate counts from the next connection on. */
function makeServer(app: RequestListener, tls: TlsFiles | null): { readonly http: Server; release(): void } {
  if (tls === null) return { http: nodeHttp.createServer(app), release() {} }
  const http = nodeHttps.createServer({ ...tls.pair, minVersion, handshakeTimeout: 10_000 }, app)
  const handshakes = new Set<Duplex>()
  http.on('connection', (socket) => {
    handshakes.add(socket)
    socket.once('close', () => handshakes.delete(socket))
  })
  const stopUsing = tls.use((pair) => http.setSecureContext({ ...pair, minVersion }))
  return {
    http,
    release() {
      stopUsing()
      // closeAllConnections() does not know those that have not sent a request yet.
      for (const socket of handshakes) socket.destroy()
    },
  }
}

function listenOn(server: Server, listen: ListenAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => reject(listenFailure(listen, error))
    server.once('error', failed)
    server.listen(listen.port, listen.host, () => {
      server.off('error', failed)
      const address = server.address()
      resolve(address !== null && typeof address === 'object' ? address.port : listen.port)
    })
  })
}
