/**
 * Marks the output of emulated firmware as simulated. Firmware for a real board does not do so itself, so its hello gets
 * `sim=1`, `speed` and `epoch`, with a new checksum. Everything else passes unchanged, byte by byte.
 */
import { decodeBoardLine, encodeLine, maxLineBytes } from '../../firmware-protocol/index.ts'

const helloStart = '$H,'

export class HelloMarker {
  readonly #speed: number
  #held = ''
  #heldSinceMs = 0
  /** Simulated epoch ms of the board's ms 0; null until its first hello. */
  #epochMs: number | null = null

  constructor(options: { readonly speed: number }) {
    this.#speed = options.speed
  }

  /** Call when the board's time restarts. */
  reset(): void {
    this.#epochMs = null
  }

  /** Takes a byte with its time (simulated epoch ms); returns the output as latin1. A hello is passed on when complete. */
  push(byte: number, atMs: number): string {
    const letter = String.fromCharCode(byte)
    if (letter === '$') {
      const before = this.#held
      this.#held = letter
      this.#heldSinceMs = atMs
      return before
    }
    if (this.#held === '') return letter
    this.#held += letter
    const mayBeHello = helloStart.startsWith(this.#held.slice(0, helloStart.length))
    if (mayBeHello && letter !== '\n' && this.#held.length < maxLineBytes) return ''
    const line = this.#held
    this.#held = ''
    return letter === '\n' ? this.#marked(line) : line
  }

  #marked(line: string): string {
    const decoded = decodeBoardLine(line)
    if (!decoded.ok || decoded.message.type !== 'hello' || 'sim' in decoded.message.extra) return line
    this.#epochMs ??= Math.round(this.#heldSinceMs) - decoded.message.ms
    const body = line.slice(1, line.lastIndexOf('*'))
    const marked = `${body},sim=1,speed=${this.#speed},epoch=${this.#epochMs}`
    return marked.length + helloStart.length + 4 < maxLineBytes ? encodeLine(marked) : line
  }
}
