/** Reports how many of a cushion's batches a full outbox has dropped, at most once a minute. */
import type { Outbox } from '../outbox/outbox.ts'

const everyMs = 60_000

export class DroppedBatches {
  readonly #outbox: Outbox
  readonly #cushion: string
  #said: number
  #saidAtMs = Number.NEGATIVE_INFINITY

  constructor(outbox: Outbox, cushion: string) {
    this.#outbox = outbox
    this.#cushion = cushion
    this.#said = outbox.counters(cushion).droppedBatches
  }

  /** The message that is due now, or null. It is not given twice. `nowMs` is monotonic. */
  take(nowMs: number): string | null {
    const { droppedBatches } = this.#outbox.counters(this.#cushion)
    const more = droppedBatches - this.#said
    if (more === 0 || nowMs - this.#saidAtMs < everyMs) return null
    this.#said = droppedBatches
    this.#saidAtMs = nowMs
    return `The outbox was full: ${more} of the oldest batches of readings were dropped and are missing from the history.`
  }
}
