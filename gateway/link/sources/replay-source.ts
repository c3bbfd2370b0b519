/**
 * `replay:<file>`: plays a recording as if its cushion were plugged in. Lines arrive as they were received, `speed` times as
 * fast, including faulty ones; only the board's own milliseconds are mapped to the recording's clock. Like a simulated board,
 * a replay says in its hello what it is, so its readings are marked as simulated and are never mistaken for a live cushion's.
 *
 * Time pauses while nobody reads: a slow reader slows the replay down and loses nothing. A replay is not a board: it cannot
 * change its rate and has no motor.
 */
import { Duplex } from 'node:stream'
import { decodeHostLine, encodeBoardMessage, LineSplitter } from '../../../firmware-protocol/index.ts'
import { RecordingError } from '../../../recordings/entry.ts'
import type { RecordingOptions } from '../../../recordings/open-recording.ts'
import { Replay, type ReplayStep } from './replay.ts'
import { type Source, SourceUnavailable } from './source.ts'

export interface ReplayOptions extends RecordingOptions {
  /** Seconds of the recording per real second. */
  readonly speed: number
  /** Called once for each assumption that nothing in the recording proves. */
  readonly assumed?: (text: string) => void
  /** Monotonic ms. */
  readonly monoMs?: () => number
}

/** The first stream opens the recording; each later one continues where the last one stopped. */
export function replaySource(options: ReplayOptions): Source {
  const name = `replay:${options.file}`
  let replay: Replay | null = null
  return {
    name,
    async open() {
      try {
        replay ??= await begun(options)
        await replay.begin()
      } catch (error) {
        if (error instanceof RecordingError) throw new SourceUnavailable(error.message)
        throw error
      }
      if (replay.over)
        throw new SourceUnavailable(
          `The recording ${options.file} has ended: everything in it was replayed. Start again to replay it.`,
        )
      return new ReplayStream(replay)
    },
  }
}

async function begun(options: ReplayOptions): Promise<Replay> {
  // Here, so that a gateway without a recording does not load how recordings are read.
  const { openRecording } = await import('../../../recordings/open-recording.ts')
  const recording = await openRecording(options)
  for (const { text } of recording.assumptions) options.assumed?.(text)
  return new Replay(recording, { ...options, monoMs: options.monoMs ?? (() => performance.now()) })
}

/** The longest wait before looking again, in real ms, so that a closed stream soon releases its timer. */
const longestWaitMs = 60_000

class ReplayStream extends Duplex {
  readonly #replay: Replay
  readonly #commands = new LineSplitter()
  #timer: NodeJS.Timeout | undefined
  #wanted = false
  #pumping = false

  constructor(replay: Replay) {
    super({ decodeStrings: true })
    this.#replay = replay
    this.#answer(replay.hello())
  }

  override _read(): void {
    this.#wanted = true
    this.#replay.goOn()
    void this.#pump()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    for (const line of this.#commands.push(chunk.toString('latin1'))) this.#command(line)
    done()
  }

  override _final(done: () => void): void {
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#timer)
    this.#replay.pause()
    done(error)
  }

  #answer(line: string): void {
    if (!this.destroyed && !this.readableEnded) this.push(line, 'latin1')
  }

  #command(line: string): void {
    const decoded = decodeHostLine(line)
    if (!decoded.ok) {
      this.#answer(encodeBoardMessage({ type: 'refused', code: decoded.code, command: decoded.command }))
      return
    }
    const { command } = decoded
    if (command.type === 'hello') this.#answer(this.#replay.hello())
    else
      this.#answer(
        encodeBoardMessage({ type: 'refused', code: 'unknown', command: command.type.toUpperCase() }),
      )
  }

  /** Sends what is due, then waits until the next line is. */
  async #pump(): Promise<void> {
    if (this.#pumping) return
    this.#pumping = true
    clearTimeout(this.#timer)
    try {
      while (this.#wanted && !this.destroyed) {
        const next = await this.#replay.next()
        if (this.destroyed || !this.#give(next)) return
      }
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error(String(error)))
    } finally {
      this.#pumping = false
    }
  }

  /** False when there is nothing more to send now. */
  #give(next: ReplayStep): boolean {
    switch (next.kind) {
      case 'over':
        this.push(null)
        return false
      case 'wait':
        this.#timer = setTimeout(() => void this.#pump(), Math.min(next.forMs, longestWaitMs))
        return false
      case 'line':
        if (next.text !== '' && !this.push(next.text, 'latin1')) {
          this.#wanted = false
          this.#replay.pause()
        }
        return true
    }
  }
}
