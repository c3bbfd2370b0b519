/** A recording of the wire in JSON lines: decodes each line like the link, on the recording's clock. */
import { type Counting, fullScale, largestCount } from '../core/model/counting.ts'
import {
  type BoardMessage,
  decodeBoardLine,
  type FrameMessage,
  type HelloMessage,
  protocolVersion,
  type SensorKind,
} from '../firmware-protocol/index.ts'
import type { RecordingEntry } from './entry.ts'
import { countingOf, isReadable } from './hello-counting.ts'
import { readJsonRecord } from './json-record.ts'

export class JsonReader {
  #counting: Counting
  /** The current board does not fit: its frames would be assigned to the wrong cells. */
  #otherBoard = false
  readonly #cells: number
  readonly #kind: SensorKind | null
  readonly #inverted: boolean

  /** `bits`: ADC resolution until a hello gives it. `kind`: for a hello without one. `inverted`: counts fall with load. */
  constructor(options: { cells: number; bits: number; kind: SensorKind | null; inverted: boolean }) {
    this.#cells = options.cells
    this.#kind = options.kind
    this.#inverted = options.inverted
    this.#counting = { bits: options.bits }
  }

  /** Null for a line without readings: empty, or an answer to a command. */
  read(text: string, line: number): RecordingEntry | null {
    if (text === '') return null
    const record = readJsonRecord(text)
    if (!record.ok) return { kind: 'rejected', line, reason: record.reason, atMs: null, text: null }
    const { atMs } = record
    const decoded = decodeBoardLine(record.text)
    if (!decoded.ok) return { kind: 'rejected', line, reason: decoded.reason, atMs, text: record.text }
    return this.#message(decoded.message, { atMs, line, text: record.text })
  }

  #message(message: BoardMessage, from: { atMs: number; line: number; text: string }): RecordingEntry | null {
    const { atMs, line } = from
    switch (message.type) {
      case 'frame': {
        const fault = this.#otherBoard ? 'other-board' : this.#faultOf(message)
        if (fault !== null) return { kind: 'rejected', reason: fault, ...from }
        const counts = this.#inverted ? message.counts.map((count) => this.#turned(count)) : message.counts
        return { kind: 'frame', atMs, line, seq: message.seq, boardMs: message.ms, counts }
      }
      case 'hello':
        return { kind: 'hello', atMs, line, hello: this.#hello(message) }
      case 'ack': {
        const rateHz = message.command === 'RATE' ? Number(message.args[0]) : NaN
        return rateHz >= 1 && rateHz <= 1000 ? { kind: 'rate', atMs, line, rateHz } : null
      }
      case 'refused':
      case 'constants':
      case 'unknown':
        return null
    }
  }

  #hello(message: HelloMessage): HelloMessage {
    const hello = this.#kind === null ? message : { kind: this.#kind, ...message }
    const counting = countingOf(hello)
    this.#otherBoard =
      hello.proto !== protocolVersion || hello.channels !== this.#cells || !isReadable(counting)
    if (!this.#otherBoard && isReadable(counting)) this.#counting = counting
    return hello
  }

  #turned(count: number): number {
    return Math.max(0, fullScale(this.#counting) - count)
  }

  #faultOf({ counts }: FrameMessage): 'channels' | 'range' | null {
    if (counts.length !== this.#cells) return 'channels'
    const most = largestCount(this.#counting)
    for (const count of counts) if (count > most) return 'range'
    return null
  }
}
