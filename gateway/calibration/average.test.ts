import { describe, expect, it } from 'vitest'
import type { Calibration, CellCalibration } from '../core/calibration.ts'
import { averageOf } from './average.ts'

const cell = (more: Partial<CellCalibration>): CellCalibration => ({
  rMOhm: 4700,
  k: 1e-4,
  n: 1,
  creepPerDecade: 0.05,
  zeroAdc: 2,
  hysteresis: 0.1,
  ...more,
})
const round = (...cells: CellCalibration[]): Calibration => ({
  v: 1,
  madeAt: '2026-01-05T09:00:00.000Z',
  surface: 'office foam',
  cells,
})

describe('a calibration of several rounds', () => {
  it('by hand: k is the geometric mean, the others the plain one, so the law is the mean of the laws', () => {
    const [both] = averageOf([
      round(cell({ k: 1e-4, n: 0.9, zeroAdc: 1, hysteresis: 0.08 })),
      round(cell({ k: 4e-4, n: 1.1, zeroAdc: 3, hysteresis: 0.12 })),
    ]).cells
    expect(both?.k).toBeCloseTo(2e-4, 10)
    expect(both).toMatchObject({ rMOhm: 4700, zeroAdc: 2, creepPerDecade: 0.05 })
    expect(both?.n).toBeCloseTo(1, 10)
    expect(both?.hysteresis).toBeCloseTo(0.1, 10)
    for (const forceN of [0.3, 1, 4]) {
      const mean = (Math.log(1e-4 * forceN ** 0.9) + Math.log(4e-4 * forceN ** 1.1)) / 2
      expect(Math.log((both?.k ?? 0) * forceN ** (both?.n ?? 0))).toBeCloseTo(mean, 10)
    }
  })
  it('takes a cell from the rounds that it passed, and tells the worst of what those say', () => {
    const [first, second] = averageOf([
      round(cell({ k: 3e-4, verdict: 'fail' }), cell({ verdict: 'pass', verifyError: -0.02 })),
      round(cell({ verdict: 'pass', verifyError: 0.01 }), cell({ verdict: 'warn', verifyError: 0.18 })),
    ]).cells
    expect(first?.k).toBeCloseTo(1e-4, 10)
    expect(first).toMatchObject({ verdict: 'pass', verifyError: 0.01 })
    expect(second).toMatchObject({ verdict: 'warn', verifyError: 0.18 })
  })
  it('leaves a cell failed that failed in each round', () => {
    const failed = cell({ verdict: 'fail' })
    expect(averageOf([round(failed), round(failed)]).cells).toEqual([failed])
  })
  it('leaves exactly as they are one round alone, and cells that no round measured', () => {
    const one = round(cell({ n: 0.93 }), cell({ k: 1.17e-4, verdict: 'pass', verifyError: 0.03 }))
    expect(averageOf([one])).toEqual(one)
    expect(averageOf([one, one, one])).toEqual(one)
  })
})
