/**
 * Codes the counts of one cell within a chunk as differences from the expected count. One function encodes and decodes.
 *
 * A still sitter leaves noise around a slowly moving value, and what moves one cell (sway, breath) also moves its neighbours. So
 * the expected count is a running mean, corrected by faster and slower means and by how the earlier cells moved in the same
 * frame. The weight of each correction is learnt on the way. Recent differences predict the size of the next (`spread`); the
 * rounded-off part predicts its sign.
 *
 * Encoder and decoder must compute exactly the same doubles, today and with any later Node: only + - * / and
 * comparisons, which IEEE 754 fixes to the last bit, and no Math.log, exp or pow, which it does not.
 */
import { codeNumber, contextsFrom, ownContexts, sizeContexts } from './number-model.ts'
import type { BitCoder } from './range-coder.ts'
import { Weigher } from './weigher.ts'

/** Share of each new count in the running means; the others correct the first. */
const shares = [0.25, 1, 0.125] as const
/** A change of posture: the means restart at the new value. */
const jump = 24
const neighbours = 4
/** Upper ends of the levels of `spread`, about two per doubling. */
const levels = [0.235, 0.608, 1.2, 2.14, 3.63, 6, 9.76] as const
const sides = 3

const firstAt = 0
const zeroAt = firstAt + ownContexts
const signAt = zeroAt + (levels.length + 1) * sides
const sizeAt = signAt + sides
export const countContexts = sizeAt + (levels.length + 1) * sizeContexts

/** Counts of a cell, and how far each was from its running mean: what the next cells learn from. */
export interface CountColumn {
  readonly counts: number[]
  readonly moves: Float64Array
}

export interface CountTask {
  /** The first of `countContexts` contexts. */
  readonly base: number
  readonly n: number
  /** The cells that are already coded. */
  readonly before: readonly CountColumn[]
  /** Null when decoding. */
  readonly given: readonly number[] | null
}

export function codeCounts(coder: BitCoder, { base, n, before, given }: CountTask): CountColumn {
  const counts = new Array<number>(n)
  const moves = new Float64Array(n)
  if (n === 0) return { counts, moves }
  const first = codeNumber(coder, contextsFrom(base + firstAt), given?.[0] ?? 0)
  counts[0] = first
  const means = Float64Array.from(shares, () => first)
  const others = before.slice(-neighbours).map((column) => column.moves)
  const weigher = new Weigher(others.length + shares.length - 1)
  let spread = 1
  for (let i = 1; i < n; i++) {
    const mean = means[0] ?? 0
    for (let k = 1; k < shares.length; k++) weigher.inputs[k - 1] = (means[k] ?? 0) - mean
    for (let k = 0; k < others.length; k++) weigher.inputs[shares.length - 1 + k] = others[k]?.[i] ?? 0
    const expected = mean + within(jump, weigher.expected())
    const whole = Math.floor(expected + 0.5)
    const side = sideOf(expected - whole)
    const level = levelOf(spread)
    const contexts = {
      zero: base + zeroAt + level * sides + side,
      sign: base + signAt + side,
      size: base + sizeAt + level * sizeContexts,
    }
    const count = whole + codeNumber(coder, contexts, (given?.[i] ?? 0) - whole)
    counts[i] = count
    moves[i] = within(jump, count - mean)
    weigher.learn(within(8, count - expected))
    spread += 0.15 * (Math.abs(within(40, count - expected)) - spread)
    follow(means, count)
  }
  return { counts, moves }
}

const within = (bound: number, value: number): number =>
  value > bound ? bound : value < -bound ? -bound : value

/** Which way rounding went: 0 up, 2 down, 1 hardly. */
const sideOf = (rest: number): number => (rest < -1 / 6 ? 0 : rest > 1 / 6 ? 2 : 1)

function levelOf(spread: number): number {
  let level = 0
  while (level < levels.length && spread >= (levels[level] ?? 0)) level++
  return level
}

function follow(means: Float64Array, count: number): void {
  for (let k = 0; k < shares.length; k++) {
    const miss = count - (means[k] ?? 0)
    means[k] = miss > jump || miss < -jump ? count : (means[k] ?? 0) + miss * (shares[k] ?? 1)
  }
}
