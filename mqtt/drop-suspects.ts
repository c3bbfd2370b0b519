/**
 * Which message makes the broker close the connection. With MQTT 3.1.1 it has no other answer to a message that a user may not
 * publish. [MQTT-3.3.5-2] A broker works through a connection in order, so the message is one of those that it had not
 * answered when it closed, each time.
 */

export interface SentMessage {
  readonly topic: string
}

const mostUnanswered = 500
const cautiousFrom = 2

export class DropSuspects {
  /** Of this connection, oldest first. */
  #unanswered: SentMessage[] = []
  /** Topics that were unanswered at the end of each connection so far. */
  #common: readonly string[] | null = null
  #drops = 0

  /** Send one message at a time and wait for each answer, or several are unanswered at the end and any may be the one. */
  get cautious(): boolean {
    return this.#drops >= cautiousFrom
  }

  sent(topic: string): SentMessage {
    const message = { topic }
    this.#unanswered.push(message)
    if (this.#unanswered.length > mostUnanswered) this.#unanswered.shift()
    return message
  }

  /** The broker answered it, and so has also worked through everything before it, which is given back. */
  answered(message: SentMessage): readonly SentMessage[] {
    return this.#unanswered.splice(0, this.#unanswered.indexOf(message) + 1)
  }

  /** The connection has ended. `again`: soon after it was made, like the one before. */
  ended({ again }: { readonly again: boolean }): void {
    const topics = [...new Set(this.#unanswered.map(({ topic }) => topic))]
    this.#unanswered = []
    this.#drops = again ? this.#drops + 1 : 1
    // What was sent many at a time says little.
    const before = this.#drops > cautiousFrom + 1 ? this.#common : null
    this.#common = before === null ? topics : before.filter((topic) => topics.includes(topic))
  }

  get first(): string | null {
    return this.#drops > cautiousFrom ? (this.#common?.[0] ?? null) : null
  }
}
