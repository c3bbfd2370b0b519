/**
 * A few frames as bytes and back, exactly (pressures in steps of 0.01 kPa): about 20 bytes a reading in a tenth of the time that the
 * packing of a whole minute takes (chunk.ts), for what travels to a database and is soon packed.
 *
 *   CRC-32 of the rest, lowest byte first | per run: frames, cells, 1 with pressures or 0, then column by column
 *
 * Each number is its difference to the one before in its column, sevens of bits, the lowest first. Null is 0, and moves the others on by 1.
 */
import { crc32 } from 'node:zlib'
import type { FrameColumns } from '../../contract/record.ts'

const headBytes = 4
/** 7 bits each hold any whole number that is exact. */
const mostBytes = 8
const runNumbers = 3

export function leanRow(runs: readonly FrameColumns[]): Uint8Array {
  const numbers = runs.reduce(
    (sum, { atMs, counts, kpa }) => sum + runNumbers + atMs.length * (4 + counts.length + (kpa?.length ?? 0)),
    0,
  )
  const writer = new NumberWriter(headBytes + numbers * mostBytes)
  for (const { atMs, boot, seq, boardMs, counts, kpa } of runs) {
    for (const number of [atMs.length, counts.length, kpa === null ? 0 : 1]) writer.number(number)
    for (const column of [atMs, boot, seq, boardMs, ...counts]) writer.column(column)
    for (const column of kpa ?? []) writer.hundredths(column)
  }
  return writer.done()
}

/** Throws RangeError when the bytes are damaged. */
export function runsOfLean(bytes: Uint8Array): FrameColumns[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < headBytes || view.getUint32(0, true) !== crc32(bytes.subarray(headBytes)))
    throw new RangeError('a damaged row of frames')
  const reader = new NumberReader(bytes)
  const runs: FrameColumns[] = []
  while (reader.more) {
    const [n, cells, calibrated] = [reader.number(), reader.number(), reader.number()]
    const column = () => reader.column(n)
    const [atMs, boot, seq, boardMs] = [column(), column(), column(), column()]
    const counts = Array.from({ length: cells }, column)
    const kpa = calibrated === 1 ? Array.from({ length: cells }, () => reader.hundredths(n)) : null
    runs.push({ atMs, boot, seq, boardMs, counts, kpa })
  }
  return runs
}

const folded = (difference: number): number => (difference < 0 ? -2 * difference - 1 : 2 * difference)
const unfolded = (number: number): number => (number % 2 === 0 ? number / 2 : -(number + 1) / 2)

class NumberWriter {
  readonly #bytes: Uint8Array
  #at = headBytes

  constructor(most: number) {
    this.#bytes = new Uint8Array(most)
  }

  number(value: number): void {
    let rest = value
    while (rest >= 128) {
      this.#bytes[this.#at++] = (rest % 128) + 128
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#at++] = rest
  }

  column(values: readonly number[]): void {
    let before = 0
    for (const value of values) {
      this.number(folded(value - before))
      before = value
    }
  }

  hundredths(values: readonly (number | null)[]): void {
    let before = 0
    for (const value of values) {
      if (value === null) {
        this.number(0)
        continue
      }
      const steps = Math.round(value * 100)
      this.number(folded(steps - before) + 1)
      before = steps
    }
  }

  done(): Uint8Array {
    const bytes = this.#bytes.subarray(0, this.#at)
    new DataView(bytes.buffer).setUint32(0, crc32(bytes.subarray(headBytes)), true)
    return bytes
  }
}

class NumberReader {
  readonly #bytes: Uint8Array
  #at = headBytes

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get more(): boolean {
    return this.#at < this.#bytes.length
  }

  number(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.#at++] ?? 0
      value += (byte % 128) * scale
      if (byte < 128) return value
    }
  }

  column(n: number): number[] {
    const values = new Array<number>(n)
    let value = 0
    for (let i = 0; i < n; i++) {
      value += unfolded(this.number())
      values[i] = value
    }
    return values
  }

  hundredths(n: number): (number | null)[] {
    const values = new Array<number | null>(n)
    let steps = 0
    for (let i = 0; i < n; i++) {
      const number = this.number()
      if (number > 0) steps += unfolded(number - 1)
      values[i] = number === 0 ? null : steps / 100
    }
    return values
  }
}
