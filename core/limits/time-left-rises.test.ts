/** Whatever somebody does on the seat: time left rises only when load was taken off, or when a pause took some of it away. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Bench, nobody, seat } from '../testing.ts'

/**
 * Pressures of both sides (kPa) for so many seconds, swaying about none of them over the pressure limit of 20 kPa: whoever comes below
 * that for more than two seconds has taken load off, and the two minutes for which it may be held begin anew.
 */
const kpa = fc.oneof(fc.integer({ min: 8, max: 18 }), fc.integer({ min: 21, max: 24 }))
const stretch = fc.record({
  left: kpa,
  right: kpa,
  s: fc.integer({ min: 3, max: 240 }),
})
/** Time left is reckoned with a mean of half a minute: an off-load goes on working for some minutes. */
const memoryS = 180
const offLoaded = 0.96
const roundingS = 0.2

function fell(past: readonly { left: number; right: number }[]): boolean {
  return (['left', 'right'] as const).some((side) => {
    const all = past.map((each) => each[side])
    return all.some((kpa, at) => all.slice(at).some((later) => later < offLoaded * kpa))
  })
}

it('time left never jumps up without an off-load', () => {
  fc.assert(
    fc.property(fc.array(stretch, { minLength: 1, maxLength: 4 }), (stretches) => {
      const bench = new Bench({ rateHz: 2 }).hold(nobody, 10).hold(seat(8), 5)
      const past: { left: number; right: number }[] = []
      let before = bench.state.timeLeftS ?? Infinity
      for (const { left, right, s } of stretches) {
        for (let i = 0; i < s; i++) {
          // Everybody sways a little.
          const sway = 1 + 0.03 * Math.sin(bench.atMs / 6000)
          bench.hold(seat(left * sway, right * sway), 1)
          past.push({ left, right })
          if (past.length > memoryS) past.shift()
          const now = bench.state.timeLeftS ?? Infinity
          if (now > before + roundingS) expect(fell(past)).toBe(true)
          before = now
        }
      }
    }),
    { numRuns: 30 },
  )
})
