/**
 * The large answers to one page (snapshots, the list of cushions): made one at a time, and the next only after the page has
 * taken the last one and its budget of bytes allows it. A newer request for the same thing replaces one that still waits.
 * So a page that asks without end, or never reads, costs the memory of one answer.
 */
import { RateLimit } from '../../../platform/rate-limit.ts'
import { Turns } from '../../../platform/turns.ts'
import { answersAtOnce, bytesOut } from './page-budget.ts'
import type { Socket } from './socket-types.ts'

/** The large answers of all pages, which share a number of turns. */
export class AllLargeAnswers {
  readonly #turns = new Turns(answersAtOnce)
  readonly #of = new WeakMap<Socket['conn'], LargeAnswers>()

  /** By connection: on one, a page may leave and come as often as it likes. */
  of({ conn }: Socket): LargeAnswers {
    const known = this.#of.get(conn)
    if (known !== undefined) return known
    const answers = new LargeAnswers(conn, this.#turns)
    this.#of.set(conn, answers)
    return answers
  }
}

type Turn = 'now' | 'replaced'

class LargeAnswers {
  readonly #conn: Socket['conn']
  readonly #bytes = new RateLimit(bytesOut)
  readonly #turns: Turns
  readonly #waiting = new Map<string, (turn: Turn) => void>()
  #busy = false
  #sentBytes = 0

  constructor(conn: Socket['conn'], turns: Turns) {
    this.#conn = conn
    this.#turns = turns
    conn.on('packetCreate', ({ data }: { data?: unknown }) => {
      if (typeof data === 'string') this.#sentBytes += data.length
    })
    conn.on('close', () => this.#replaceAll())
  }

  /** Calls `make`, which sends the answer, when it is its turn. False: a newer request for `what` took its place. */
  async send(what: string, make: () => Promise<void>): Promise<boolean> {
    this.#waiting.get(what)?.('replaced')
    const { promise, resolve } = Promise.withResolvers<Turn>()
    this.#waiting.set(what, resolve)
    void this.#next()
    if ((await promise) === 'replaced') return false
    const before = this.#sentBytes
    try {
      await make()
    } finally {
      this.#bytes.charge(performance.now(), this.#sentBytes - before)
      void this.#taken().then(() => this.#done())
    }
    return true
  }

  async #next(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    const debtMs = this.#bytes.debtMs(performance.now())
    if (debtMs > 0) await new Promise((resolve) => setTimeout(resolve, debtMs).unref())
    await this.#turns.take()
    const [first] = this.#waiting
    if (first === undefined) {
      this.#done()
      return
    }
    const [what, begin] = first
    this.#waiting.delete(what)
    begin('now')
  }

  #done(): void {
    this.#turns.give()
    this.#busy = false
    if (this.#waiting.size > 0) void this.#next()
  }

  #replaceAll(): void {
    for (const replace of this.#waiting.values()) replace('replaced')
    this.#waiting.clear()
  }

  /** Resolves once nothing waits for the page any more: engine.io is writable only with empty buffers. */
  #taken(): Promise<void> {
    const conn = this.#conn
    return new Promise((resolve) => {
      let { transport } = conn
      const look = () => {
        if (conn.readyState === 'open' && !conn.transport.writable) return
        transport.off('ready', look)
        conn.off('upgrade', moved)
        conn.off('close', look)
        resolve()
      }
      const moved = () => {
        transport.off('ready', look)
        transport = conn.transport
        transport.on('ready', look)
        look()
      }
      transport.on('ready', look)
      conn.on('upgrade', moved)
      conn.on('close', look)
      look()
    })
  }
}
