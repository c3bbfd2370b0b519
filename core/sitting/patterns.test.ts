import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alpha, boutBandShares, boutBands, usualBoutS } from './patterns.ts'

const min = (minutes: number) => minutes * 60

describe('usual bout duration, W50', () => {
  it('worked by hand: 60 + 30 + 20 + 10 min, half of 120 is held by the 60 alone', () => {
    expect(usualBoutS([min(10), min(60), min(20), min(30)])).toBe(min(60))
  })
  it('worked by hand: 40 + 30 + 20 + 10 min, half of 100 is passed at 40 + 30', () => {
    expect(usualBoutS([min(10), min(20), min(30), min(40)])).toBe(min(30))
  })
  it('is null without sitting', () => {
    expect(usualBoutS([])).toBeNull()
    expect(usualBoutS([0, Number.NaN])).toBeNull()
  })
  it('bouts at least that long hold half of the time, longer ones alone do not', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1 }), (boutsS) => {
        const w50 = usualBoutS(boutsS)
        if (w50 === null) return false
        const total = boutsS.reduce((a, b) => a + b, 0)
        const held = (keep: (s: number) => boolean) => boutsS.filter(keep).reduce((a, b) => a + b, 0)
        return held((s) => s >= w50) >= total / 2 && held((s) => s > w50) < total / 2
      }),
    )
  })
})

describe('bout bands', () => {
  it('worked by hand: 0.5, 4.5, 5, 10, 60 and 80 min of 160 min', () => {
    const shares = boutBandShares([min(0.5), min(4.5), min(5), min(10), min(60), min(80)])
    expect(shares?.['<1']).toBeCloseTo(0.5 / 160)
    expect(shares?.['1-5']).toBeCloseTo(4.5 / 160)
    expect(shares?.['5-10']).toBeCloseTo(5 / 160)
    expect(shares?.['10-30']).toBeCloseTo(10 / 160)
    expect(shares?.['30-60']).toBeCloseTo(60 / 160)
    expect(shares?.['>60']).toBeCloseTo(80 / 160)
  })
  it('shares add up to one', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1 }), (boutsS) => {
        const shares = boutBandShares(boutsS)
        expect(boutBands.reduce((total, band) => total + (shares?.[band] ?? 0), 0)).toBeCloseTo(1)
      }),
    )
  })
  it('is null without sitting', () => expect(boutBandShares([])).toBeNull())
})

describe('alpha', () => {
  it('worked by hand: 15 bouts of 1 min and 15 of e min: 1 + 30 / 15 = 3', () => {
    const boutsS = [...Array(15).fill(60), ...Array(15).fill(60 * Math.E)]
    expect(alpha(boutsS)).toBeCloseTo(3)
  })
  it('is not given for fewer than 30 bouts', () => {
    expect(alpha([...Array(15).fill(60), ...Array(14).fill(120)])).toBeNull()
  })
  it('is not given when all bouts are equally long', () => expect(alpha(Array(40).fill(60))).toBeNull())
  it('does not depend on the unit of time', () => {
    const boutsS = Array.from({ length: 50 }, (_, i) => 60 + i * 37)
    expect(alpha(boutsS)).toBeCloseTo(alpha(boutsS.map((s) => s / 60)) ?? 0)
  })
})
