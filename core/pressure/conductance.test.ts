import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Counting } from '../model/counting.ts'
import {
  conductanceS,
  forceN,
  pressureKpa,
  pressureScale,
  relativeScale,
  saturationCount,
} from './conductance.ts'

const cell = { rMOhm: 10_000, k: 1e-4, n: 1, creepPerDecade: 0, zeroAdc: 0, hysteresis: 0 }

describe('from a count to a pressure', () => {
  it('follows the divider by hand: a third of full scale over 10 kOhm is 50 uS, 0.5 N, 4 kPa on 1.25 cm2', () => {
    const conductance = conductanceS(341, 1023, 10_000)
    expect(conductance).toBeCloseTo(5e-5, 12)
    expect(forceN(conductance, cell)).toBeCloseTo(0.5, 10)
    expect(pressureKpa(0.5, 1.25)).toBe(4)
    expect(pressureScale(cell, 1.25, { bits: 10, zeroCount: 0 })(341)).toBeCloseTo(4, 10)
  })
  it('takes the power law into account: with n = 0.5 twice the conductance is four times the force', () => {
    const square = { k: 1e-4, n: 0.5 }
    expect(forceN(2e-4, square)).toBeCloseTo(4 * forceN(1e-4, square), 10)
  })
  it('reads zero for an open cell and at or below its zero count', () => {
    const at = pressureScale(cell, 1.27, { bits: 10, zeroCount: 12.4 })
    expect([at(0), at(12)]).toEqual([0, 0])
    expect(at(13)).toBeGreaterThan(0)
  })
  it('does not extrapolate above 95 % of full scale', () => {
    const at = pressureScale(cell, 1.27, { bits: 10, zeroCount: 0 })
    const top = saturationCount({ bits: 10 })
    expect(top).toBe(971)
    expect(at(1023)).toBe(at(top))
    expect(at(top - 1)).toBeLessThan(at(top))
  })
  it('finds the force again that made the count, within one count', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 20, noNaN: true }),
        fc.double({ min: 0.6, max: 1.4, noNaN: true }),
        (force, n) => {
          const part = { ...cell, n }
          const ratio = part.rMOhm * part.k * force ** n
          const adc = (1023 * ratio) / (1 + ratio)
          fc.pre(adc > 2 && adc < 960)
          const at = pressureScale(part, 1.27, { bits: 10, zeroCount: 0 })
          const kpa = pressureKpa(force, 1.27)
          expect(at(Math.floor(adc))).toBeLessThanOrEqual(kpa * (1 + 1e-9))
          expect(at(Math.ceil(adc))).toBeGreaterThanOrEqual(kpa * (1 - 1e-9))
        },
      ),
    )
  })
  it('gives conductance in units of 1/R_M without a calibration', () => {
    const at = relativeScale({ bits: 10, zeroCount: 0 })
    expect(at(341)).toBeCloseTo(0.5, 10)
    expect(at(0)).toBe(0)
  })
})

describe('what the counts of a board mean', () => {
  const kpaOf = (counting: Counting, count: number) =>
    pressureScale(cell, 1.27, { ...counting, zeroCount: 0 })(count)

  it('the same sensor gives the same pressure through any converter, once full scale is the count of the supply', () => {
    const atmega = kpaOf({ bits: 10 }, 341)
    // A third of 3.3 V: as counts of an ADS1115 at 4.096 V, and as millivolts.
    expect(kpaOf({ bits: 15, full: 26_400 }, 8800)).toBeCloseTo(atmega, 6)
    expect(kpaOf({ bits: 12, full: 3300 }, 1100)).toBeCloseTo(atmega, 6)
  })

  it('a linear sensor gives pressure in proportion to its counts above zero', () => {
    const at = pressureScale(cell, 1.27, { bits: 24, full: 8_788_607, law: 'linear', zeroCount: 400_000 })
    expect(at(400_000)).toBe(0)
    expect(at(800_000) / at(600_000)).toBeCloseTo(2, 10)
    const relative = relativeScale({ bits: 12, law: 'linear', zeroCount: 0 })
    expect(relative(2000) / relative(1000)).toBeCloseTo(2, 10)
  })

  it('a count between full scale and the end of the converter is saturated, one beyond is impossible', () => {
    const counting = { bits: 15, full: 26_400 }
    const top = saturationCount(counting)
    expect(top).toBe(25_080)
    expect(kpaOf(counting, 32_767)).toBe(kpaOf(counting, top))
    expect(kpaOf(counting, 32_768)).toBeNaN()
  })
})
