import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Random } from './random.ts'

const numbers = (seed: number, purpose: string) => {
  const random = new Random(seed, purpose)
  return Array.from({ length: 8 }, () => random.next())
}

test('same seed and purpose give the same numbers, any other gives others', () => {
  fc.assert(
    fc.property(fc.integer(), fc.string(), (seed, purpose) => {
      expect(numbers(seed, purpose)).toEqual(numbers(seed, purpose))
      expect(numbers(seed, purpose)).not.toEqual(numbers(seed + 1, purpose))
      expect(numbers(seed, purpose)).not.toEqual(numbers(seed, `${purpose}x`))
    }),
  )
})

test('the stream of a seed is the same on every machine and in every version', () => {
  expect(numbers(1, 'golden').map((n) => Math.round(n * 1e6))).toMatchInlineSnapshot(`
    [
      959453,
      628380,
      472019,
      896634,
      300000,
      127351,
      512754,
      352251,
    ]
  `)
})

test('gaussian has mean 0 and deviation 1', () => {
  const random = new Random(7, 'gaussian')
  const drawn = Array.from({ length: 40_000 }, () => random.gaussian())
  const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length
  const deviation = Math.sqrt(drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / drawn.length)
  expect(mean).toBeCloseTo(0, 1)
  expect(deviation).toBeCloseTo(1, 1)
})

test('pick follows the weights and never takes a weight of 0', () => {
  const random = new Random(7, 'pick')
  const taken = { a: 0, b: 0, never: 0 }
  for (let i = 0; i < 10_000; i++)
    taken[
      random.pick<keyof typeof taken>([
        ['a', 3],
        ['never', 0],
        ['b', 1],
      ])
    ]++
  expect(taken.never).toBe(0)
  expect(taken.a / taken.b).toBeGreaterThan(2.7)
  expect(taken.a / taken.b).toBeLessThan(3.3)
})
