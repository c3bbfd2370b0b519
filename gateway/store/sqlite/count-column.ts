/**
 * The counts of one cell within a chunk, as differences from what is expected, both ways in one function.
 *
 * A sitter who keeps still leaves noise around a slowly moving value. Four running means follow it at different speeds;
 * the one that was nearest lately is what is expected next. How large a difference is likely to be is told by the last
 * differences (`spread`), and whether up or down by the part that rounding took off.
 * Doubles are exact here: both directions do the same operations in the same order (IEEE 754).
 */
import { codeNumber, contextsFrom, ownContexts, sizeContexts } from './number-model.ts'
import type { BitCoder } from './range-coder.ts'

const shares = [1, 0.5, 0.25, 0.125] as const
/** A change of posture: the means start anew at the new value. */
const jump = 24
const spreads = 12
const sides = 3

const firstAt = 0
const zeroAt = firstAt + ownContexts
const signAt = zeroAt + spreads * sides
const sizeAt = signAt + sides
export const countContexts = sizeAt + spreads * sizeContexts

/** `given` when encoding, null when decoding; `base` is the first of `countContexts` contexts. */
export function codeCounts(
  coder: BitCoder,
  base: number,
  n: number,
  given: readonly number[] | null,
): number[] {
  const counts = new Array<number>(n)
  if (n === 0) return counts
  const first = codeNumber(coder, contextsFrom(base + firstAt), given?.[0] ?? 0)
  counts[0] = first
  const means = [first, first, first, first]
  const misses = [1, 1, 1, 1]
  let spread = 1
  for (let i = 1; i < n; i++) {
    const expected = nearest(means, misses)
    const whole = Math.floor(expected + 0.5)
    const side = expected - whole < -1 / 6 ? 0 : expected - whole > 1 / 6 ? 2 : 1
    const level = Math.min(spreads - 1, Math.floor(2.2 * Math.log2(1 + 2.5 * spread)))
    const contexts = {
      zero: base + zeroAt + level * sides + side,
      sign: base + signAt + side,
      size: base + sizeAt + level * sizeContexts,
    }
    const count = whole + codeNumber(coder, contexts, (given?.[i] ?? 0) - whole)
    counts[i] = count
    spread += 0.15 * (Math.min(40, Math.abs(count - expected)) - spread)
    follow(means, misses, count)
  }
  return counts
}

function nearest(means: readonly number[], misses: readonly number[]): number {
  let best = 0
  for (let k = 1; k < shares.length; k++) {
    if ((misses[k] ?? 0) < (misses[best] ?? 0)) best = k
  }
  return means[best] ?? 0
}

function follow(means: number[], misses: number[], count: number): void {
  for (let k = 0; k < shares.length; k++) {
    const mean = means[k] ?? 0
    const miss = Math.abs(count - mean)
    misses[k] = 0.96 * (misses[k] ?? 0) + 0.04 * miss
    means[k] = miss > jump ? count : mean + (count - mean) * (shares[k] ?? 1)
  }
}
