import { describe, expect, it } from 'vitest'
import { freshLastMinute, stepLastMinute } from './last-minute.ts'

describe('the last minute', () => {
  it('is a plain mean at first and has mostly forgotten what was two minutes ago', () => {
    const state = freshLastMinute()
    for (let i = 0; i < 100; i++) stepLastMinute(state, { dtMs: 100, left: i < 50 ? 10 : 20, right: 8 })
    expect(state.left).toBeCloseTo(15, 6)
    for (let i = 0; i < 1200; i++) stepLastMinute(state, { dtMs: 100, left: 30, right: Number.NaN })
    expect(state.left).toBeGreaterThan(29.5)
    expect(state.right).toBeCloseTo(8, 10)
  })
  it('reckons with the highest mean until a twentieth is taken off', () => {
    const state = freshLastMinute()
    const run = (kpa: number) => {
      for (let i = 0; i < 3000; i++) stepLastMinute(state, { dtMs: 100, left: kpa, right: kpa })
      return state.reckonLeft
    }
    expect(run(10)).toBeCloseTo(10, 1)
    expect(run(9.7)).toBeCloseTo(10, 1)
    expect(run(12)).toBeCloseTo(12, 1)
    expect(run(9)).toBeLessThan(9.5)
  })
})
