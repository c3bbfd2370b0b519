/**
 * The socket.io server itself: whom it lets in, and whom it cuts off. A page that takes nothing for some seconds is cut
 * off and comes back with a fresh snapshot, so no page can make the server keep a queue.
 */
import type { Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import type { ClientToServer, ServerToClient } from '../../../contract/sockets.ts'
import type { Log } from '../../../platform/log.ts'
import type { Metrics } from '../http/metrics.ts'
import { isKnownHost, isSameOrigin, type KnownHosts } from '../http/origin.ts'
import type { Io, NoEvents, ViewerNotes } from './socket-types.ts'

export interface SocketsOptions {
  readonly hosts: KnownHosts
  readonly log: Log
  readonly metrics: Metrics
  /** A page that takes nothing for this long is cut off. */
  readonly stuckMs: number
}

const maxViewers = 5000
const maxMessageBytes = 65_536

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
        const fits = isKnownHost(request.headers.host, hosts) && isSameOrigin(request.headers)
        if (fits && this.io.engine.clientsCount >= maxViewers) {
          answer('Too many pages are open at once.', false)
          return
        }
        if (!fits) log.warn({}, 'A socket was refused: it came from a page of another site.')
        answer(fits ? null : 'The socket comes from another page or name than this server.', fits)
      },
    })
  }

  start(http: HttpServer): void {
    // Until somebody takes an upgrade up, nobody else listens on its raw socket: a reset would end the process.
    http.on('upgrade', (_request, socket) => socket.on('error', () => socket.destroy()))
    this.io.attach(http)
    this.#sweeper = setInterval(() => this.#sweep(), this.#options.stuckMs / 5).unref()
  }

  /** Only after start. */
  async stop(): Promise<void> {
    clearInterval(this.#sweeper ?? undefined)
    await this.io.close()
  }

  /** Nothing taken for `stuckMs`: cut off, so that what waits for this viewer is thrown away. */
  #sweep(): void {
    const { stuckMs, metrics } = this.#options
    const nowMs = performance.now()
    for (const socket of this.io.sockets.sockets.values()) {
      if (socket.conn.transport.writable || socket.conn.transport.name !== 'websocket') {
        socket.data.readyAtMs = nowMs
      } else if (nowMs - (socket.data.readyAtMs ?? nowMs) > stuckMs) {
        metrics.viewersClosed.inc()
        socket.conn.close(true)
      }
      socket.data.readyAtMs ??= nowMs
    }
  }
}
