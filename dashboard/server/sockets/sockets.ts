/**
 * The socket.io server itself: whom it lets in, and whom it cuts off. A page that takes nothing for some seconds, over whatever
 * transport, or that sends more than its budget, is cut off. It comes back and gets a fresh snapshot, so no page can make the
 * server keep a queue.
 */
import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { Server } from 'socket.io'
import type { ClientToServer, ServerToClient } from '../../../contract/sockets.ts'
import type { Log } from '../../../platform/log.ts'
import { refuseUpgrade } from '../http/front.ts'
import type { Metrics } from '../http/metrics.ts'
import { hostFault, type KnownHosts, originFault } from '../http/origin.ts'
import { watchBudget } from './page-budget.ts'
import type { Io, NoEvents, Socket, ViewerNotes } from './socket-types.ts'

export interface SocketsOptions {
  readonly hosts: KnownHosts
  readonly log: Log
  readonly metrics: Metrics
  /** A page that takes nothing for this long is cut off. */
  readonly stuckMs: number
}

const maxViewers = 5000
const maxMessageBytes = 65_536
const noSocket =
  'A page asked for a socket, but the headers that ask for one did not arrive. A proxy has probably left them out (nginx: proxy_http_version 1.1, proxy_set_header Upgrade $http_upgrade, proxy_set_header Connection "upgrade"). The page works, but its figures come later.'

/** What engine.io reports about a connection that it refuses. */
interface Refused {
  readonly req: IncomingMessage & {
    readonly _query?: Readonly<Record<string, unknown>>
    /** Where engine.io answers by itself; an upgrade has none, whatever its headers say. */
    readonly res?: unknown
  }
  readonly message: string
  readonly context?: { readonly message?: string }
}

export class Sockets {
  readonly io: Io
  readonly #options: SocketsOptions
  #sweeper: NodeJS.Timeout | null = null

  constructor(options: SocketsOptions) {
    const { hosts, log } = options
    this.#options = options
    this.io = new Server<ClientToServer, ServerToClient, NoEvents, ViewerNotes>({
      serveClient: false,
      maxHttpBufferSize: maxMessageBytes,
      perMessageDeflate: false,
      httpCompression: false,
      pingInterval: 20_000,
      pingTimeout: 10_000,
      connectTimeout: 10_000,
      allowRequest: (request, answer) => {
        const fault = hostFault(request, hosts) ?? originFault(request.headers, hosts)
        if (fault !== null) {
          log.warn({}, `A page was refused its live figures. ${fault}`)
          answer(fault, false)
        } else if (this.io.engine.clientsCount >= maxViewers)
          answer('Too many pages are open at once.', false)
        else answer(null, true)
      },
    })
  }

  /** Call it before the HTTP server listens. */
  attach(http: HttpServer): void {
    // Until an upgrade is handled, nothing else listens on its raw socket, and a reset would end the process.
    http.on('upgrade', (_request, socket) => socket.on('error', () => socket.destroy()))
    this.io.attach(http)
    this.io.engine.on('connection', (conn: Socket['conn']) => this.#bound(conn))
    this.io.engine.on('connection_error', (refused: Refused) => this.#refused(refused))
  }

  start(): void {
    this.#sweeper = setInterval(() => this.#sweep(), this.#options.stuckMs / 5).unref()
  }

  /** Only after start. */
  async stop(): Promise<void> {
    clearInterval(this.#sweeper ?? undefined)
    await this.io.close()
  }

  #bound(conn: Socket['conn']): void {
    const { metrics, log } = this.#options
    let said = false
    watchBudget(conn, (what) => {
      conn.close(true)
      if (said) return
      said = true
      metrics.viewersClosed.inc()
      log.warn(
        { what },
        `A page sent too ${what === 'events' ? 'many messages' : 'much'} and was disconnected. If it is a page of Sitbone, it connects again by itself.`,
      )
    })
  }

  #refused({ req, message, context }: Refused): void {
    const { hosts, log } = this.#options
    if (req.res === undefined) refuseUpgrade(req, hosts, context?.message ?? message)
    else if (req._query?.transport === 'websocket') log.warn({}, noSocket)
  }

  /** Nothing taken for `stuckMs`: cut off, so that what waits for this viewer is thrown away. */
  #sweep(): void {
    const { stuckMs, metrics } = this.#options
    const nowMs = performance.now()
    for (const socket of this.io.sockets.sockets.values()) {
      if (socket.conn.transport.writable) socket.data.readyAtMs = nowMs
      socket.data.readyAtMs ??= nowMs
      if (nowMs - socket.data.readyAtMs <= stuckMs) continue
      metrics.viewersClosed.inc()
      socket.conn.close(true)
    }
  }
}
