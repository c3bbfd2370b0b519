/**
 * Whole numbers up to 2^52 either side of 0 as bits for the range coder: is it 0, its sign, then its size one by one up to
 * `steps`, and beyond that by its number of binary digits. Small numbers are cheap, and none is too large.
 */
import type { BitCoder } from './range-coder.ts'

const steps = 14
const digits = 53

/** The contexts of a number; `zero` and `sign` may depend on more than `size`. */
export interface NumberContexts {
  readonly zero: number
  readonly sign: number
  /** The first of `sizeContexts`. */
  readonly size: number
}
export const sizeContexts = steps + digits
/** Contexts of a number that shares none: zero, sign, size. */
export const ownContexts = 2 + sizeContexts
export const contextsFrom = (base: number): NumberContexts => ({ zero: base, sign: base + 1, size: base + 2 })

export function codeNumber(coder: BitCoder, contexts: NumberContexts, value: number): number {
  if (coder.bit(contexts.zero, value === 0 ? 0 : 1) === 0) return 0
  const negative = coder.bit(contexts.sign, value < 0 ? 1 : 0)
  const given = Math.abs(value) - 1
  let size = 0
  while (size < steps && coder.bit(contexts.size + size, given > size ? 1 : 0) === 1) size++
  if (size === steps) size += codeRest(coder, contexts.size + steps, given - steps)
  return negative === 1 ? -(size + 1) : size + 1
}

function codeRest(coder: BitCoder, base: number, given: number): number {
  let length = 0
  let power = 1
  while (length < digits - 1 && coder.bit(base + length, given + 1 >= power * 2 ? 1 : 0) === 1) {
    length++
    power *= 2
  }
  return power - 1 + coder.plain(length, Math.max(0, given + 1 - power))
}
