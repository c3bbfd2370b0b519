/** A recording of the wire in JSON lines: decodes each line like the link, on the recording's clock. */
import { type BoardMessage, decodeBoardLine, type FrameMessage } from '../firmware-protocol/index.ts'
import type { RecordingEntry } from './entry.ts'
import { readJsonRecord } from './json-record.ts'

export class JsonReader {
  #channels: number
  #bits: number
  /** The current board does not fit: its frames would be assigned to the wrong cells. */
  #otherBoard = false
  readonly #cells: number
  readonly #inverted: boolean

  /** `bits`: ADC resolution until a hello gives it. `inverted`: counts fall with load. */
  constructor({ cells, bits, inverted }: { cells: number; bits: number; inverted: boolean }) {
    this.#cells = cells
    this.#inverted = inverted
    this.#channels = cells
    this.#bits = bits
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
        const counts = this.#inverted ? message.counts.map((count) => this.#most - count) : message.counts
        return { kind: 'frame', atMs, line, seq: message.seq, boardMs: message.ms, counts }
      }
      case 'hello':
        this.#otherBoard = message.proto !== 1 || message.channels !== this.#cells
        if (!this.#otherBoard) {
          this.#channels = message.channels
          this.#bits = message.bits
        }
        return { kind: 'hello', atMs, line, hello: message }
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

  get #most(): number {
    return 2 ** this.#bits - 1
  }

  #faultOf({ counts }: FrameMessage): 'channels' | 'range' | null {
    if (counts.length !== this.#channels) return 'channels'
    const most = this.#most
    for (const count of counts) if (count > most) return 'range'
    return null
  }
}
