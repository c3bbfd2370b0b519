/**
 * One open stream of bytes as lines, used once:
 *
 *   Duplex -> LineBound (drops over-long lines) -> ReadlineParser (latin1) -> decodeBoardLine -> message
 *
 * The first line after opening is mostly the tail of one: when it is broken it is dropped without blame.
 * It knows neither handshake nor time.
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
  /** Once, whoever ended it; `problem` is null when the other side just went away. */
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

  /** Bytes came that are no line yet: at a wrong baud rate there may never be a line end. */
  get midLine(): boolean {
    return this.#bound.midLine
  }

  start(): void {
    const lines = new ReadlineParser({ delimiter: '\n', encoding: 'latin1' })
    lines.on('data', (line: string) => this.#line(line))
    // A port may emit `close` twice, with `error` before it or not: the first of them counts. After a clean end the
    // lines that are still in the pipe come first.
    this.#stream.on('error', (error: Error) => this.#end(error.message))
    this.#stream.on('close', (error?: unknown) => {
      if (error instanceof Error) this.#end(error.message)
      else if (!this.#stream.readableEnded) this.#end(null)
    })
    lines.on('end', () => this.#end(null))
    this.#stream.pipe(this.#bound).pipe(lines)
    if (this.#stream.destroyed) this.#end(null)
  }

  /** False when the command cannot go out now: closed, or the board does not take bytes. */
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
