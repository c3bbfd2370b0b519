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
import { type Socket as AnySocket, Server } from 'socket.io'
import { z } from 'zod'
import { cushionId, verbs } from '../../gateway/contract.ts'
import type { Log } from '../../gateway/log.ts'
import { Coalescer } from './coalescer.ts'
import type { Commands } from './commands.ts'
import type {
  ClientToServer,
  CushionState,
  CushionSummary,
  Health,
  Live,
  Problem,
  ServerToClient,
  Snapshot,
} from './contract.ts'
import type { HubListener } from './live-hub.ts'
import type { Metrics } from './metrics.ts'
import { isKnownHost, isSameOrigin, type KnownHosts } from './origin.ts'
import { PacedViewer } from './paced-viewer.ts'
import { issuesOf, problem } from './problems.ts'
import { RateLimit } from './rate-limit.ts'
import type { Tolerances } from './tolerance.ts'

interface ViewerNotes {
  /** When the viewer last took something, on the monotonic clock. */
  readyAtMs?: number
}
type NoEvents = Record<string, never>
type Io = Server<ClientToServer, ServerToClient, NoEvents, ViewerNotes>
type Socket = AnySocket<ClientToServer, ServerToClient, NoEvents, ViewerNotes>

export interface SocketsOptions {
  readonly hosts: KnownHosts
  readonly log: Log
  readonly metrics: Metrics
  readonly commands: Commands
  readonly tolerances: Tolerances
  /** Is the cushion known? Resolves once what its snapshot needs from the store is there. */
  readonly prepare: (cushion: string) => Promise<boolean>
  readonly snapshot: (cushion: string) => Snapshot
  readonly cushions: () => Promise<readonly CushionSummary[]>
  readonly health: () => Health
  /** A page that takes nothing for this long is cut off. */
  readonly stuckMs: number
}

type JoinAck = Parameters<ClientToServer['join']>[1]

const everyMs = 100
const cushionListEveryMs = 250
const maxRooms = 1000
const maxViewers = 5000
const maxMessageBytes = 65_536

const joinRequest = z.object({ cushion: cushionId, paced: z.boolean().optional() })
const leaveRequest = z.object({ cushion: cushionId })
const commandRequest = z.object({
  cushion: cushionId,
  verb: z.enum(verbs),
  args: z.record(z.string(), z.unknown()).default({}),
})
const toleranceRequest = z.object({ cushion: cushionId, tolerance: z.unknown() })

const room = (cushion: string) => `cushion:${cushion}`
const liveRoom = (cushion: string) => `live:${cushion}`

const badMessage = (error: z.ZodError): { problem: Problem } => ({
  problem: problem(
    'bad-request',
    'The page sent a message that does not fit; nothing was done. Reload the page.',
    {
      errors: issuesOf(error),
    },
  ),
})
const unknownCushion = (cushion: string): { problem: Problem } => ({
  problem: problem(
    'not-found',
    `No cushion called ${cushion} is known here. Check its name and its gateway.`,
  ),
})

export class Sockets implements HubListener {
  private readonly options: SocketsOptions
  private io: Io | null = null
  private sweeper: NodeJS.Timeout | null = null
  private readonly lives: Coalescer<Live>
  private readonly states: Coalescer<CushionState>
  private readonly lists: Coalescer<null>
  private readonly paced = new Map<string, Map<string, PacedViewer>>()

  constructor(options: SocketsOptions) {
    this.options = options
    const dropped = options.metrics.liveDropped
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
    this.io.on('connection', (socket) => this.connected(socket))
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
    if (this.roomSize(liveRoom(cushion)) > 0 || this.paced.has(cushion)) this.lives.offer(cushion, live)
  }
  state(cushion: string, state: CushionState): void {
    if (this.roomSize(room(cushion)) > 0) this.states.offer(cushion, state)
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
    for (const id of io.sockets.adapter.rooms.get(liveRoom(cushion)) ?? []) {
      if (io.sockets.sockets.get(id)?.conn.transport.writable === true) liveSent.inc()
      else liveDropped.inc({ reason: 'not-ready' })
    }
    io.to(liveRoom(cushion)).volatile.emit('live', update)
    for (const viewer of this.paced.get(cushion)?.values() ?? []) viewer.offer(update)
  }

