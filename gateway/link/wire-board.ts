/** A scripted board for tests: the other end of a stream, where a test sends lines and sees the commands. */
import { Duplex } from 'node:stream'
import {
  decodeHostLine,
  encodeBoardMessage,
  encodeLine,
  type HelloMessage,
  type HostCommand,
  LineSplitter,
} from '../../firmware-protocol/index.ts'

export class WireBoard extends Duplex {
  readonly commands: HostCommand[] = []
  /** What the board does with a command; nothing by default. */
  onCommand: (command: HostCommand) => void = () => {}
  readonly #input = new LineSplitter()

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    for (const line of this.#input.push(chunk.toString('latin1'))) {
      const decoded = decodeHostLine(line)
      if (!decoded.ok) throw new Error(`the host sent a broken line: ${line}`)
      this.commands.push(decoded.command)
      this.onCommand(decoded.command)
    }
    done()
  }

  /** Bytes as they are. */
  raw(text: string): void {
    this.push(Buffer.from(text, 'latin1'))
  }

  say(body: string): void {
    this.raw(encodeLine(body))
  }

  hello(fields: Partial<HelloMessage> = {}): void {
    this.raw(encodeBoardMessage({ ...plainHello, ...fields }))
  }

  frame(seq: number, ms: number, counts: number[] = [1, 2]): void {
    this.raw(encodeBoardMessage({ type: 'frame', seq, ms, counts }))
  }

  asked(type: HostCommand['type']): number {
    return this.commands.filter((command) => command.type === type).length
  }
}

const plainHello: HelloMessage = {
  type: 'hello',
  proto: 1,
  firmware: '0.1.0',
  dev: 'fsr2',
  id: 'desk-1',
  channels: 2,
  bits: 10,
  rateHz: 10,
  resetCause: 1,
  boot: 7,
  ms: 0,
  extra: {},
}
