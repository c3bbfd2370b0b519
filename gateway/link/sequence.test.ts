import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Backoff } from './backoff.ts'
import { Sequence } from './sequence.ts'

const lostIn = (values: readonly number[]) => {
  const sequence = new Sequence()
  return values.map((seq) => sequence.next(seq, 1000)).reduce((sum, lost) => sum + lost, 0)
}

it.each([
  ['none missing', [1, 2, 3], 0],
  ['two missing', [1, 2, 5], 2],
  ['wrap of 32 bits', [4294967294, 4294967295, 0, 1], 0],
  ['lost at the wrap of 32 bits', [4294967295, 2], 2],
  ['wrap of 16 bits', [65534, 65535, 0], 0],
  ['lost at the wrap of 16 bits', [65533, 1], 3],
  ['the same twice', [5, 5, 6], 0],
  ['a leap the board cannot have made', [5, 50_000, 50_001], 0],
])('counts lost frames: %s', (_, values, lost) => {
  expect(lostIn(values)).toBe(lost)
})

it('counts exactly what was left out, on a counter of either width', () => {
  const kept = fc.array(fc.boolean(), { minLength: 2, maxLength: 200 })
  fc.assert(
    fc.property(fc.constantFrom(2 ** 16, 2 ** 32), fc.nat(), kept, (range, back, pattern) => {
      const first = range - 1 - (back % 300)
      const sent = [true, ...pattern, true].map((keep, index) => ({ keep, seq: (first + index) % range }))
      const arrived = sent.filter(({ keep }) => keep).map(({ seq }) => seq)
      expect(lostIn(arrived)).toBe(sent.length - arrived.length)
    }),
  )
})

it('waits longer and longer up to its bound, jittered, and begins again after a success', () => {
  const backoff = new Backoff({ minMs: 250, maxMs: 10_000, random: () => 1 })
  const waits = Array.from({ length: 8 }, () => backoff.nextMs())
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000])
  backoff.reset()
  expect(backoff.nextMs()).toBe(250)
  const low = new Backoff({ minMs: 250, maxMs: 10_000, random: () => 0 })
  expect(low.nextMs()).toBe(187.5)
})