  private async sendCushions(): Promise<void> {
    const cushions = await this.options.cushions()
    this.io?.emit('cushions', cushions)
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

  // -------------------------------------------------------------- from the viewers

  private connected(socket: Socket): void {
    const { metrics, log } = this.options
    metrics.viewers.inc()
    const writes = new RateLimit({ burst: 30, perS: 1 })
    socket.on('disconnect', () => {
      metrics.viewers.dec()
      for (const cushion of [...this.paced.keys()]) this.unpace(cushion, socket.id)
    })
    socket.on('cushions', (ack) => {
      if (typeof ack !== 'function') return
      this.options.cushions().then(ack, () => ack([]))
    })
    socket.on('join', (request, ack) => {
      if (typeof ack !== 'function') return
      this.join(socket, request, ack).catch((error: unknown) => ack(this.fault(error)))
    })
    socket.on('leave', (request) => {
      const parsed = leaveRequest.safeParse(request)
      if (!parsed.success) return
      void socket.leave(room(parsed.data.cushion))
      void socket.leave(liveRoom(parsed.data.cushion))
      this.unpace(parsed.data.cushion, socket.id)
    })
    socket.on('command', (request, ack) => {
      if (typeof ack !== 'function') return
      const parsed = commandRequest.safeParse(request)
      const refusal = parsed.success
        ? this.refusal(socket, parsed.data.cushion, writes)
        : badMessage(parsed.error)
      if (refusal !== null || !parsed.success) {
        if (refusal !== null) ack(refusal)
        return
      }
      this.options.commands.send(parsed.data).then(ack, (error: unknown) => ack(this.fault(error)))
    })
    socket.on('tolerance', (request, ack) => {
      if (typeof ack !== 'function') return
      const parsed = toleranceRequest.safeParse(request)
      const refusal = parsed.success
        ? this.refusal(socket, parsed.data.cushion, writes)
        : badMessage(parsed.error)
      if (refusal !== null || !parsed.success) {
        if (refusal !== null) ack(refusal)
        return
      }
      this.options.tolerances.set(parsed.data.cushion, parsed.data.tolerance).then(
        (answer) => ack('problem' in answer ? { problem: answer.problem } : { ok: true }),
        (error: unknown) => ack(this.fault(error)),
      )
    })
    socket.on('error', (error: Error) =>
      log.warn({ reason: error.message }, 'A page sent something unreadable.'),
    )
    socket.emit('health', this.options.health())
  }

  private async join(socket: Socket, request: unknown, ack: JoinAck): Promise<void> {
    const parsed = joinRequest.safeParse(request)
    if (!parsed.success) {
      ack(badMessage(parsed.error))
      return
    }
    const { cushion, paced } = parsed.data
    if (socket.rooms.size > 2 * maxRooms) {
      ack({ problem: problem('too-many', `One page can watch at most ${maxRooms} cushions.`) })
      return
    }
    if (!(await this.options.prepare(cushion))) {
      ack(unknownCushion(cushion))
      return
    }
    if (!socket.connected) return
    // In one turn: no delta can be sent before the snapshot, and none can be missed after it.
    ack(this.options.snapshot(cushion))
    void socket.join(room(cushion))
    if (paced === true) this.pace(cushion, socket)
    else void socket.join(liveRoom(cushion))
  }

  private pace(cushion: string, socket: Socket): void {
    const { liveSent, liveDropped } = this.options.metrics
    const viewers = this.paced.get(cushion) ?? new Map<string, PacedViewer>()
    this.paced.set(cushion, viewers)
    viewers.set(
      socket.id,
      new PacedViewer({
        send: (update, seen) => {
          liveSent.inc()
          socket.emit('live', update, seen)
        },
        onSuperseded: () => liveDropped.inc({ reason: 'not-ready' }),
      }),
    )
  }

  private unpace(cushion: string, socketId: string): void {
    const viewers = this.paced.get(cushion)
    if (viewers?.delete(socketId) === true && viewers.size === 0) this.paced.delete(cushion)
  }

  /** A page changes only a cushion that it watches, and not without end. */
  private refusal(socket: Socket, cushion: string, writes: RateLimit): { problem: Problem } | null {
    if (!socket.rooms.has(room(cushion))) return unknownCushion(cushion)
    if (writes.take(performance.now())) return null
    return {
      problem: problem('too-many', 'Too many changes in a short time; this one was not made. Wait a little.'),
    }
  }

  private fault(error: unknown): { problem: Problem } {
    this.options.log.error({ err: error }, 'A page asked for something that failed inside Sitbone.')
    return {
      problem: problem('internal', 'Something failed inside Sitbone; nothing was changed. See its log.'),
    }
  }
}
