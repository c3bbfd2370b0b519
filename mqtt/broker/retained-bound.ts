/** Limits the retained messages of the embedded broker, which stay in memory until it ends, by topics and bytes. */

export interface RetainedLimits {
  readonly topics: number
  readonly bytes: number
}

/** A thousand cushions keep about 8 MB: information, state and limits of each. */
export const retainedLimits: RetainedLimits = { topics: 10_000, bytes: 16_000_000 }

/** What a topic costs beside its own bytes, about. */
const overheadBytes = 500

export class RetainedBound {
  readonly #limits: RetainedLimits
  readonly #bytes = new Map<string, number>()
  #total = 0
  #refused = 0

  constructor(limits: RetainedLimits) {
    this.#limits = limits
  }

  get bytes(): number {
    return this.#total
  }

  get topics(): number {
    return this.#bytes.size
  }

  /** So many messages were refused. */
  get refused(): number {
    return this.#refused
  }

  /** False: there is no room. An empty message takes its topic away, and always fits. `share`: how much of all room this client may see used. */
  take(topic: string, payloadBytes: number, share = 1): boolean {
    const before = this.#bytes.get(topic)
    if (payloadBytes === 0) {
      this.#bytes.delete(topic)
      this.#total -= before ?? 0
      return true
    }
    const bytes = payloadBytes + 2 * topic.length + overheadBytes
    const total = this.#total - (before ?? 0) + bytes
    const shrinks = before !== undefined && bytes <= before
    if (
      !shrinks &&
      (total > share * this.#limits.bytes ||
        (before === undefined && this.#bytes.size >= share * this.#limits.topics))
    ) {
      this.#refused++
      return false
    }
    this.#bytes.set(topic, bytes)
    this.#total = total
    return true
  }

  clear(): void {
    this.#bytes.clear()
    this.#total = 0
  }
}
