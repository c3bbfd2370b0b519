/** Finds the connections whose other side reads nothing of what waits for it. Ending them is up to the owner. */
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

export class UnreadWatch {
  readonly #rounds: number
  readonly #seen = new WeakMap<Duplex, { readBytes: number; stillRounds: number }>()

  /** `rounds`: how many calls in a row without progress make a connection stuck. */
  constructor(rounds: number) {
    this.#rounds = rounds
  }

  /** Call it about once a second for each open connection. True: nothing has been read for all these rounds. */
  isStuck(stream: Duplex): boolean {
    const readBytes = stream instanceof Socket ? stream.bytesWritten - stream.writableLength : 0
    const before = this.#seen.get(stream)
    const still = stream.writableLength > 0 && readBytes === before?.readBytes
    const stillRounds = still ? (before?.stillRounds ?? 0) + 1 : 0
    this.#seen.set(stream, { readBytes, stillRounds })
    return stillRounds >= this.#rounds
  }
}
