/**
 * The pages by what they watch, the last stage of a reading's way through the server: a room for each cushion, one for its
 * live readings, one for the console of a simulated cushion.
 *
 * Live readings are dropped for a page that is not ready for them, and the next one is newer. Everything else is never
 * dropped.
 */
import type { CushionSummary } from '../../../contract/cushions.ts'
import type { SimulatorConsoleUpdate } from '../../../contract/simulator-console.ts'
import type { Health, LiveUpdate, ServerToClient } from '../../../contract/sockets.ts'
import type { Metrics } from '../http/metrics.ts'
import type { SocketGate } from '../people/gate/socket-gate.ts'
import { PacedViewers } from './paced-viewers.ts'
import type { Io, Socket } from './socket-types.ts'

/** All pages that watch a cushion. */
const room = (cushion: string): string => `cushion:${cushion}`
/** Those that take live readings as they come; the others are paced. */
const liveRoom = (cushion: string): string => `live:${cushion}`
/** Pages with its console open. */
const consoleRoom = (cushion: string): string => `console:${cushion}`

/** Sent to all pages that watch the cushion named in it. */
type RoomEvent = 'state' | 'info' | 'event' | 'availability' | 'tolerance'

export class PageRooms {
  readonly #io: Io
  readonly #metrics: Metrics
  readonly #paced: PacedViewers
  readonly #gate: SocketGate

  constructor(io: Io, metrics: Metrics, gate: SocketGate) {
    this.#io = io
    this.#gate = gate
    this.#metrics = metrics
    this.#paced = new PacedViewers(metrics)
  }

  // -------------------------------------------------------------- who watches

  /** Joining again may change the way live readings come, but never gives them twice. */
  join(socket: Socket, { cushion, paced }: { readonly cushion: string; readonly paced: boolean }): void {
    void socket.join(room(cushion))
    this.#paced.remove(cushion, socket.id)
    if (paced) {
      void socket.leave(liveRoom(cushion))
      this.#paced.add(cushion, socket.id)
    } else void socket.join(liveRoom(cushion))
  }

  leave(socket: Socket, cushion: string): void {
    void socket.leave(room(cushion))
    void socket.leave(liveRoom(cushion))
    this.#paced.remove(cushion, socket.id)
  }

  /** The page is gone; socket.io takes it out of its rooms. */
  gone(socket: Socket): void {
    this.#paced.removeEverywhere(socket.id)
  }

  has(socket: Socket, cushion: string): boolean {
    return socket.rooms.has(room(cushion))
  }

  /** The cushions that this page watches. */
  of(socket: Socket): readonly string[] {
    return cushionsIn(socket, room(''))
  }

  consolesOf(socket: Socket): readonly string[] {
    return cushionsIn(socket, consoleRoom(''))
  }

  openConsole(socket: Socket, cushion: string): void {
    void socket.join(consoleRoom(cushion))
  }

  closeConsole(socket: Socket, cushion: string): void {
    void socket.leave(consoleRoom(cushion))
  }

  get anybody(): boolean {
    return this.#io.sockets.sockets.size > 0
  }

  watched(cushion: string): boolean {
    return this.#members(room(cushion)).size > 0
  }

  watchedLive(cushion: string): boolean {
    return this.#members(liveRoom(cushion)).size > 0 || this.#paced.watch(cushion)
  }

  // -------------------------------------------------------------- to the pages

  live(update: LiveUpdate): void {
    this.#toPaced(this.#paced.offer(update), update)
    const unpaced = liveRoom(update.cushion)
    const members = this.#members(unpaced)
    // To an empty room socket.io would write it out all the same.
    if (members.size === 0) return
    const { liveSent, liveDropped } = this.#metrics
    for (const id of members) {
      if (this.#io.sockets.sockets.get(id)?.conn.transport.writable === true) liveSent.inc()
      else liveDropped.inc({ reason: 'not-ready' })
    }
    this.#io.to(unpaced).volatile.emit('live', update)
  }

  /** A paced page has drawn what it got last. */
  shown(socket: Socket, cushion: string): void {
    const next = this.#paced.shown(cushion, socket.id)
    if (next !== null) this.#toPaced([socket.id], next)
  }

  tell<E extends RoomEvent>(event: E, ...update: Parameters<ServerToClient[E]>): void {
    this.#io.to(room(update[0].cushion)).emit(event, ...update)
  }

  console(update: SimulatorConsoleUpdate): void {
    this.#io.to(consoleRoom(update.cushion)).volatile.emit('tester', update)
  }

  cushions(cushions: readonly CushionSummary[]): void {
    void this.#each(async (socket) => {
      socket.emit('cushions', await this.#gate.cushionsFor(socket, cushions))
    })
  }

  health(health: Health): void {
    void this.#each(async (socket) => {
      const filter = await this.#gate.healthFilter(socket)
      socket.emit('health', filter(health))
    })
  }

  /** If the accounts cannot be read, the page's connection is closed. It reconnects and has to identify itself. */
  async #each(tell: (socket: Socket) => Promise<void>): Promise<void> {
    const sockets = [...this.#io.sockets.sockets.values()]
    await Promise.all(sockets.map((socket) => tell(socket).catch(() => socket.conn.close())))
  }

  /** To all of these sockets at once: it is written out as text only once. */
  #toPaced(socketIds: string[], update: LiveUpdate): void {
    if (socketIds.length === 0) return
    this.#metrics.liveSent.inc(socketIds.length)
    this.#io.to(socketIds).emit('live', update)
  }

  #members(name: string): ReadonlySet<string> {
    return this.#io.sockets.adapter.rooms.get(name) ?? nobody
  }
}

const cushionsIn = (socket: Socket, prefix: string): readonly string[] =>
  [...socket.rooms].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length))

const nobody: ReadonlySet<string> = new Set()
