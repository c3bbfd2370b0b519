/**
 * The pressures of one cell within a chunk, in steps of 0.01 kPa, as differences from what its counts let expect.
 *
 * Pressure is nearly a function of the count: only creep and zero corrections move it slowly. So each value is
 * expected to be what the same count last gave; for a count not seen before, what its seen neighbours let expect.
 * The difference is 0 or 1 step nearly always: four of them share a byte (0, +1, -1, other); the others stand apart.
 */
import { type ByteReader, type ByteWriter, unzigzag, zigzag } from './bytes.ts'

const same = 0
const oneUp = 1
const oneDown = 2
const other = 3
/** `other` values: 0 is null, the rest zigzag + 1. */
const nothing = 0
const reach = 12

/** Steps of 0.01 kPa of the last value at each count. */
class Expectation {
  readonly #seen = new Map<number, number>()
  #last = 0

  at(count: number): number {
    const seen = this.#seen.get(count)
    return seen === undefined ? this.#fromNeighbours(count) : seen
  }

  learn(count: number, steps: number): void {
    this.#seen.set(count, steps)
    this.#last = steps
  }

  #fromNeighbours(count: number): number {
    const below = this.#nearest(count, -1)
    const above = this.#nearest(count, 1)
    if (below !== null && above !== null) return line(below, above, count)
    const near = below ?? above
    if (near === null) return this.#last
    const far = this.#nearest(near.count, near.count < count ? -1 : 1)
    return far === null ? near.steps : line(near, far, count)
  }

  #nearest(count: number, direction: -1 | 1): Seen | null {
    for (let i = 1; i <= reach; i++) {
      const steps = this.#seen.get(count + i * direction)
      if (steps !== undefined) return { count: count + i * direction, steps }
    }
    return null
  }
}

interface Seen {
  readonly count: number
  readonly steps: number
}

const line = (a: Seen, b: Seen, count: number): number =>
  Math.round(a.steps + ((b.steps - a.steps) * (count - a.count)) / (b.count - a.count))

export function writeKpa(
  column: { readonly counts: readonly number[]; readonly kpa: readonly (number | null)[] },
  to: ByteWriter,
  others: ByteWriter,
): void {
  const { counts, kpa } = column
  const expectation = new Expectation()
  let packed = 0
  for (let i = 0; i < kpa.length; i++) {
    const count = counts[i] ?? 0
    const value = kpa[i] ?? null
    let code = other
    if (value === null) others.varint(nothing)
    else {
      const steps = Math.round(value * 100)
      const residual = steps - expectation.at(count)
      if (residual === 0) code = same
      else if (residual === 1) code = oneUp
      else if (residual === -1) code = oneDown
      else others.varint(zigzag(residual) + 1)
      expectation.learn(count, steps)
    }
    packed |= code << (2 * (i & 3))
    if ((i & 3) === 3) {
      to.byte(packed)
      packed = 0
    }
  }
  if ((kpa.length & 3) !== 0) to.byte(packed)
}

export function readKpa(counts: readonly number[], from: ByteReader, others: ByteReader): (number | null)[] {
  const n = counts.length
  const kpa = new Array<number | null>(n)
  const expectation = new Expectation()
  let packed = 0
  for (let i = 0; i < n; i++) {
    if ((i & 3) === 0) packed = from.byte()
    const count = counts[i] ?? 0
    const code = (packed >> (2 * (i & 3))) & 3
    let steps: number
    if (code === other) {
      const value = others.varint()
      if (value === nothing) {
        kpa[i] = null
        continue
      }
      steps = expectation.at(count) + unzigzag(value - 1)
    } else steps = expectation.at(count) + (code === oneUp ? 1 : code === oneDown ? -1 : 0)
    expectation.learn(count, steps)
    kpa[i] = steps / 100
  }
  return kpa
}
