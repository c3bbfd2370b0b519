import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextLoad } from './load.ts'

const rule = { offloadKpa: 2, recoveryHalfTimeMin: 10 }
const sitting = (kpa: number, dtS: number) => ({ kpa, dtS, person: true })

describe('load', () => {
  it('by hand: 12 kPa for 5 min is 60 kPa min; 10 min off the seat leave half of it', () => {
    const loaded = nextLoad(0, sitting(12, 300), rule)
    expect(loaded).toBeCloseTo(60, 10)
    expect(nextLoad(loaded, { kpa: 0, dtS: 600, person: false }, rule)).toBeCloseTo(30, 10)
  })
  it('recovers while the side is off-loaded on the seat, and grows from the threshold on', () => {
    expect(nextLoad(60, sitting(1.9, 600), rule)).toBeCloseTo(30, 10)
    expect(nextLoad(60, sitting(2, 60), rule)).toBeCloseTo(62, 10)
  })
  it('a bag on the seat is no load', () => {
    expect(nextLoad(60, { kpa: 9, dtS: 600, person: false }, rule)).toBeCloseTo(30, 10)
  })
  it('unknown pressure neither loads nor recovers', () => {
    expect(nextLoad(60, sitting(Number.NaN, 600), rule)).toBe(60)
  })
  it('is never negative, and cutting an interval changes nothing', () => {
    const seconds = fc.double({ min: 0.01, max: 3600, noNaN: true })
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 5000, noNaN: true }),
        fc.double({ min: 0, max: 80, noNaN: true }),
        fc.tuple(seconds, seconds),
        fc.boolean(),
        (load, kpa, [a, b], person) => {
          const whole = nextLoad(load, { kpa, dtS: a + b, person }, rule)
          const cut = nextLoad(nextLoad(load, { kpa, dtS: a, person }, rule), { kpa, dtS: b, person }, rule)
          expect(whole).toBeGreaterThanOrEqual(0)
          expect(cut).toBeCloseTo(whole, 6)
        },
      ),
    )
  })
})
