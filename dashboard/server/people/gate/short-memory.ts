/** Answers kept for some seconds; several who ask for the same at once share one. A failure is not kept. */

interface Kept<T> {
  readonly answer: Promise<T>
  readonly untilMs: number
}

export class ShortMemory<T> {
  readonly #keepMs: number
  readonly #most: number
  readonly #kept = new Map<string, Kept<T>>()

  constructor(keepMs: number, most: number) {
    this.#keepMs = keepMs
    this.#most = most
  }

  get(key: string, make: () => Promise<T>): Promise<T> {
    const nowMs = performance.now()
    const kept = this.#kept.get(key)
    if (kept !== undefined && nowMs < kept.untilMs) return kept.answer
    this.#kept.delete(key)
    const answer = make()
    this.#kept.set(key, { answer, untilMs: nowMs + this.#keepMs })
    answer.catch(() => this.#kept.get(key)?.answer === answer && this.#kept.delete(key))
    const oldest = this.#kept.keys().next().value
    if (this.#kept.size > this.#most && oldest !== undefined) this.#kept.delete(oldest)
    return answer
  }

  clear(): void {
    this.#kept.clear()
  }
}
