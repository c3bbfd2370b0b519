/**
 * Keeps any one client of the embedded broker from shutting others out. A client that has connected but not logged in has a few
 * seconds, and makes room for the next when there are too many. Each user has a limited number of connections. No delivery ever
 * waits for a client that does not read: its unread data is limited, and it is cut off if it reads nothing at all for a while.
 */
import type { Duplex } from 'node:stream'
import { UnreadWatch } from '../../platform/unread.ts'

export interface ConnectionLimits {
  /** Connections that have not logged in, of one address. */
  readonly waiting: number
  readonly ofOneUser: number
  readonly inAll: number
  /** Not read yet, by one client and by all. More than all retained messages together: they are sent at once. */
  readonly unreadBytes: number
  readonly unreadBytesInAll: number
  /** Rounds of `watch()` in which nothing at all was read. */
  readonly unreadRounds: number
}

export const connectionLimits: ConnectionLimits = {
  waiting: 50,
  ofOneUser: 40,
  inAll: 400,
  unreadBytes: 24_000_000,
  unreadBytesInAll: 64_000_000,
  unreadRounds: 5,
}

interface Connection {
  readonly stream: Duplex
  readonly address: string
  user: string | null
}

export class ConnectionBounds {
  readonly #limits: ConnectionLimits
  readonly #unread: UnreadWatch
  readonly #of = new Map<Duplex, Connection>()

  constructor(limits: ConnectionLimits) {
    this.#limits = limits
    this.#unread = new UnreadWatch(limits.unreadRounds)
  }

  get size(): number {
    return this.#of.size
  }

  /** A new connection over the network. */
  add(stream: Duplex, address: string): void {
    const before = [...this.#of.values()].filter((one) => one.user === null && one.address === address)
    // The oldest has had the most time to log in.
    if (before.length >= this.#limits.waiting) before[0]?.stream.destroy(new Error('it did not log in'))
    this.#of.set(stream, { stream, address, user: null })
    stream.once('close', () => this.#of.delete(stream))
    this.#neverWaits(stream)
  }

  /** It has logged in. False: there are too many already. */
  loggedIn(stream: Duplex, user: string): boolean {
    const connection = this.#of.get(stream)
    // A stream within the program has no bounds.
    if (connection === undefined) return true
    const inside = [...this.#of.values()].filter((one) => one.user !== null)
    if (inside.length >= this.#limits.inAll) return false
    if (inside.filter((one) => one.user === user).length >= this.#limits.ofOneUser) return false
    connection.user = user
    return true
  }

  /** Call about once a second. Disconnects clients that do not read what waits for them. */
  watch(): void {
    for (const stream of this.#of.keys())
      if (this.#unread.isStuck(stream)) stream.destroy(new Error('it does not read'))
  }

  /** aedes would hold up all its deliveries until this stream has room again. */
  #neverWaits(stream: Duplex): void {
    const write = stream.write.bind(stream)
    const { unreadBytes, unreadBytesInAll, inAll } = this.#limits
    const share = unreadBytesInAll / inAll
    // The only form that aedes uses: bytes, or text in UTF-8.
    stream.write = (chunk: unknown) => {
      if (stream.destroyed) return true
      write(chunk, 'utf8')
      if (stream.writableLength > unreadBytes) stream.destroy(new Error('it does not read'))
      else if (stream.writableLength > share) this.#boundAll()
      return true
    }
  }

  #boundAll(): void {
    const waiting = [...this.#of.keys()].filter((stream) => !stream.destroyed)
    const bytes = waiting.reduce((sum, stream) => sum + stream.writableLength, 0)
    if (bytes <= this.#limits.unreadBytesInAll) return
    const [most] = waiting.toSorted((a, b) => b.writableLength - a.writableLength)
    most?.destroy(new Error('it does not read'))
  }
}
