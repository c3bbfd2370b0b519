import { describe, expect, it } from 'vitest'
import { freshHysteresis, withoutHysteresis } from './hysteresis.ts'

const cell = { rMOhm: 10_000, k: 1e-4, n: 1, creepPerDecade: 0, zeroAdc: 0, hysteresis: 0.1 }

describe('hysteresis', () => {
  it('by hand: freshly loaded a cell reads 5 % low, after 20 % off-loading 5 % high', () => {
    const state = freshHysteresis(1)
    expect(withoutHysteresis(state, { cell, index: 0, kpa: 10 })).toBeCloseTo(10 / 0.95, 3)
    expect(withoutHysteresis(state, { cell, index: 0, kpa: 8 })).toBeCloseTo(8 / 1.05, 3)
  })
  it('noise below half a percent moves nothing', () => {
    const state = freshHysteresis(1)
    withoutHysteresis(state, { cell, index: 0, kpa: 10 })
    for (let i = 0; i < 1000; i++) {
      const kpa = 10 + (i % 2 === 0 ? 0.02 : -0.02)
      expect(withoutHysteresis(state, { cell, index: 0, kpa })).toBeCloseTo(kpa / 0.95, 3)
    }
  })
  it('begins on the loading branch again after the seat was empty', () => {
    const state = freshHysteresis(1)
    for (const kpa of [10, 5, 0, 10]) withoutHysteresis(state, { cell, index: 0, kpa })
    expect(state.branch[0]).toBe(-0.5)
  })
  it('leaves a cell whose loop was not measured alone', () => {
    const plain = { ...cell, hysteresis: 0 }
    const state = freshHysteresis(1)
    for (const kpa of [10, 5, 12]) expect(withoutHysteresis(state, { cell: plain, index: 0, kpa })).toBe(kpa)
  })
})
