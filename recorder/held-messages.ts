/**
 * `record` messages that wait for their turn at the store, oldest first: a bounded number of bytes, each batch once. What does not
 * fit is counted and dropped; its gateway sends it again.
 */
import { peekKey } from './read-batch.ts'

export interface HeldMessage {
  readonly cushion: string
  readonly payload: Buffer
  /** Identifies the batch; null when that cannot be seen without parsing it. */
  readonly key: string | null
}

/** One turn: enough for the store to work in large steps, but not so much that it holds up the rest of the program. */
const turnBatches = 2000
const turnBytes = 4_000_000

export class HeldMessages {
  readonly #maxBytes: number
  readonly #waiting: HeldMessage[] = []
  /** Also of the turn that is being written, so that a batch that is sent again is not held twice. */
  readonly #keys = new Set<string>()
  #turn: readonly HeldMessage[] = []
  #bytes = 0
  #refused = 0
  #wake: (() => void) | null = null

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Including the turn that is being written. */
  get count(): number {
    return this.#waiting.length + this.#turn.length
  }
  get bytes(): number {
    return this.#bytes
  }
  /** Dropped because there was no room. */
  get refused(): number {
    return this.#refused
  }

  hold(cushion: string, payload: Buffer): void {
    if (this.#bytes + payload.length > this.#maxBytes) {
      this.#refused++
      return
    }
    const peeked = peekKey(payload)
    const key = peeked === null ? null : `${cushion}/${peeked}`
    if (key !== null) {
      if (this.#keys.has(key)) return
      this.#keys.add(key)
    }
    this.#waiting.push({ cushion, payload, key })
    this.#bytes += payload.length
    this.wake()
  }

  /** Whoever waits for a message looks again. */
  wake(): void {
    this.#wake?.()
  }

  /** Waits for messages; false when the signal is aborted and none is left. */
  async any(signal: AbortSignal): Promise<boolean> {
    while (this.#waiting.length === 0) {
      if (signal.aborted) return false
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = null
      // Whatever else has arrived in this turn of the event loop goes along.
      await new Promise((resolve) => setImmediate(resolve))
    }
    return true
  }

  /** The oldest messages. They count as held until `turnDone`. */
  takeTurn(): readonly HeldMessage[] {
    let bytes = 0
    let n = 0
    while (n < this.#waiting.length && n < turnBatches && bytes < turnBytes)
      bytes += this.#waiting[n++]?.payload.length ?? 0
    this.#turn = this.#waiting.splice(0, n)
    return this.#turn
  }

  turnDone(): void {
    for (const { key, payload } of this.#turn) {
      if (key !== null) this.#keys.delete(key)
      this.#bytes -= payload.length
    }
    this.#turn = []
  }
}
