/** Lines of the wire as JSON lines `{"atMs","line"}`, the form that `replay:` and `sitbone analyse` read. In memory, bounded. */
import type { RecordingState, SimulatorLines } from '../../../contract/simulator-console.ts'

export const mostBytes = 32 * 1024 * 1024

export class Recording {
  #on = true
  #full = false
  #bytes = 0
  #leftOut = 0
  #begun = false
  #count = 0
  readonly #texts: string[] = []

  take(batch: SimulatorLines): void {
    if (!this.#on) return
    // Lines left out before it requested every line do not count.
    if (this.#begun) this.#leftOut += batch.leftOut
    for (const { from, atMs, line } of batch.lines) {
      if (from !== 'board') continue
      const text = `${JSON.stringify({ atMs, line })}\n`
      if (this.#bytes + text.length > mostBytes) {
        this.#full = true
        this.#on = false
        return
      }
      this.#texts.push(text)
      this.#bytes += text.length
      this.#count++
    }
    this.#begun = true
  }

  stop(): void {
    this.#on = false
  }

  get state(): RecordingState {
    return {
      on: this.#on,
      lines: this.#count,
      bytes: this.#bytes,
      leftOut: this.#leftOut,
      full: this.#full,
    }
  }

  /** In order, for the download. */
  texts(): readonly string[] {
    return this.#texts
  }
}
