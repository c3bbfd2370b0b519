/** Whatever the sitter does, time left rises only after an off-load or a pause. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nobody, seat, TestCushion } from '../testing.ts'

/**
 * Pressures of both sides (kPa) for some seconds, none swaying around the pressure limit of 20 kPa: more than two seconds below
 * it are an off-load, and the two minutes of hold time restart.
 */
const kpa = fc.oneof(fc.integer({ min: 8, max: 18 }), fc.integer({ min: 21, max: 24 }))
const stretch = fc.record({
  left: kpa,
  right: kpa,
  s: fc.integer({ min: 3, max: 240 }),
})
/** Time left uses a mean of half a minute, so an off-load has an effect for some minutes. */
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
      const cushion = new TestCushion({ rateHz: 2 }).hold(nobody, 10).hold(seat(8), 5)
      const past: { left: number; right: number }[] = []
      let before = cushion.state.timeLeftS ?? Infinity
      for (const { left, right, s } of stretches) {
        for (let i = 0; i < s; i++) {
          // Everybody sways a little.
          const sway = 1 + 0.03 * Math.sin(cushion.atMs / 6000)
          cushion.hold(seat(left * sway, right * sway), 1)
          past.push({ left, right })
          if (past.length > memoryS) past.shift()
          const now = cushion.state.timeLeftS ?? Infinity
          if (now > before + roundingS) expect(fell(past)).toBe(true)
          before = now
        }
      }
    }),
    { numRuns: 30 },
  )
})
