/**
 * Cuts a stream of latin1 text into lines, bounded: a line over the limit is dropped whole and counted, so that noise without
 * line ends uses no memory. It checks nothing else. `\r\n` counts as `\n`; empty lines are left out.
 */
import { maxLineBytes } from './line.ts'

export class LineSplitter {
  /** Lines dropped for their length. */
  overlong = 0
  readonly #maxBytes: number
  #rest = ''
  /** True inside a line that is already too long. */
  #skipping = false

  /** `maxBytes` includes the `\n` but no `\r`. */
  constructor(options: { maxBytes?: number } = {}) {
    this.#maxBytes = options.maxBytes ?? maxLineBytes
  }

  /** The lines completed by this chunk, without line ends. */
  push(chunk: string): string[] {
    const lines: string[] = []
    let from = 0
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      const piece = chunk.slice(from, end)
      from = end + 1
      if (this.#skipping) {
        this.#skipping = false
        continue
      }
      const line = withoutCr(this.#rest + piece)
      this.#rest = ''
      if (line.length >= this.#maxBytes) this.overlong++
      else if (line.length > 0) lines.push(line)
    }
    if (!this.#skipping) this.#keep(chunk.slice(from))
    return lines
  }

  /** Discards an unfinished line; the count stays. */
  reset(): void {
    this.#rest = ''
    this.#skipping = false
  }

  /** A remainder of exactly `maxBytes` may still be a full line plus `\r`. */
  #keep(piece: string): void {
    this.#rest += piece
    if (this.#rest.length < this.#maxBytes || withoutCr(this.#rest).length < this.#maxBytes) return
    this.#rest = ''
    this.#skipping = true
    this.overlong++
  }
}

const withoutCr = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)
