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
  })
  it('then follows the mean down to where it settles, without a step at the end', () => {
    const state = freshLastMinute()
    for (let i = 0; i < 3000; i++) stepLastMinute(state, { dtMs: 100, left: 20, right: 20 })
    const steps: number[] = []
    for (let i = 0; i < 3000; i++) {
      const before = state.reckonLeft ?? 0
      stepLastMinute(state, { dtMs: 100, left: 11, right: 20 })
      steps.push(before - (state.reckonLeft ?? 0))
    }
    expect(state.reckonLeft).toBeCloseTo(11, 2)
    // Once a twentieth has been taken off, which is the one step.
    expect(steps.filter((kpa) => kpa > 0.05)).toHaveLength(1)
  })
  it('ends that when the mean rises: swaying counts for nothing again', () => {
    const state = freshLastMinute()
    const run = (kpa: number, s: number) => {
      for (let i = 0; i < s * 10; i++) stepLastMinute(state, { dtMs: 100, left: kpa, right: kpa })
      return state.reckonLeft
    }
    run(20, 300)
    run(11, 300)
    const risen = run(11.3, 60)
    expect(run(11, 60)).toBe(risen)
  })
})
