import { describe, expect, it } from 'vitest'
import { rankCorrelation } from './rank-correlation.ts'

const pairsOf = (xs: readonly number[], ys: readonly number[]) =>
  xs.map((x, at) => [x, ys[at] ?? Number.NaN] as const)

describe('the rank correlation', () => {
  it('gives what the statistics package of its authors gives (R, statpsych, ci.spear)', () => {
    const y = [21, 4, 9, 12, 35, 18, 10, 22, 24, 1, 6, 8, 13, 16, 19]
    const x = [67, 28, 30, 28, 52, 40, 25, 37, 44, 10, 14, 20, 28, 40, 51]
    const found = rankCorrelation(pairsOf(x, y))
    expect(found?.rho).toBeCloseTo(0.8699639, 6)
    expect(found?.low).toBeCloseTo(0.5840951, 5)
    expect(found?.high).toBeCloseTo(0.9638297, 5)
    expect(found?.n).toBe(15)
  })

  it('gives what a hand gives, with ties', () => {
    // Ranks of x: 1 2 3 4 5; of y: 1.5 1.5 3 5 4. Sum of products of the differences from 3: 8.5; of the squares: 10 and 9.5.
    const found = rankCorrelation(pairsOf([10, 20, 30, 40, 50], [0, 0, 1, 3, 2]))
    expect(found?.rho).toBeCloseTo(8.5 / Math.sqrt(95), 12)
    // z = atanh(0.87208) = 1.34171; half = 1.959964 x sqrt((1 + 0.38026) / 2) = 1.62822.
    expect(found?.low).toBeCloseTo(Math.tanh(1.34171 - 1.62822), 4)
    expect(found?.high).toBeCloseTo(Math.tanh(1.34171 + 1.62822), 4)
  })

  it('is narrower with more pairs of the same kind', () => {
    const width = (times: number) => {
      const some = pairsOf([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 6, 5])
      const found = rankCorrelation(Array.from({ length: times }, () => some).flat())
      return (found?.high ?? 0) - (found?.low ?? 0)
    }
    expect(width(4)).toBeLessThan(width(1))
  })

  it('says nothing where nothing varies, or of three pairs', () => {
    expect(rankCorrelation(pairsOf([1, 2, 3, 4], [2, 2, 2, 2]))).toBeNull()
    expect(rankCorrelation(pairsOf([1, 2, 3], [1, 2, 3]))).toBeNull()
  })

  it('stays a number where every rank is alike', () => {
    expect(rankCorrelation(pairsOf([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]))).toMatchObject({
      rho: 1,
      low: 1,
      high: 1,
    })
  })
})
