/**
 * One connection through the box:
 *
 *   board -> whole lines -> fields -> damage -> held up -> host
 *   board <-             wrong baud        <- held up <- host
 */
import { Duplex } from 'node:stream'
import { Random } from '../random.ts'
import { HeldBytes } from './held-bytes.ts'
import { boardBaud, heardAt } from './line-damage.ts'
import type { WireFaults } from './wire-fault.ts'

export interface StreamEnds {
  /** The active faults. */
  readonly faults: () => WireFaults
  /** Takes a board line with its line end; returns the bytes to send instead. */
  readonly line: (line: string) => string
  /** A chunk has passed completely. */
  readonly chunkOver: () => void
  /** Bytes as the host receives and sends them. */
  readonly toHost: (latin1: string) => void
  readonly fromHost: (latin1: string) => void
  readonly seed: number
}

/** A board's line has at most 512 bytes; longer ones pass unchanged. */
const longestLine = 1024

export class FaultyStream extends Duplex {
  readonly #board: Duplex
  readonly #ends: StreamEnds
  readonly #toHost: HeldBytes
  readonly #toBoard: HeldBytes
  #rest = ''

  constructor(board: Duplex, ends: StreamEnds) {
    super({ readableHighWaterMark: 64 * 1024 })
    this.#board = board
    this.#ends = ends
    this.#toHost = new HeldBytes((bytes) => this.#give(bytes), new Random(ends.seed, 'usb-in'))
    this.#toBoard = new HeldBytes((bytes) => this.#tell(bytes), new Random(ends.seed, 'usb-out'))
    board.on('data', (chunk: Buffer) => this.#hear(chunk.toString('latin1')))
    board.on('end', () => this.push(null))
    board.on('error', (error) => this.destroy(error))
    board.on('close', () => this.destroy())
  }

  /** Bytes held by a fault are released once it is off. */
  faultsChanged(): void {
    const { 'slow-usb': slow, bursts } = this.#ends.faults()
    if (slow !== undefined || bursts !== undefined) return
    this.#toHost.letGo()
    this.#toBoard.letGo()
  }

  override _read(): void {
    if (!this.#toHost.full) this.#board.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const bytes = chunk.toString('latin1')
    this.#ends.fromHost(bytes)
    this.#toBoard.pass(bytes, this.#ends.faults())
    done()
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#board.end()
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#toHost.stop()
    this.#toBoard.stop()
    this.#board.destroy()
    done(error)
  }

  #hear(chunk: string): void {
    const text = this.#rest + chunk
    let bytes = ''
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      bytes += this.#ends.line(text.slice(from, end + 1))
      from = end + 1
      // This line's fault unplugged the cable.
      if (this.destroyed) return
    }
    this.#rest = text.slice(from)
    if (this.#rest.length > longestLine) {
      bytes += this.#rest
      this.#rest = ''
    }
    this.#toHost.pass(bytes, this.#ends.faults())
    if (this.#toHost.full) this.#board.pause()
    this.#ends.chunkOver()
  }

  #give(bytes: string): void {
    if (this.destroyed || this.readableEnded) return
    this.#ends.toHost(bytes)
    if (!this.push(bytes, 'latin1')) this.#board.pause()
    else if (!this.#toHost.full) this.#board.resume()
  }

  #tell(bytes: string): void {
    const baud = this.#ends.faults()['wrong-baud']
    if (this.#board.destroyed || !this.#board.writable) return
    this.#board.write(baud === undefined ? bytes : heardAt(bytes, baud.baud / boardBaud), 'latin1')
  }
}
