/**
 * Latency of a frame from the wire to this server: the real time its line was sent against the time its reading arrived. Both
 * clocks are one computer's or synchronised. Bounded, pure.
 */

/** Upper bounds of the bins, ms; the last one is open. */
export const latencyEndsMs = [2, 5, 10, 20, 50, 100, 200, 500, 1000] as const

const keptHeard = 4096

export class Latency {
  readonly #heard = new Map<number, number>()
  #counts: number[] = Array.from({ length: latencyEndsMs.length + 1 }, () => 0)
  #samples: number[] = []

  heard(seq: number, atMs: number): void {
    // A restarted board reuses its numbers.
    this.#heard.delete(seq)
    this.#heard.set(seq, atMs)
    if (this.#heard.size > keptHeard)
      for (const oldest of this.#heard.keys()) return void this.#heard.delete(oldest)
  }

  /** A frame sent at `sentMs`; counted when its reading arrives. */
  sent(seq: number, sentMs: number): void {
    const atMs = this.#heard.get(seq)
    if (atMs === undefined) return
    this.#heard.delete(seq)
    const ms = Math.max(0, atMs - sentMs)
    const end = latencyEndsMs.findIndex((endMs) => ms <= endMs)
    const index = end < 0 ? latencyEndsMs.length : end
    this.#counts[index] = (this.#counts[index] ?? 0) + 1
    this.#samples.push(ms)
    if (this.#samples.length > 600) this.#samples = this.#samples.slice(-300)
  }

  reset(): void {
    this.#heard.clear()
    this.#counts = this.#counts.map(() => 0)
    this.#samples = []
  }

  report(): { counts: readonly number[]; medianMs: number | null } {
    const sorted = [...this.#samples].sort((a, b) => a - b)
    return { counts: [...this.#counts], medianMs: sorted[Math.floor(sorted.length / 2)] ?? null }
  }
}
