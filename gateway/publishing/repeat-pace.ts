/**
 * When to publish again what is retained. A replicated broker never delivers a retained message that arrives while it is making a
 * subscription, so once is not enough: soon after connecting, when others may be connecting too, and now and then.
 */
const afterConnectingMs = 2000
const everyMs = 60_000

export class RepeatPace {
  readonly #nowMs: () => number
  #dueAtMs = Number.POSITIVE_INFINITY

  /** `nowMs` is monotonic. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  connected(): void {
    this.#dueAtMs = this.#nowMs() + afterConnectingMs
  }

  /** Call a few times a second; true when it should be published now. */
  due(): boolean {
    if (this.#nowMs() < this.#dueAtMs) return false
    this.#dueAtMs = this.#nowMs() + everyMs
    return true
  }
}
