/**
 * Protects ReadlineParser, which has no limit on the length of a line and takes quadratic time without a newline: lets
 * only whole lines through, and drops and counts a line that is too long. Holds at most one line.
 */
import { Transform, type TransformCallback } from 'node:stream'
import { maxLineBytes } from '../../firmware-protocol/index.ts'

const newline = 0x0a
const nothing: Buffer = Buffer.alloc(0)

export class LineBound extends Transform {
  readonly #onOverlong: () => void
  /** The beginning of a line whose end has not come yet. */
  #rest: Buffer = nothing
  /** Inside a line that is already too long. */
  #skipping = false

  /** The end of the present line has not come, or the line is already being skipped. */
  get midLine(): boolean {
    return this.#skipping || this.#rest.length > 0
  }

  constructor(onOverlong: () => void) {
    super()
    this.#onOverlong = onOverlong
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let passFrom = 0
    let lineFrom = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, lineFrom)) {
      if (this.#skipping) {
        this.#skipping = false
        passFrom = end + 1
      } else if (this.#rest.length + end - lineFrom > maxLineBytes) {
        if (lineFrom > passFrom) this.push(chunk.subarray(passFrom, lineFrom))
        this.#onOverlong()
        this.#rest = nothing
        passFrom = end + 1
      } else if (this.#rest.length > 0) {
        this.push(Buffer.concat([this.#rest, chunk.subarray(0, end + 1)]))
        this.#rest = nothing
        passFrom = end + 1
      }
      lineFrom = end + 1
    }
    if (lineFrom > passFrom) this.push(chunk.subarray(passFrom, lineFrom))
    if (!this.#skipping) this.#keep(chunk.subarray(lineFrom))
    done()
  }

  #keep(tail: Buffer): void {
    if (tail.length === 0) return
    if (this.#rest.length + tail.length > maxLineBytes) {
      this.#rest = nothing
      this.#skipping = true
      this.#onOverlong()
    } else {
      this.#rest = Buffer.concat([this.#rest, tail])
    }
  }
}
