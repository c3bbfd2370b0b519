/**
 * The counts of one cell within a chunk, as small differences from a running mean.
 *
 * A sitter who keeps still leaves noise around a slowly moving value. The difference to the previous count carries the
 * noise twice; the difference to a running mean carries it hardly more than once, half a bit less a count. How much
 * the mean follows (1, 1/2, 1/4, 1/8) is chosen per cell and chunk; after a jump it starts anew at the new value.
 * Doubles are exact here: both directions do the same operations in the same order (IEEE 754).
 */
import { type ByteReader, type ByteWriter, unzigzag, zigzag } from './bytes.ts'

const shares = [1, 0.5, 0.25, 0.125] as const
const jump = 24
const apart = 255

export function writeCounts(counts: readonly number[], to: ByteWriter, escapes: ByteWriter): void {
  const choice = counts.length < 32 ? 1 : cheapestShare(counts)
  const share = shares[choice] ?? 1
  const first = counts[0] ?? 0
  to.byte(choice)
  to.signed(first)
  let mean = first
  for (let i = 1; i < counts.length; i++) {
    const count = counts[i] ?? 0
    const residual = count - Math.floor(mean + 0.5)
    const symbol = zigzag(residual)
    if (symbol < apart) to.byte(symbol)
    else {
      to.byte(apart)
      escapes.varint(symbol)
    }
    mean = residual > jump || residual < -jump ? count : mean + (count - mean) * share
  }
}

export function readCounts(n: number, from: ByteReader, escapes: ByteReader): number[] {
  const share = shares[from.byte()] ?? 1
  const first = from.signed()
  const counts = new Array<number>(n)
  counts[0] = first
  let mean = first
  for (let i = 1; i < n; i++) {
    const byte = from.byte()
    const residual = unzigzag(byte === apart ? escapes.varint() : byte)
    const count = Math.floor(mean + 0.5) + residual
    counts[i] = count
    mean = residual > jump || residual < -jump ? count : mean + (count - mean) * share
  }
  return counts
}

/** The share with the smallest sum of differences, which is near enough to the smallest chunk. */
function cheapestShare(counts: readonly number[]): number {
  let best = 0
  let bestCost = Number.POSITIVE_INFINITY
  for (let choice = 0; choice < shares.length; choice++) {
    const share = shares[choice] ?? 1
    let mean = counts[0] ?? 0
    let cost = 0
    for (let i = 1; i < counts.length; i++) {
      const count = counts[i] ?? 0
      const residual = Math.abs(count - Math.floor(mean + 0.5))
      cost += residual
      mean = residual > jump ? count : mean + (count - mean) * share
    }
    if (cost < bestCost) {
      best = choice
      bestCost = cost
    }
  }
  return best
}
