/** Collects the wire lines of a simulated cushion with meaning and time for one batch; bounded. */

import type { SimulatorLines } from '../../contract/simulator-console.ts'
import {
  type BoardMessage,
  decodeBoardLine,
  decodeHostLine,
  LineSplitter,
} from '../../firmware-protocol/index.ts'

export type LoggedLine = SimulatorLines['lines'][number]

/** Limits of lines per batch: for display, and for a recording of every line. */
const mostLines = { some: 60, every: 4000 } as const

export interface LineLogOptions {
  /** Cushion time, epoch ms. */
  readonly nowMs: () => number
  readonly wallMs: () => number
}

export class LineLog {
  everyLine = false
  readonly #options: LineLogOptions
  readonly #toHost = new LineSplitter()
  readonly #toBoard = new LineSplitter()
  #lines: LoggedLine[] = []
  #counts = { bytesToHost: 0, bytesToBoard: 0, linesToHost: 0, frames: 0, leftOut: 0 }
  #sinceMs: number
  #epochMs: number | null = null
  #lastMs = 0

  constructor(options: LineLogOptions) {
    this.#options = options
    this.#sinceMs = options.wallMs()
  }

  toHost(bytes: string): void {
    this.#counts.bytesToHost += bytes.length
    for (const line of this.#toHost.push(bytes)) this.#fromBoard(line)
  }

  fromHost(bytes: string): void {
    this.#counts.bytesToBoard += bytes.length
    for (const line of this.#toBoard.push(bytes)) {
      const read = decodeHostLine(line)
      const says = read.ok ? `asks ${read.command.type}` : `refused: ${read.code}`
      this.#add({ atMs: this.#atMs(null), from: 'host', line, says, ok: read.ok, seq: null })
    }
  }

  /** The lines since the last batch. */
  take(): SimulatorLines {
    const nowMs = this.#options.wallMs()
    const batch = {
      v: 1 as const,
      sentMs: nowMs,
      forMs: nowMs - this.#sinceMs,
      ...this.#counts,
      lines: this.#lines,
    }
    this.#sinceMs = nowMs
    this.#lines = []
    this.#counts = { bytesToHost: 0, bytesToBoard: 0, linesToHost: 0, frames: 0, leftOut: 0 }
    return batch
  }

  #fromBoard(line: string): void {
    this.#counts.linesToHost++
    const read = decodeBoardLine(line)
    let atMs: number | null = null
    let seq: number | null = null
    const says = read.ok ? messageWords(read.message) : `not taken: ${read.reason}`
    if (read.ok && read.message.type === 'hello') {
      const epochMs = Number(read.message.extra.epoch ?? Number.NaN)
      this.#epochMs = Number.isSafeInteger(epochMs) ? epochMs : null
    } else if (read.ok && read.message.type === 'frame') {
      this.#counts.frames++
      seq = read.message.seq
      atMs = this.#epochMs === null ? null : this.#epochMs + read.message.ms
    }
    this.#add({ atMs: this.#atMs(atMs), from: 'board', line, says: says.slice(0, 200), ok: read.ok, seq })
  }

  #add(line: Omit<LoggedLine, 'sentMs'>): void {
    const logged = { ...line, sentMs: this.#options.wallMs() }
    const most = this.everyLine ? mostLines.every : mostLines.some
    if (this.#lines.length < most) this.#lines.push(logged)
    else {
      this.#counts.leftOut++
      // For display the newest lines matter most; a recording learns that it has a gap.
      if (!this.everyLine) this.#lines[most - 1] = logged
    }
  }

  /** Makes each line later than the previous one, for recordings. */
  #atMs(ownMs: number | null): number {
    this.#lastMs = Math.max(Math.floor(ownMs ?? this.#options.nowMs()), this.#lastMs + 1)
    return this.#lastMs
  }
}

function messageWords(message: BoardMessage): string {
  switch (message.type) {
    case 'hello':
      return `hello: ${message.id ?? 'no id'}, start ${message.boot ?? '?'}, ${message.channels} cells, ${message.rateHz ?? '?'} Hz`
    case 'frame':
      return `frame ${message.seq} at ${message.ms} ms, highest count ${Math.max(...message.counts)}`
    case 'ack':
      return `done: ${message.command}`
    case 'refused':
      return `refused: ${message.code}${message.command === null ? '' : ` ${message.command}`}`
    case 'constants':
      return `constants of cell ${message.constants.cell}`
    case 'unknown':
      return `unknown line ${message.letter}`
  }
}
