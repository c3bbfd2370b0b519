/**
 * Turns one open stream of bytes into messages; used once:
 *
 *   Duplex -> LineBound (drops over-long lines) -> ReadlineParser (latin1) -> decodeBoardLine -> message
 *
 * A port is usually opened in the middle of a line, so a broken first line is dropped and not counted as an error.
 * A connection knows nothing about the handshake or time.
 */
import type { Duplex } from 'node:stream'
import { ReadlineParser } from '@serialport/parser-readline'
import {
  type BoardMessage,
  decodeBoardLine,
  encodeHostCommand,
  type HostCommand,
  type RejectReason,
} from '../../firmware-protocol/index.ts'
import { LineBound } from './line-bound.ts'

export interface ConnectionHandlers {
  message(message: BoardMessage): void
  rejected(reason: RejectReason): void
  /** A broken first line. */
  partial(): void
  /** Called once, whichever side ended it; `problem` is null when the other side simply went away. */
  closed(problem: string | null): void
}

export class Connection {
  readonly #stream: Duplex
  readonly #handlers: ConnectionHandlers
  readonly #bound: LineBound
  #closed = false
  #first = true

  constructor(stream: Duplex, handlers: ConnectionHandlers) {
    this.#stream = stream
    this.#handlers = handlers
    this.#bound = new LineBound(() => this.#reject('overlong'))
  }

  /** Part of a line has arrived: at a wrong baud rate its end may never come. */
  get midLine(): boolean {
    return this.#bound.midLine
  }

  start(): void {
    const lines = new ReadlineParser({ delimiter: '\n', encoding: 'latin1' })
    lines.on('data', (line: string) => this.#line(line))
    // A port may emit `close` twice, with or without an `error` before: only the first of them counts. After a clean
    // end, the lines still in the pipe are read first.
    this.#stream.on('error', (error: Error) => this.#end(error.message))
    this.#stream.on('close', (error?: unknown) => {
      if (error instanceof Error) this.#end(error.message)
      else if (!this.#stream.readableEnded) this.#end(null)
    })
    lines.on('end', () => this.#end(null))
    this.#stream.pipe(this.#bound).pipe(lines)
    if (this.#stream.destroyed) this.#end(null)
  }

  /** False when the command cannot be sent now: the stream is closed, or the board is not reading. */
  write(command: HostCommand): boolean {
    if (this.#closed || !this.#stream.writable || this.#stream.writableNeedDrain) return false
    this.#stream.write(encodeHostCommand(command), 'latin1')
    return true
  }

  /** Closes the stream; `closed` is called before this returns, unless it was called before. */
  close(): void {
    this.#end(null)
  }

  #line(line: string): void {
    if (this.#closed || line.length === 0 || line === '\r') return
    const decoded = decodeBoardLine(line)
    if (decoded.ok) {
      this.#first = false
      this.#handlers.message(decoded.message)
    } else {
      this.#reject(decoded.reason)
    }
  }

  #reject(reason: RejectReason): void {
    if (this.#closed) return
    if (this.#first) this.#handlers.partial()
    else this.#handlers.rejected(reason)
    this.#first = false
  }

  #end(problem: string | null): void {
    if (this.#closed) return
    this.#closed = true
    this.#stream.unpipe()
    this.#stream.destroy()
    this.#handlers.closed(problem)
  }
}
