import { describe, expect, it } from 'vitest'
import { layout, mondayMs, stillScenario } from '../testing.ts'
import { createCushionModel } from './cushion.ts'
import type { Trouble } from './trouble.ts'

const fromMs = mondayMs + 120_000
const standsMs = mondayMs + 1_800_000
const bouts = [{ fromMs: mondayMs, toMs: standsMs }]
const quiet = { repeatability: 0, noise: 0, creepPerDecade: 0, hysteresis: 0 }

/** Counts with a trouble as a share of those without, cell by cell, and the truth of both. */
function beside(trouble: Trouble, atMs: number) {
  const make = (more: { trouble?: Trouble }) =>
    createCushionModel({
      scenario: stillScenario(),
      seed: 3,
      layout,
      startMs: mondayMs,
      bouts,
      spread: quiet,
      ...more,
    })
  const [well, ill] = [make({}), make({ trouble })]
  for (let ms = mondayMs; ms < atMs; ms += 500) {
    well.counts(ms)
    ill.counts(ms)
  }
  const [a, b] = [well.step(atMs), ill.step(atMs)]
  expect(b.truth).toEqual(a.truth)
  return { shares: b.counts.map((count, i) => count / (a.counts[i] ?? 1)), counts: b.counts }
}

describe('troubles of a cushion', () => {
  const afterMs = fromMs + 900_000
  it('all is well before they begin', () => {
    const trouble = { fromMs, warmerC: 12, overEdge: { beyondXCm: 3, overCm: 7 } }
    expect(beside(trouble, fromMs - 500).shares).toEqual(layout.cells.map(() => 1))
  })
  it('over the edge of the chair the right cells carry less, the left ones all', () => {
    const { shares } = beside({ fromMs, overEdge: { beyondXCm: 3, overCm: 7 } }, afterMs)
    expect(shares.slice(0, 2)).toEqual([1, 1])
    expect(shares[2]).toBeGreaterThan(shares[3] ?? 1)
    expect(shares[3]).toBeLessThan(0.6)
  })
  it('cells age, each differently', () => {
    const { shares } = beside({ ageWeeks: 12 }, afterMs)
    expect(shares.reduce((sum, share) => sum + share, 0) / 8).toBeLessThan(0.98)
    expect(new Set(shares.map((share) => share.toFixed(2))).size).toBeGreaterThan(2)
  })
  it('a heated seat makes them more sensitive within a quarter of an hour', () => {
    const trouble = { fromMs, warmerC: 12 }
    const soon = beside(trouble, fromMs + 30_000).shares[0] ?? 0
    const late = beside(trouble, afterMs).shares[0] ?? 0
    expect(late).toBeGreaterThan(1.01)
    expect(soon).toBeLessThan(late)
  })
  it('on a cushion that slipped the sitter is no longer on the cells', () => {
    const { shares } = beside({ fromMs, slip: { asideCm: 0, forwardCm: 4 } }, afterMs)
    expect(shares.every((share) => share === 1)).toBe(false)
  })
  it('a fold presses a cell after standing up, and is smooth again later', () => {
    const most = (s: number) => Math.max(...beside({ fromMs, foldKpa: 3 }, standsMs + s * 1000).counts)
    expect(most(5)).toBeGreaterThan(100)
    expect(most(900)).toBeLessThan(20)
  })
})
