/**
 * Lets the newest value of each key through, at most one per `everyMs`; values in between are dropped, never queued.
 *
 * A value that arrives when one is due goes at once, so what a page gets is fresh. A value that arrives too early
 * waits for up to two periods, only in case nothing newer comes: sent any sooner, it would take the place of a newer
 * one and be old itself.
 */
export interface CoalescerOptions<T> {
  readonly everyMs: number
  readonly send: (key: string, value: T) => void
  readonly onSuperseded?: () => void
}

interface Entry<T> {
  /** When the next value may go, on the monotonic clock. */
  dueMs: number
  waiting: { value: T } | null
  timer: NodeJS.Timeout | null
}

/** A sender at exactly this rate jitters; the grid of due times keeps the mean rate right all the same. */
const slack = 0.3

export class Coalescer<T> {
  readonly #options: CoalescerOptions<T>
  readonly #entries = new Map<string, Entry<T>>()

  constructor(options: CoalescerOptions<T>) {
    this.#options = options
  }

  offer(key: string, value: T): void {
    const { everyMs } = this.#options
    const nowMs = performance.now()
    let entry = this.#entries.get(key)
    if (entry === undefined) {
      entry = { dueMs: nowMs, waiting: null, timer: null }
      this.#entries.set(key, entry)
    }
    if (entry.waiting !== null) this.#options.onSuperseded?.()
    if (nowMs >= entry.dueMs - everyMs * slack) {
      this.#let(key, entry, { value, nowMs })
      return
    }
    entry.waiting = { value }
    entry.timer ??= setTimeout(() => this.#late(key), entry.dueMs - nowMs + everyMs)
  }

  forget(key: string): void {
    clearTimeout(this.#entries.get(key)?.timer ?? undefined)
    this.#entries.delete(key)
  }

  stop(): void {
    for (const key of [...this.#entries.keys()]) this.forget(key)
  }

  #late(key: string): void {
    const entry = this.#entries.get(key)
    if (entry?.waiting === null || entry === undefined) return
    this.#let(key, entry, { value: entry.waiting.value, nowMs: performance.now() })
  }

  #let(key: string, entry: Entry<T>, { value, nowMs }: { value: T; nowMs: number }): void {
    clearTimeout(entry.timer ?? undefined)
    entry.timer = null
    entry.waiting = null
    entry.dueMs = Math.max(entry.dueMs, nowMs - this.#options.everyMs * slack) + this.#options.everyMs
    this.#options.send(key, value)
  }
}
