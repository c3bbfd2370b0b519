/**
 * A board for tests that says exactly what it is told: hello on opening, frames on demand, an answer to each command.
 * Not the simulator: no sitter, no clock of its own.
 */
import { Duplex } from 'node:stream'
import { decodeHostLine, encodeBoardMessage, type HostCommand } from '../../firmware-protocol/index.ts'
import { memorySource } from '../link/sources/memory-source.ts'
import { type Source, SourceUnavailable } from '../link/sources/source.ts'

export interface ScriptedBoardOptions {
  readonly cells?: number
  /** Board milliseconds from frame to frame. */
  readonly periodMs?: number
  /** If set, a simulated board on this clock. */
  readonly simulated?: { readonly speed: number; readonly epochMs: number }
}

export class ScriptedBoard {
  readonly source: Source
  readonly commands: HostCommand[] = []
  /** Its answer; null for none. */
  answer: (command: HostCommand) => 'done' | 'range' | null = () => 'done'
  plugged = true
  readonly #options: ScriptedBoardOptions
  #stream: Duplex | null = null
  #seq = 0
  #ms = 1000
  #boot = 1

  constructor(options: ScriptedBoardOptions = {}) {
    this.#options = options
    this.source = memorySource('scripted', () => {
      if (!this.plugged) throw new SourceUnavailable('The scripted board is unplugged.')
      return this.#open()
    })
  }

  get connected(): boolean {
    return this.#stream !== null
  }

  /** Frames of these counts, one each period of the board's clock. */
  frames(count: number, counts: readonly number[]): void {
    let lines = ''
    for (let i = 0; i < count; i++) {
      this.#ms += this.#options.periodMs ?? 100
      lines += encodeBoardMessage({ type: 'frame', seq: this.#seq++, ms: this.#ms, counts: [...counts] })
    }
    this.#stream?.push(lines)
  }

  /** The board restarts while the port stays open. */
  reset(): void {
    this.#boot++
    this.#seq = 0
    this.#ms = 0
    this.#hello()
  }

  unplug(): void {
    this.plugged = false
    this.#stream?.destroy()
    this.#stream = null
  }

  #open(): Duplex {
    const stream = new Duplex({
      read() {},
      write: (chunk: Buffer, _encoding, done) => {
        for (const line of chunk.toString().split('\n')) if (line !== '') this.#heard(`${line}\n`)
        done()
      },
    })
    this.#stream = stream
    queueMicrotask(() => this.#hello())
    return stream
  }

  #hello(): void {
    const { simulated, cells = 8 } = this.#options
    const extra: Record<string, string> = simulated
      ? { sim: '1', speed: String(simulated.speed), epoch: String(simulated.epochMs) }
      : {}
    this.#stream?.push(
      encodeBoardMessage({
        type: 'hello',
        proto: 1,
        firmware: '0.1.0',
        dev: 'fsr8',
        id: 'scripted',
        channels: cells,
        bits: 10,
        rateHz: 10,
        resetCause: 1,
        boot: this.#boot,
        ms: this.#ms,
        extra,
      }),
    )
  }

  #heard(line: string): void {
    const read = decodeHostLine(line)
    if (!read.ok) return
    const { command } = read
    if (command.type === 'hello') {
      this.#hello()
      return
    }
    if (command.type === 'constants') {
      // Like a board from before there was this question.
      this.#stream?.push(encodeBoardMessage({ type: 'refused', code: 'unknown', command: 'CAL?' }))
      return
    }
    if (command.type !== 'ping') this.commands.push(command)
    const answer = this.answer(command)
    if (answer === null) return
    const name = command.type.toUpperCase()
    const args = command.type === 'ping' ? [command.token, String(this.#ms)] : []
    this.#stream?.push(
      encodeBoardMessage(
        answer === 'done'
          ? { type: 'ack', command: name, args }
          : { type: 'refused', code: answer, command: name },
      ),
    )
  }
}
