/**
 * The emulated board's byte stream, as its USB chip would give it: what leaves the board in, what the host writes out to
 * its receive line. Keeps nothing running by itself.
 */
import { Duplex } from 'node:stream'

export interface AvrStreamEnds {
  /** Bytes that the host wrote. */
  readonly onHost: (bytes: Buffer) => void
  /** The reader has room again. */
  readonly onRoom: () => void
}

export class AvrStream extends Duplex {
  /** The reader is full: more is taken, but the board should wait. */
  full = false
  readonly #ends: AvrStreamEnds
  #over = false

  constructor(ends: AvrStreamEnds) {
    super({ readableHighWaterMark: 16 * 1024 })
    this.#ends = ends
  }

  say(latin1: string): void {
    if (this.destroyed || this.#over || latin1 === '') return
    if (!this.push(latin1, 'latin1')) this.full = true
  }

  override _read(): void {
    if (!this.full) return
    this.full = false
    this.#ends.onRoom()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#ends.onHost(chunk)
    done()
  }

  override _final(done: (error?: Error | null) => void): void {
    // A host that closes its side has closed the port.
    this.#over = true
    this.push(null)
    done()
  }
}
