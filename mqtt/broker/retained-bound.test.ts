import fc from 'fast-check'
import { expect, it } from 'vitest'
import { RetainedBound } from './retained-bound.ts'

it('keeps so many bytes and topics, whatever is put and taken away in which order', () => {
  const step = fc.tuple(
    fc.integer({ min: 0, max: 12 }).map((i) => `t/${i}`),
    fc.integer({ min: 0, max: 3000 }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const bound = new RetainedBound({ topics: 8, bytes: 9000 })
      const kept = new Map<string, number>()
      for (const [topic, bytes] of steps) {
        if (!bound.take(topic, bytes)) continue
        if (bytes === 0) kept.delete(topic)
        else kept.set(topic, bytes)
      }
      const payloads = [...kept.values()].reduce((sum, bytes) => sum + bytes, 0)
      expect(bound.topics).toBe(kept.size)
      expect(bound.topics).toBeLessThanOrEqual(8)
      expect(payloads).toBeLessThanOrEqual(bound.bytes)
      expect(bound.bytes).toBeLessThanOrEqual(9000)
    }),
  )
})

it('leaves room for others where a client may not have all of it', () => {
  const bound = new RetainedBound({ topics: 4, bytes: 100_000 })
  expect([bound.take('a', 1, 0.5), bound.take('b', 1, 0.5), bound.take('c', 1, 0.5)]).toEqual([
    true,
    true,
    false,
  ])
  expect(bound.take('c', 1)).toBe(true)
})

it('refuses and counts what does not fit, and has room again when something is taken away', () => {
  const bound = new RetainedBound({ topics: 10, bytes: 3000 })
  expect([bound.take('a', 1000), bound.take('b', 900), bound.take('c', 900)]).toEqual([true, true, false])
  expect(bound.refused).toBe(1)
  expect(bound.take('a', 0)).toBe(true)
  expect(bound.take('c', 900)).toBe(true)
  // What is there may shrink, though there is no room for more.
  expect(bound.take('c', 2000)).toBe(false)
  expect(bound.take('c', 800)).toBe(true)
})
