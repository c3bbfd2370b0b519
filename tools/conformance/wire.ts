/** One open stream: raw bytes out, checked lines in. Buffers one line; listen to get more. */
import type { Duplex } from 'node:stream'
import { type Heard, readHeard } from './heard.ts'

/** Longer lines are cut, so that noise without line ends uses no memory. */
const cutAt = 2048

export class Wire {
  closed = false
  readonly #stream: Duplex
  readonly #listeners = new Set<(heard: Heard | null) => void>()
  #rest = ''

  constructor(stream: Duplex) {
    this.#stream = stream
    const gone = () => {
      if (this.closed) return
      this.closed = true
      for (const listener of [...this.#listeners]) listener(null)
    }
    stream.on('data', (chunk: Buffer) => this.#take(chunk.toString('latin1')))
    stream.on('error', gone).on('end', gone).on('close', gone)
  }

  /** Calls back with every line, and null at the end. Returns a function that stops it. */
  listen(listener: (heard: Heard | null) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Sends latin1 text unchanged. */
  write(text: string): void {
    if (!this.closed && this.#stream.writable) this.#stream.write(text, 'latin1')
  }

  /** The next line that `pick` accepts; null on timeout or at the end of the stream. */
  wait<T>(pick: (heard: Heard) => T | null, timeoutMs: number): Promise<T | null> {
    return new Promise((resolve) => {
      if (this.closed) {
        resolve(null)
        return
      }
      const settle = (result: T | null) => {
        clearTimeout(timer)
        end()
        resolve(result)
      }
      const timer = setTimeout(() => settle(null), timeoutMs)
      const end = this.listen((heard) => {
        if (heard === null) settle(null)
        else {
          const picked = pick(heard)
          if (picked !== null) settle(picked)
        }
      })
    })
  }

  /** Resolves when the port is free. */
  close(): Promise<void> {
    const stream = this.#stream
    return new Promise((resolve) => {
      if (stream.closed) {
        resolve()
        return
      }
      const timer = setTimeout(resolve, 1000)
      stream.once('close', () => {
        clearTimeout(timer)
        resolve()
      })
      stream.destroy()
    })
  }

  #take(text: string): void {
    const atMs = performance.now()
    const pieces = text.split('\n')
    for (const [index, piece] of pieces.entries()) {
      this.#rest += piece
      const ended = index < pieces.length - 1
      if (!ended && this.#rest.length <= cutAt) continue
      const heard = readHeard(this.#rest, atMs)
      this.#rest = ''
      for (const listener of [...this.#listeners]) listener(heard)
    }
  }
}
