/**
 * The live side of the server: one socket.io room per cushion, a snapshot in the answer to `join`, then deltas.
 *
 *   hub -> at most 10/s and newest only (Coalescer) -> viewers
 *
 * Live readings are dropped for a viewer that is not ready for them, and the next one is newer. State goes the same
 * way but is never dropped. Who takes nothing for some seconds is cut off and comes back with a fresh snapshot, so no
 * viewer can make the server keep a queue.
 */
import type { Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import type { ClientToServer, ServerToClient } from '../../../contract/sockets.ts'
import type { Live } from '../../../core/model/live.ts'
import type { CushionState } from '../../../core/model/state.ts'
import { isKnownHost, isSameOrigin, type KnownHosts } from '../http/origin.ts'
import { Coalescer } from './coalescer.ts'
import type { HubListener } from './live-hub.ts'
import { PacedViewers } from './paced-viewers.ts'
import { type Io, liveRoom, type NoEvents, room, testerRoom, type ViewerNotes } from './socket-types.ts'
import { serveViewer, type ViewerServices } from './viewer.ts'

export interface SocketsOptions extends ViewerServices {
  readonly hosts: KnownHosts
  /** A page that takes nothing for this long is cut off. */
  readonly stuckMs: number
}

const everyMs = 100
const cushionListEveryMs = 250
const maxViewers = 5000
const maxMessageBytes = 65_536

export class Sockets implements HubListener {
  private readonly options: SocketsOptions
  private io: Io | null = null
  private sweeper: NodeJS.Timeout | null = null
  private readonly lives: Coalescer<Live>
  private readonly states: Coalescer<CushionState>
  private readonly lists: Coalescer<null>
  private readonly paced: PacedViewers

  constructor(options: SocketsOptions) {
    this.options = options
    const dropped = options.metrics.liveDropped
    this.paced = new PacedViewers({
      metrics: options.metrics,
      send: (socketIds, update) => this.io?.to(socketIds).emit('live', update),
    })
    this.lives = new Coalescer<Live>({
      everyMs,
      send: (cushion, live) => this.sendLive(cushion, live),
      onSuperseded: () => dropped.inc({ reason: 'superseded' }),
    })
    this.states = new Coalescer<CushionState>({
      everyMs,
      send: (cushion, state) => this.io?.to(room(cushion)).emit('state', { cushion, state }),
    })
    this.lists = new Coalescer<null>({ everyMs: cushionListEveryMs, send: () => void this.sendCushions() })
  }

  start(http: HttpServer): void {
    const { hosts, log } = this.options
    // Until somebody takes an upgrade up, nobody else listens on its raw socket: a reset would end the process.
    http.on('upgrade', (_request, socket) => socket.on('error', () => socket.destroy()))
    this.io = new Server<ClientToServer, ServerToClient, NoEvents, ViewerNotes>(http, {
      serveClient: false,
      maxHttpBufferSize: maxMessageBytes,
      perMessageDeflate: false,
      httpCompression: false,
      pingInterval: 20_000,
      pingTimeout: 10_000,
      connectTimeout: 10_000,
      allowRequest: (request, answer) => {
        const fits = isKnownHost(request.headers.host, hosts) && isSameOrigin(request.headers)
        if (fits && (this.io?.engine.clientsCount ?? 0) >= maxViewers) {
          answer('Too many pages are open at once.', false)
          return
        }
        if (!fits) log.warn({}, 'A socket was refused: it came from a page of another site.')
        answer(fits ? null : 'The socket comes from another page or name than this server.', fits)
      },
    })
    this.options.testers.send = (cushion, update) =>
      this.io?.to(testerRoom(cushion)).volatile.emit('tester', update)
    this.io.on('connection', (socket) => serveViewer(socket, this.options, this.paced))
    this.sweeper = setInterval(() => this.sweep(), this.options.stuckMs / 5).unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.sweeper ?? undefined)
    for (const coalescer of [this.lives, this.states, this.lists]) coalescer.stop()
    const io = this.io
    this.io = null
    if (io !== null) await io.close()
  }

  // -------------------------------------------------------------- from the hub

  live(cushion: string, live: Live): void {
    if (this.roomSize(liveRoom(cushion)) > 0 || this.paced.watch(cushion)) this.lives.offer(cushion, live)
    // What still waits would reach the next viewer after a newer snapshot.
    else this.lives.forget(cushion)
    this.options.testers.live(cushion, live)
  }
  state(cushion: string, state: CushionState): void {
    if (this.roomSize(room(cushion)) > 0) this.states.offer(cushion, state)
    else this.states.forget(cushion)
  }
  info(cushion: string, info: Parameters<HubListener['info']>[1]): void {
    this.io?.to(room(cushion)).emit('info', { cushion, info })
  }
  event(cushion: string, event: Parameters<HubListener['event']>[1]): void {
    this.io?.to(room(cushion)).emit('event', { cushion, event })
  }
  availability(cushion: string, availability: 'online' | 'offline'): void {
    this.io?.to(room(cushion)).emit('availability', { cushion, availability })
  }
  tolerance(cushion: string, tolerance: Parameters<HubListener['tolerance']>[1]): void {
    this.io?.to(room(cushion)).emit('tolerance', { cushion, tolerance })
  }
  cushions(): void {
    if (this.io !== null) this.lists.offer('cushions', null)
  }
  gateways(): void {
    this.healthChanged()
  }
  healthChanged(): void {
    this.io?.emit('health', this.options.health())
  }

  // -------------------------------------------------------------- to the viewers

  private roomSize(name: string): number {
    return this.io?.sockets.adapter.rooms.get(name)?.size ?? 0
  }

  private sendLive(cushion: string, live: Live): void {
    const { liveSent, liveDropped } = this.options.metrics
    const io = this.io
    if (io === null) return
    const update = { cushion, live }
    this.paced.offer(update)
    // To an empty room socket.io would write it out all the same.
    if (this.roomSize(liveRoom(cushion)) === 0) return
    for (const id of io.sockets.adapter.rooms.get(liveRoom(cushion)) ?? []) {
      if (io.sockets.sockets.get(id)?.conn.transport.writable === true) liveSent.inc()
      else liveDropped.inc({ reason: 'not-ready' })
    }
    io.to(liveRoom(cushion)).volatile.emit('live', update)
  }

  private async sendCushions(): Promise<void> {
    try {
      const cushions = await this.options.cushions()
      this.io?.emit('cushions', cushions)
    } catch (error) {
      this.options.log.error(
        { err: error },
        'The list of cushions could not be made; pages keep the last one.',
      )
    }
  }

  /** Nothing taken for `stuckMs`: cut off, so that what waits for this viewer is thrown away. */
  private sweep(): void {
    const nowMs = performance.now()
    for (const socket of this.io?.sockets.sockets.values() ?? []) {
      if (socket.conn.transport.writable || socket.conn.transport.name !== 'websocket') {
        socket.data.readyAtMs = nowMs
      } else if (nowMs - (socket.data.readyAtMs ?? nowMs) > this.options.stuckMs) {
        this.options.metrics.viewersClosed.inc()
        socket.conn.close(true)
      }
      socket.data.readyAtMs ??= nowMs
    }
  }
}
