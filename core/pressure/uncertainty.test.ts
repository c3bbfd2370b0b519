import { describe, expect, it } from 'vitest'
import { sideErrorKpa } from './uncertainty.ts'

const calibration = {
  rMOhm: 10_000,
  k: 1e-4,
  n: 1,
  creepPerDecade: 0.05,
  zeroAdc: 0,
  hysteresis: 0.1,
  method: 'exact' as const,
}
const good = { kpa: 12, stepKpa: 0.05, saturated: false, leftOut: false, calibration }
const fresh = { ageMs: 0, offLn: 0 }
const weekMs = 7 * 86_400_000
const stated = (more: Partial<typeof calibration> | object = {}, circumstances = fresh) => {
  const cell = { ...good, calibration: { ...calibration, ...more } }
  return sideErrorKpa(12, [cell, cell], circumstances) / 12
}

describe('stated error of a side', () => {
  it('by hand: 12 kPa on two good cells, calibrated today', () => {
    const quality = Math.hypot(0.012, 0.01, 0.005, 0.008)
    expect(stated()).toBeCloseTo(Math.hypot(quality, 0.05 / Math.sqrt(24) / 12), 10)
  })
  it('follows the method, and what the check weights showed', () => {
    expect(stated({ method: 'quick' })).toBeGreaterThan(stated())
    expect(stated({ method: undefined })).toBeGreaterThan(2 * stated({ method: 'quick' }))
    expect(stated({ verifyError: 0.1 })).toBeCloseTo(Math.hypot(stated(), 0.1 / Math.sqrt(2)), 10)
  })
  it('grows with the age of the calibration', () => {
    const aged = stated({}, { ageMs: 12 * weekMs, offLn: 0 })
    expect(aged).toBeCloseTo(Math.hypot(stated(), 0.014 * Math.sqrt(12) + 0.0055 * 12), 10)
    expect(stated({}, { ageMs: -weekMs, offLn: 0 })).toBe(stated())
  })
  it('holds the truth of a side that reads 40 % low', () => {
    expect(stated({}, { ageMs: 0, offLn: Math.log(0.6) })).toBeGreaterThan(1 / 0.6 - 1)
    expect(stated({}, { ageMs: 0, offLn: 0 })).toBe(stated())
  })
  it('is what the board states of its factory constants', () => {
    const factory = {
      ...good,
      calibration: { ...calibration, method: 'factory' as const, statedError: 0.12 },
    }
    const expected = Math.hypot(0.12, 0.008) * 12
    expect(sideErrorKpa(12, [factory, factory], fresh)).toBeCloseTo(
      Math.hypot(expected, 0.05 / Math.sqrt(24)),
      10,
    )
  })
  it('grows with a missing and with a saturated cell, and is unknown without a good one', () => {
    const both = sideErrorKpa(12, [good, good], fresh)
    expect(sideErrorKpa(12, [good, { ...good, leftOut: true }], fresh)).toBeGreaterThan(both)
    expect(sideErrorKpa(12, [good, { ...good, saturated: true }], fresh)).toBeGreaterThan(both * 1.5)
    expect(sideErrorKpa(12, [{ ...good, leftOut: true }], fresh)).toBeNaN()
    expect(sideErrorKpa(Number.NaN, [good], fresh)).toBeNaN()
  })
})
