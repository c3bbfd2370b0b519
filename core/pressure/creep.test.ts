import { describe, expect, it } from 'vitest'
import { creepFactor, freshCreep, withoutCreep } from './creep.ts'

const cell = { rMOhm: 10_000, k: 1e-4, n: 1, creepPerDecade: 0.05, zeroAdc: 0, hysteresis: 0 }

/** Applies the cell's creep to a true pressure and corrects it again. */
function run(kpa: (s: number) => number, seconds: number) {
  const state = freshCreep(1)
  let underLoadS = 0
  let worst = 0
  for (let step = 1; step <= seconds * 10; step++) {
    const truth = kpa(step / 10)
    underLoadS = truth > 0 ? underLoadS + 0.1 : 0
    const raw = truth * (1 + 0.05 * Math.log10(1 + underLoadS))
    const corrected = withoutCreep(state, { cell, index: 0, dtMs: 100, kpa: raw })
    if (truth > 0) worst = Math.max(worst, Math.abs(corrected - truth) / truth)
  }
  return { state, worst }
}

describe('creep', () => {
  it('by hand: 9 s under load is one decade, 5 %; with n = 0.5 the pressure is off by its square', () => {
    expect(creepFactor(cell, 9000)).toBeCloseTo(1 / 1.05, 10)
    expect(creepFactor({ ...cell, n: 0.5 }, 9000)).toBeCloseTo(1 / 1.05 ** 2, 10)
    expect(creepFactor(cell, 0)).toBe(1)
  })
  it('is gone from two hours of still sitting', () => {
    expect(run(() => 12, 7200).worst).toBeLessThan(0.001)
  })
  it('starts again after a break', () => {
    expect(run((s) => (s > 600 && s < 720 ? 0 : 12), 1200).worst).toBeLessThan(0.002)
  })
  it('is not forgotten by a lift of half a second', () => {
    const { state } = run((s) => (s > 600 && s < 600.6 ? 0 : 12), 601)
    expect(state.underLoadMs[0]).toBeGreaterThan(500_000)
  })
  it('leaves a cell without creep alone', () => {
    const state = freshCreep(1)
    const still = { ...cell, creepPerDecade: 0 }
    for (let i = 0; i < 1000; i++) {
      expect(withoutCreep(state, { cell: still, index: 0, dtMs: 1000, kpa: 7 })).toBe(7)
    }
  })
})
