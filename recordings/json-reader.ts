/** A recording of the wire in JSON lines: each line is decoded as the link would, on the recording's clock. */
import { type BoardMessage, decodeBoardLine, type FrameMessage } from '../firmware-protocol/index.ts'
import type { RecordingEntry } from './entry.ts'
import { readJsonRecord } from './json-record.ts'

export class JsonReader {
  #channels: number
  #bits: number
  /** The present board does not fit: its frames would be put in the wrong places. */
  #otherBoard = false
  readonly #cells: number

  /** `bits`: of the counts, until a hello says otherwise. */
  constructor({ cells, bits }: { cells: number; bits: number }) {
    this.#cells = cells
    this.#channels = cells
    this.#bits = bits
  }

  /** Null for a line that says nothing about readings: empty, or an answer to a command. */
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
        return { kind: 'frame', atMs, line, seq: message.seq, boardMs: message.ms, counts: message.counts }
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
      case 'unknown':
        return null
    }
  }

  #faultOf({ counts }: FrameMessage): 'channels' | 'range' | null {
    if (counts.length !== this.#channels) return 'channels'
    const most = 2 ** this.#bits - 1
    for (const count of counts) if (count > most) return 'range'
    return null
  }
}
