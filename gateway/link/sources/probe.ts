/** Finds out whether a cushion is at the other end of an open stream, then puts back everything it read. */
import type { Duplex } from 'node:stream'
import {
  decodeBoardLine,
  encodeHostCommand,
  type HelloMessage,
  LineSplitter,
} from '../../../firmware-protocol/index.ts'
import { HelloWait, type HelloWaitTiming, type Opening } from '../hello-wait.ts'
import type { Timing } from '../timing.ts'

/** How much is kept for the link to read again: a hello and some frames. */
const maxKeptBytes = 65_536

export interface ProbeOptions {
  readonly timing: HelloWaitTiming & Pick<Timing, 'tickMs'>
  readonly opening: Opening
  readonly signal: AbortSignal
  /** Called once, when a board that only went through a reset would have answered. */
  late(): void
}

/** The hello, or null if none came within the time of a handshake. The stream stays open and paused, with its bytes put back. */
export function probe(stream: Duplex, options: ProbeOptions): Promise<HelloMessage | null> {
  const { timing, signal } = options
  return new Promise((resolve) => {
    const lines = new LineSplitter()
    const kept: Buffer[] = []
    let keptBytes = 0
    const wait = new HelloWait(timing, options.opening)
    wait.start(performance.now())
    const timer = setInterval(tick, timing.tickMs)

    function tick(): void {
      switch (wait.tick(performance.now())) {
        case 'ask':
          if (stream.writable) stream.write(encodeHostCommand({ type: 'hello' }), 'latin1')
          break
        case 'late':
          options.late()
          break
        case 'give-up':
          finish(null)
          break
        case 'wait':
          break
      }
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
      clearInterval(timer)
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
