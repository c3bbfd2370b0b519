/** Waiting around a stream: for it to open, for it to close, and between attempts. Every wait ends with the link. */
import type { Duplex } from 'node:stream'
import type { Source } from './sources/source.ts'

const closeTimeoutMs = 1000

/** A new stream, or the error that says why there is none. A port that opens after the link was stopped is closed again. */
export function openOrStop(source: Source, signal: AbortSignal): Promise<Duplex | Error> {
  return new Promise((resolve) => {
    const settle = (result: Duplex | Error) => {
      signal.removeEventListener('abort', onAbort)
      resolve(result)
    }
    const onAbort = () => settle(new Error('stopped'))
    signal.addEventListener('abort', onAbort)
    source.open(signal).then(
      (stream) => {
        if (signal.aborted) stream.on('error', () => {}).destroy()
        settle(stream)
      },
      (error: unknown) => settle(error instanceof Error ? error : new Error(String(error))),
    )
  })
}

/** Resolves once the port is free, because the next opening would find it locked. Does not wait long for a driver that hangs. */
export function closed(stream: Duplex): Promise<void> {
  if (stream.closed) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, closeTimeoutMs)
    stream.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
