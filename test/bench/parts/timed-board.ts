/** A board that notes when it writes the first byte of each frame to the pty, directly and not through a thread. */
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { ForeignBoard } from '../../services/foreign-board.ts'

export class TimedBoard extends ForeignBoard {
  readonly #sentMs = new Map<number, number>()
  readonly #plain: boolean
  #cable: number | null = null

  /** `plain`: only `seq,ms,c0,...`, for a flow without checksums. */
  constructor({ rateHz, plain = false }: { rateHz: number; plain?: boolean }) {
    super({ periodMs: 1000 / rateHz })
    this.#plain = plain
  }

  /** When the frame with this number was sent, on the monotonic clock; undefined if never. */
  sentMs(seq: number): number | undefined {
    return this.#sentMs.get(seq)
  }

  override plugInto(path: string): void {
    this.#cable = openSync(path, constants.O_WRONLY | constants.O_NOCTTY)
    super.plugInto(path)
  }

  override write(text: string): void {
    const frame = /^\$F,((\d+)[^*]*)/.exec(text)
    if (this.#cable === null || (this.#plain && frame === null)) return
    const bytes = Buffer.from(this.#plain ? `${frame?.[1]}\n` : text, 'latin1')
    if (frame !== null) this.#sentMs.set(Number(frame[2]), performance.now())
    writeSync(this.#cable, bytes)
  }

  override unplug(): void {
    super.unplug()
    if (this.#cable !== null) closeSync(this.#cable)
    this.#cable = null
  }
}
