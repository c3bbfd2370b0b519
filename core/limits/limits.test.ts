import { describe, expect, it } from 'vitest'
import { breakHolds, freshLimits, heldS, highestLevel, notWatched, stepLimits } from './limits.ts'

/** Feeds used fractions of the bout limit (or the left pressure limit) and returns the level after each. */
function levels(
  fractions: readonly number[],
  limit: 'bout' | 'pressure',
  { holdMs = 0, stepMs = 1000 } = {},
) {
  const state = freshLimits()
  const used = new Float64Array(6).fill(notWatched)
  return fractions.map((fraction, index) => {
    used[limit === 'bout' ? 0 : 4] = fraction
    stepLimits(state, { atMs: index * stepMs, used, holdMs })
    return highestLevel(state)
  })
}

describe('levels', () => {
  it('enter at 70, 90 and 100 % and leave 10 points below', () => {
    expect(levels([0.69, 0.7, 0.9, 1, 0.91, 0.9, 0.89, 0.8, 0.79, 0.6, 0.59], 'bout')).toEqual([
      'none',
      'notice',
      'warning',
      'exceeded',
      'exceeded',
      'exceeded',
      'warning',
      'warning',
      'notice',
      'notice',
      'none',
    ])
  })
  it('keep their level while a fraction is unknown, and end when the limit is no longer watched', () => {
    expect(levels([1.2, Number.NaN, notWatched], 'bout')).toEqual(['exceeded', 'exceeded', 'none'])
  })
  it('of pressure count only once it was held', () => {
    const held = levels(new Array(7).fill(1.1), 'pressure', { holdMs: 5000 })
    expect(held.slice(0, 5)).toEqual(new Array(5).fill('none'))
    expect(held[5]).toBe('exceeded')
  })
  it('of pressure: each threshold has its own hold', () => {
    const fractions = [1.1, 1.1, 1.1, 0.95, 0.95, 0.95, 0.95]
    expect(levels(fractions, 'pressure', { holdMs: 5000 }).at(-1)).toBe('warning')
  })
  it('of pressure: a dip of a second does not break the hold, one of three seconds does', () => {
    const dip = (n: number) => [1.1, 1.1, ...new Array<number>(n).fill(0.5), 1.1, 1.1, 1.1]
    expect(levels(dip(1), 'pressure', { holdMs: 5000 }).at(-1)).toBe('exceeded')
    expect(levels([...dip(4), 1.1], 'pressure', { holdMs: 5000 }).at(-1)).toBe('none')
  })
  it('of pressure is left only after 15 s below, so a fidget does not clear it', () => {
    const story = (s: number) => [...new Array<number>(5).fill(1.1), ...new Array<number>(s).fill(0.5), 0.85]
    expect(levels(story(8), 'pressure', { holdMs: 2000 }).at(-1)).toBe('exceeded')
    expect(levels(story(17), 'pressure', { holdMs: 2000 }).at(-1)).toBe('none')
  })
  it('nothing is held through a gap in the readings', () => {
    const state = freshLimits()
    const used = new Float64Array(6).fill(notWatched)
    used[4] = 1.2
    stepLimits(state, { atMs: 0, used, holdMs: 60_000 })
    expect(heldS(state, 0, 30_000)).toBe(30)
    breakHolds(state)
    expect(heldS(state, 0, 30_000)).toBe(0)
  })
})
