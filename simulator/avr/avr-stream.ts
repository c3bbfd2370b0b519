/**
 * The emulated board's byte stream, like that of its USB chip: carries the board's bytes to the host and the host's to its
 * receive line. Keeps nothing running.
 */
import { Duplex } from 'node:stream'

export interface AvrStreamEnds {
  /** Bytes from the host. */
  readonly onHost: (bytes: Buffer) => void
  /** The reader can take more. */
  readonly onRoom: () => void
}

export class AvrStream extends Duplex {
  /** The reader is full: more is accepted, but the board should wait. */
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
    // When the host ends its side, the port is closed.
    this.#over = true
    this.push(null)
    done()
  }
}
