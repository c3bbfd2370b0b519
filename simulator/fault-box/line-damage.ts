/**
 * Damage to lines and bytes on their way to the host: lost, doubled, overtaken, cut, noisy, or read at a wrong baud rate. Pure:
 * the same seed and lines give the same bytes. It never creates a valid line that the board did not send.
 */
import { receivedAs } from '../avr/uart-line.ts'
import { Random } from '../random.ts'
import type { WireFaults } from './wire-fault.ts'

export const boardBaud = 115_200

/** Damage so far in lines; noise in bytes. */
export interface Damage {
  dropped: number
  doubled: number
  swapped: number
  cut: number
  noiseBytes: number
}

export class LineDamage {
  readonly done: Damage = { dropped: 0, doubled: 0, swapped: 0, cut: 0, noiseBytes: 0 }
  readonly #draw: Readonly<Record<'noise' | 'drop' | 'double' | 'swap' | 'cut', Random>>
  #overtaken: string | null = null

  constructor(seed: number) {
    this.#draw = {
      noise: new Random(seed, 'wire-noise'),
      drop: new Random(seed, 'wire-drop'),
      double: new Random(seed, 'wire-double'),
      swap: new Random(seed, 'wire-swap'),
      cut: new Random(seed, 'wire-cut'),
    }
  }

  /** Takes a line with its line end, as latin1; returns the bytes sent instead, including a line it overtook. */
  pass(line: string, faults: WireFaults): string {
    const { drop, double, swap } = faults
    if (drop !== undefined && this.#draw.drop.chance(drop.share)) {
      this.done.dropped++
      return ''
    }
    if (swap !== undefined && this.#overtaken === null && this.#draw.swap.chance(swap.share)) {
      this.#overtaken = line
      this.done.swapped++
      return ''
    }
    let bytes = this.#bytes(line, faults)
    if (double !== undefined && this.#draw.double.chance(double.share)) {
      this.done.doubled++
      bytes += this.#bytes(line, faults)
    }
    const behind = this.#overtaken
    this.#overtaken = null
    return behind === null ? bytes : bytes + this.#bytes(behind, faults)
  }

  /** A line waiting to be overtaken is lost with its connection. */
  disconnect(): void {
    this.#overtaken = null
  }

  #bytes(line: string, { cut, noise, 'wrong-baud': baud }: WireFaults): string {
    let bytes = line
    if (cut !== undefined && this.#draw.cut.chance(cut.share)) {
      this.done.cut++
      const kept = bytes.slice(0, Math.floor(this.#draw.cut.between(1, bytes.length - 1)))
      bytes = this.#draw.cut.chance(0.5) ? `${kept}\n` : kept
    }
    if (noise !== undefined) bytes = this.#noisy(bytes, noise.bytesPerLine)
    return baud === undefined ? bytes : heardAt(bytes, boardBaud / baud.baud)
  }

  #noisy(line: string, bytesPerLine: number): string {
    const random = this.#draw.noise
    let count = 0
    for (let passed = random.exponential(1); passed < bytesPerLine; passed += random.exponential(1)) count++
    if (count === 0) return line
    this.done.noiseBytes += count
    let noise = ''
    for (let i = 0; i < count; i++) noise += String.fromCharCode(Math.floor(random.next() * 256))
    // Half of the noise falls between lines, where it does no damage.
    const at = random.chance(0.5) ? 0 : Math.floor(random.between(1, line.length))
    return line.slice(0, at) + noise + line.slice(at)
  }
}

/** Bytes from a sender at `ratio` times the receiver's baud rate. */
export function heardAt(latin1: string, ratio: number): string {
  let heard = ''
  for (let i = 0; i < latin1.length; i++)
    heard += String.fromCharCode(...receivedAs(latin1.charCodeAt(i) & 0xff, ratio))
  return heard
}
