import { describe, expect, it } from 'vitest'
import { sideErrorKpa } from './uncertainty.ts'

const calibration = { rMOhm: 10_000, k: 1e-4, n: 1, creepPerDecade: 0.05, zeroAdc: 0, hysteresis: 0.1 }
const good = { kpa: 12, stepKpa: 0.05, saturated: false, leftOut: false, calibration }

describe('stated error of a side', () => {
  it('by hand: 12 kPa on two good cells', () => {
    const quality = Math.sqrt(0.05 ** 2 + 0.025 ** 2 + 0.015 ** 2)
    const quantisation = 0.05 / Math.sqrt(24)
    expect(sideErrorKpa(12, [good, good])).toBeCloseTo(Math.hypot(quality * 12, quantisation), 10)
    expect(sideErrorKpa(12, [good, good]) / 12).toBeCloseTo(0.058, 3)
  })
  it('is larger after the quick calibration', () => {
    const quick = { ...good, calibration: { ...calibration, method: 'quick' as const } }
    const expected = Math.hypot(0.05, 0.025, 0.015, 0.04) * 12
    expect(sideErrorKpa(12, [quick, quick])).toBeCloseTo(Math.hypot(expected, 0.05 / Math.sqrt(24)), 10)
  })
  it('is what the board states of its factory constants', () => {
    const factory = {
      ...good,
      calibration: { ...calibration, method: 'factory' as const, statedError: 0.12 },
    }
    const expected = Math.hypot(0.12, 0.025, 0.015) * 12
    expect(sideErrorKpa(12, [factory, factory])).toBeCloseTo(Math.hypot(expected, 0.05 / Math.sqrt(24)), 10)
  })
  it('grows with a missing and with a saturated cell, and is unknown without a good one', () => {
    const both = sideErrorKpa(12, [good, good])
    expect(sideErrorKpa(12, [good, { ...good, leftOut: true }])).toBeGreaterThan(both)
    expect(sideErrorKpa(12, [good, { ...good, saturated: true }])).toBeGreaterThan(both * 1.5)
    expect(sideErrorKpa(12, [{ ...good, leftOut: true }])).toBeNaN()
    expect(sideErrorKpa(Number.NaN, [good])).toBeNaN()
  })
})
