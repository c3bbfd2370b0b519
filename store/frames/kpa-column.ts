/**
 * The pressures of one cell within a chunk, in steps of 0.01 kPa, as differences from the values expected from its counts. One
 * function encodes and decodes.
 *
 * Pressure is nearly a function of the count: only creep and zero corrections move it slowly. So each value is expected to equal
 * the last one at the same count, or, for a new count, to follow from its neighbours. The difference is nearly always 0, and
 * otherwise mostly one step in the same direction as last time.
 */
import { codeNumber, sizeContexts } from './number-model.ts'
import type { BitCoder } from './range-coder.ts'

const reach = 12
const ages = 4
const nullAt = 0
const zeroAt = nullAt + 2
const signAt = zeroAt + 2 * ages
const sizeAt = signAt + 6
export const kpaContexts = sizeAt + 2 * sizeContexts

/** Steps of 0.01 kPa of the last value at each count. */
class Expectation {
  readonly #seen = new Map<number, number>()
  #last = 0

  knows(count: number): boolean {
    return this.#seen.has(count)
  }

  at(count: number): number {
    return this.#seen.get(count) ?? this.#fromNeighbours(count)
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

/** Direction of the last unexpected value. */
const directionOf = (residual: number): 1 | 2 | null => (residual === 0 ? null : residual > 0 ? 1 : 2)

/** `fresh` is 1 for a count that was not seen before. */
function contextsOf(base: number, fresh: 0 | 1, { calm, direction }: { calm: number; direction: number }) {
  const age = Math.min(ages - 1, calm >> 2)
  return {
    zero: base + zeroAt + fresh * ages + age,
    sign: base + signAt + fresh * 3 + direction,
    size: base + sizeAt + fresh * sizeContexts,
  }
}

/** `given` when encoding, null when decoding; `base` is the first of `kpaContexts` contexts. */
export function codeKpa(
  coder: BitCoder,
  base: number,
  counts: readonly number[],
  given: readonly (number | null)[] | null,
): (number | null)[] {
  const kpa = new Array<number | null>(counts.length)
  const expectation = new Expectation()
  let wasNull = 0
  let direction = 0
  /** Values since the last one that differed. */
  let calm = 0
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] ?? 0
    const value = given?.[i] ?? null
    wasNull = coder.bit(base + nullAt + wasNull, value === null ? 1 : 0)
    if (wasNull === 1) {
      kpa[i] = null
      continue
    }
    const expected = expectation.at(count)
    const contexts = contextsOf(base, expectation.knows(count) ? 0 : 1, { calm, direction })
    const residual = codeNumber(coder, contexts, Math.round((value ?? 0) * 100) - expected)
    calm = residual === 0 ? calm + 1 : 0
    direction = directionOf(residual) ?? direction
    const steps = expected + residual
    expectation.learn(count, steps)
    kpa[i] = steps / 100
  }
  return kpa
}
