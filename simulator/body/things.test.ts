import { describe, expect, it } from 'vitest'
import { createCushionModel } from '../cells/cushion.ts'
import { layout, mondayMs, stillScenario } from '../testing.ts'
import type { Thing } from './things.ts'

const cushion = (things: readonly Thing[], seed = 1) =>
  createCushionModel({ scenario: stillScenario(), seed, layout, startMs: mondayMs, bouts: [], things })
const lying = (kind: Thing['kind'], massKg: number): Thing => ({
  kind,
  massKg,
  fromMs: mondayMs + 60_000,
  toMs: mondayMs + 3_600_000,
})
const mean = (kpa: readonly number[]) => kpa.reduce((sum, value) => sum + value, 0) / kpa.length

describe('things on the cushion', () => {
  it('press while they lie there, and nobody sits', () => {
    const model = cushion([lying('pile', 15)])
    expect(model.step(mondayMs).truth).toMatchObject({ object: false, leftKpa: 0 })
    const { counts, truth } = model.step(mondayMs + 61_000)
    expect(truth).toMatchObject({ object: true, occupied: false })
    expect(Math.min(...truth.kpa)).toBeGreaterThan(0.3)
    expect(Math.min(...counts)).toBeGreaterThan(10)
    expect(model.step(mondayMs + 3_601_000).truth).toMatchObject({ object: false, leftKpa: 0 })
  })
  it('press in proportion to their mass, the same with the same seed', () => {
    const kpa = (massKg: number) => mean(cushion([lying('bag', massKg)]).step(mondayMs + 61_000).truth.kpa)
    expect(kpa(4)).toBeCloseTo(4 * kpa(1), 6)
    expect(kpa(4)).toBe(kpa(4))
  })
  it('lie still, except a cat, which breathes and shifts now and then', () => {
    const wander = (kind: Thing['kind']) => {
      const model = cushion([lying(kind, 4)])
      const places = new Set<string>()
      for (let s = 61; s < 1500; s += 10) {
        const { kpa } = model.step(mondayMs + s * 1000).truth
        places.add(kpa.map((value) => value.toFixed(1)).join())
      }
      return places.size
    }
    expect(wander('bag')).toBe(1)
    expect(wander('cat')).toBeGreaterThan(4)
  })
})
