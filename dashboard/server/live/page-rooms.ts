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
import { PacedViewers } from './paced-viewers.ts'
import type { Io, Socket } from './socket-types.ts'

/** Everybody who watches a cushion. */
const room = (cushion: string): string => `cushion:${cushion}`
/** Those of them who take live readings as they come (the others are paced). */
const liveRoom = (cushion: string): string => `live:${cushion}`
/** Those who have its console open. */
const consoleRoom = (cushion: string): string => `console:${cushion}`

/** What goes to everybody who watches a cushion, named in it. */
type RoomEvent = 'state' | 'info' | 'event' | 'availability' | 'tolerance'

export class PageRooms {
  readonly #io: Io
  readonly #metrics: Metrics
  readonly #paced: PacedViewers

  constructor(io: Io, metrics: Metrics) {
    this.#io = io
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
    this.#io.emit('cushions', cushions)
  }

  health(health: Health): void {
    this.#io.emit('health', health)
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

const nobody: ReadonlySet<string> = new Set()
