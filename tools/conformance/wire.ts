/** One open stream: raw bytes out, judged lines in. Holds one line at most; who needs more listens. */
import type { Duplex } from 'node:stream'
import { type Heard, readHeard } from './heard.ts'

/** A line is cut here, so that noise without a line end costs no memory. */
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

  /** Every line from now on; null when the stream has ended. Returns what ends it. */
  listen(listener: (heard: Heard | null) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** latin1, as it is. */
  write(text: string): void {
    if (!this.closed && this.#stream.writable) this.#stream.write(text, 'latin1')
  }

  /** The first line from now on that `pick` takes; null after the time, or when the stream ends. */
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

  /** Resolves when the port is free again. */
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
