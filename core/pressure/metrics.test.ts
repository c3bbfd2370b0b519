import { describe, expect, it } from 'vitest'
import type { Layout } from '../model/schemas/layout.ts'
import { layout } from '../testing.ts'
import { geometryOf } from './geometry.ts'
import { centreOfPressureCm, contactAreaCm2, sideBalance, sidePpiKpa } from './metrics.ts'

const geometry = geometryOf(layout)
/** Left 10 and 14, right 20 and 10, thighs 4, 2, 0.5, 0. */
const p = [10, 14, 20, 10, 4, 2, 0.5, 0]

describe('figures of one reading, by hand', () => {
  it('zone PPI is the mean of the ischial zone: (10+14)/2 and (20+10)/2', () => {
    expect(sidePpiKpa(p, 'left', geometry)).toBe(12)
    expect(sidePpiKpa(p, 'right', geometry)).toBeCloseTo(15, 10)
  })
  it('leaves a bad cell out, and is unknown without a good one, never zero', () => {
    expect(sidePpiKpa([Number.NaN, ...p.slice(1)], 'left', geometry)).toBe(14)
    expect(sidePpiKpa([Number.NaN, Number.NaN, ...p.slice(2)], 'left', geometry)).toBeNaN()
  })
  it('contact area: six cells of 1.27 cm2 carry at least 0.67 kPa', () => {
    expect(contactAreaCm2(p, geometry)).toBeCloseTo(6 * 1.27, 10)
  })
  it('centre of pressure: moments over force', () => {
    const x = (10 * -7.5 + 14 * -5 + 20 * 5 + 10 * 7.5 + 4 * -9 + 2 * -5 + 0.5 * 5) / 60.5
    const centre = centreOfPressureCm(p, geometry)
    expect(centre.x).toBeCloseTo(x, 10)
    expect(centre.y).toBeCloseTo((6.5 * 16) / 60.5, 10)
    expect(centreOfPressureCm(new Array(8).fill(0), geometry)).toEqual({ x: NaN, y: NaN })
  })
  it('side balance: 100 (15 - 12) / (15 + 12), the same when a cell of a pair is left out at equal pressure', () => {
    expect(sideBalance(p, geometry)).toBeCloseTo(100 / 9, 10)
    expect(sideBalance([12, 12, 15, Number.NaN, 0, 0, 0, 0], geometry)).toBeCloseTo(100 / 9, 10)
  })
})

describe('PPI on a grid', () => {
  /** 8 x 8 cells of 2 cm, 4 cm2 each; the back four rows are ischial. */
  const grid: Layout = {
    v: 1,
    name: 'grid',
    cells: Array.from({ length: 64 }, (_, index) => {
      const column = index % 8
      const row = Math.floor(index / 8)
      const part = row < 4 ? 'ischium' : 'thigh'
      const cell = { xCm: column * 2 - 7, yCm: row * 2, areaCm2: 4 }
      return { ...cell, zone: column < 4 ? (`left-${part}` as const) : (`right-${part}` as const) }
    }),
  }
  const shape = geometryOf(grid)
  it('is the mean over 9.5 cm2 round the peak: one cell of 40, one of 20, 1.5 of 10 cm2 worth', () => {
    const cells = new Array<number>(64).fill(0)
    cells[9] = 40
    cells[8] = 20
    // 4 cm2 at 40, 4 cm2 of the nearest (order of the layout at equal distance: above, with nothing on it), 1.5 cm2 at 20.
    const above = 0
    expect(sidePpiKpa(cells, 'left', shape)).toBeCloseTo((40 * 4 + above * 4 + 20 * 1.5) / 9.5, 10)
  })
  it('follows the peak and does not mix the sides', () => {
    const cells = new Array<number>(64).fill(5)
    for (const index of [18, 10, 26, 17, 19]) cells[index] = 30
    expect(sidePpiKpa(cells, 'left', shape)).toBeCloseTo(30, 10)
    expect(sidePpiKpa(cells, 'right', shape)).toBeCloseTo(5, 10)
  })
  it('skips a window that is mostly bad', () => {
    const cells = new Array<number>(64).fill(5)
    cells[18] = Number.NaN
    cells[10] = Number.NaN
    expect(sidePpiKpa(cells, 'left', shape)).toBeCloseTo(5, 10)
  })
  it('a sparse cushion has no windows', () => {
    expect(geometry.windows).toEqual({ left: null, right: null })
  })
})
