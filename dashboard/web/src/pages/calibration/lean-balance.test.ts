import { describe, expect, it } from 'vitest'
import { beginLeanCheck, type LeanCheck, leanWords, stepLeanCheck } from './lean-balance.ts'

/** Ten readings a second. */
function go(check: LeanCheck, fromMs: number, s: number, copX: (i: number) => number | null): LeanCheck {
  let now = check
  for (let i = 0; i < s * 10; i++) now = stepLeanCheck(now, { atMs: fromMs + i * 100, copX: copX(i) })
  return now
}
const upright = () => go(beginLeanCheck(), 0, 4, (i) => 0.4 + 0.1 * Math.sin(i))

describe('is left left', () => {
  it('waits until the sitter is still, then for a lean that is held', () => {
    expect(go(beginLeanCheck(), 0, 10, (i) => (i % 20 < 10 ? -1 : 1)).step).toBe('upright')
    const check = upright()
    expect(check.step).toBe('lean')
    expect(go(check, 4000, 1, () => -2)).toMatchObject({ step: 'lean' })
    expect(go(check, 4000, 3, () => -2)).toEqual({ step: 'done', outcome: 'as-it-should' })
    expect(go(check, 4000, 3, () => 2)).toEqual({ step: 'done', outcome: 'wrong-way' })
  })
  it('is measured from where the sitter sits, not from the middle of the cushion', () => {
    const aside = go(beginLeanCheck(), 0, 4, () => 3)
    expect(go(aside, 4000, 3, () => 1.5)).toEqual({ step: 'done', outcome: 'as-it-should' })
  })
  it('a lean to and fro is none; without one it gives up, and off the seat it begins anew', () => {
    const swaying = go(upright(), 4000, 5, (i) => (i % 20 < 10 ? -2 : 2))
    expect(swaying.step).toBe('lean')
    expect(go(upright(), 4000, 50, () => 0.4)).toEqual({ step: 'done', outcome: 'no-lean' })
    expect(stepLeanCheck(upright(), { atMs: 5000, copX: null })).toEqual(beginLeanCheck())
  })
  it('works on a fast clock, with seconds between two readings', () => {
    let check = beginLeanCheck()
    for (let i = 0; i < 6; i++) check = stepLeanCheck(check, { atMs: i * 1000, copX: 0 })
    for (let i = 6; i < 9; i++) check = stepLeanCheck(check, { atMs: i * 1000, copX: -2 })
    expect(check).toEqual({ step: 'done', outcome: 'as-it-should' })
  })
  it('has words for everything', () => {
    for (const outcome of ['as-it-should', 'wrong-way', 'no-lean'] as const)
      expect(leanWords({ step: 'done', outcome })).toMatch(/\.$/)
    expect(leanWords(null)).toMatch(/Lean left once/)
  })
})
