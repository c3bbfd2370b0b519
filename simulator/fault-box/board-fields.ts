/**
 * Faults that change the board's lines but keep the checksum correct: clock drift, wrapping counters, swapped sides. Pure:
 * lines in, lines out.
 */
import { decodeBoardLine, encodeBoardMessage, type HelloMessage } from '../../firmware-protocol/index.ts'
import type { LayoutCell } from '../../firmware-protocol/layout.ts'
import type { WireFaults } from './wire-fault.ts'

const u32 = 2 ** 32
const usualRateHz = 10

export class BoardFields {
  /** Simulated epoch ms of the last frame, by the board's true clock; null before the first hello. */
  lastAtMs: number | null = null
  readonly #mirror: readonly number[]
  readonly #marked: boolean
  #boot: number | null = null
  #epochMs = 0
  #lastMs = 0
  /** How far its clock is ahead, ms. */
  #aheadMs = 0
  #wrap = { ms: 0, seq: 0 }

  /** `marked` false removes the marks of a simulated board from its hello: only for tests of the host's clock. */
  constructor({ cells, marked }: { cells: readonly LayoutCell[]; marked: boolean }) {
    this.#mirror = mirrorOf(cells)
    this.#marked = marked
  }

  /** A line with its line end; lines outside the protocol are returned unchanged. */
  pass(line: string, faults: WireFaults): string {
    const decoded = decodeBoardLine(line)
    if (!decoded.ok) return line
    const { message } = decoded
    switch (message.type) {
      case 'hello':
        this.#hello(message, faults)
        return this.#touched(faults) ? encodeBoardMessage(this.#rewritten(message)) : line
      case 'frame': {
        this.#time(message.ms, faults)
        this.lastAtMs = this.#epochMs + message.ms
        if (!this.#touched(faults)) return line
        const counts =
          faults['swapped-sides'] === undefined
            ? message.counts
            : message.counts.map((count, i) => message.counts[this.#mirror[i] ?? i] ?? count)
        const seq = (message.seq + this.#wrap.seq) % u32
        return encodeBoardMessage({ ...message, seq, ms: this.#ms(message.ms), counts })
      }
      case 'ack': {
        const [token, ms] = message.args
        if (message.command !== 'PING' || ms === undefined || !this.#touched(faults)) return line
        return encodeBoardMessage({ ...message, args: [token ?? '', String(this.#ms(Number(ms)))] })
      }
      case 'refused':
      case 'constants':
      case 'unknown':
        return line
    }
  }

  #touched(faults: WireFaults): boolean {
    const shifted = this.#aheadMs !== 0 || this.#wrap.ms !== 0 || !this.#marked
    return shifted || faults['swapped-sides'] !== undefined
  }

  /** Counters restart only with the board, so only then can they begin near their wrap. */
  #hello(hello: HelloMessage, faults: WireFaults): void {
    this.#epochMs = Number(hello.extra.epoch ?? 0)
    if (hello.boot !== null && hello.boot === this.#boot) {
      this.#time(hello.ms, faults)
      return
    }
    this.#boot = hello.boot
    this.#aheadMs = 0
    this.#lastMs = hello.ms
    const { wrap } = faults
    const frames = wrap === undefined ? 0 : Math.round(wrap.inS * (hello.rateHz ?? usualRateHz))
    this.#wrap =
      wrap === undefined
        ? { ms: 0, seq: 0 }
        : { ms: u32 - Math.round(wrap.inS * 1000) - hello.ms, seq: u32 - frames }
  }

  #time(ms: number, { drift }: WireFaults): void {
    const stepMs = (ms - this.#lastMs) >>> 0
    this.#lastMs = ms
    if (drift !== undefined && stepMs < u32 / 2) this.#aheadMs += (stepMs * drift.ppm) / 1e6
  }

  #ms(ms: number): number {
    return (ms + this.#wrap.ms + Math.floor(this.#aheadMs) + u32) % u32
  }

  #rewritten(hello: HelloMessage): HelloMessage {
    const { epoch, sim, speed, ...rest } = hello.extra
    const shifted = { ...hello, ms: this.#ms(hello.ms) }
    if (!this.#marked) return { ...shifted, extra: rest }
    return { ...shifted, extra: { ...hello.extra, epoch: String(this.#epochMs - this.#wrap.ms) } }
  }
}

/** Where each cell's wire ends when left and right are swapped. */
function mirrorOf(cells: readonly LayoutCell[]): number[] {
  return cells.map((cell, i) => {
    const other = cells.findIndex((each) => each.xCm === -cell.xCm && each.yCm === cell.yCm)
    return other < 0 ? i : other
  })
}
