/** Asks an open stream whether a cushion is at its other end, and leaves it as if nothing had been read. */
import type { Duplex } from 'node:stream'
import {
  decodeBoardLine,
  encodeHostCommand,
  type HelloMessage,
  LineSplitter,
} from '../../../firmware-protocol/index.ts'
import type { HelloWaitTiming } from '../hello-wait.ts'

/** Kept of what was read, to be read again by the link: a hello and some frames. */
const maxKeptBytes = 65_536

/** The hello, within the time of a handshake; null when none came. The stream stays open, paused, with its bytes put back. */
export function probe(
  stream: Duplex,
  timing: HelloWaitTiming,
  signal: AbortSignal,
): Promise<HelloMessage | null> {
  return new Promise((resolve) => {
    const lines = new LineSplitter()
    const kept: Buffer[] = []
    let keptBytes = 0
    let asked = 0
    let timer = setTimeout(ask, timing.helloWaitMs)

    function ask(): void {
      if (asked >= timing.asks) {
        finish(null)
        return
      }
      asked++
      if (stream.writable) stream.write(encodeHostCommand({ type: 'hello' }), 'latin1')
      timer = setTimeout(ask, timing.askEveryMs)
    }
    function onData(chunk: Buffer): void {
      kept.push(chunk)
      keptBytes += chunk.length
      while (keptBytes > maxKeptBytes) keptBytes -= kept.shift()?.length ?? keptBytes
      for (const line of lines.push(chunk.toString('latin1'))) {
        const decoded = decodeBoardLine(line)
        if (decoded.ok && decoded.message.type === 'hello') {
          finish(decoded.message)
          return
        }
      }
    }
    function onGone(): void {
      finish(null)
    }
    function finish(hello: HelloMessage | null): void {
      clearTimeout(timer)
      stream.off('data', onData).off('close', onGone).off('end', onGone).off('error', onGone)
      signal.removeEventListener('abort', onGone)
      if (hello !== null && !stream.destroyed) {
        stream.pause()
        stream.unshift(Buffer.concat(kept))
      }
      resolve(hello)
    }

    stream.on('data', onData).on('close', onGone).on('end', onGone).on('error', onGone)
    signal.addEventListener('abort', onGone)
    if (signal.aborted || stream.destroyed) onGone()
  })
}
