import { expect, it } from 'vitest'
import { meanInterval } from './mean-interval.ts'

it('is that of a hand: mean 12, standard deviation 2, three days', () => {
  // 4.303 x 2 / sqrt(3) = 4.9687
  const found = meanInterval([10, 12, 14])
  expect(found).toMatchObject({ mean: 12, n: 3 })
  expect(found?.plusMinus).toBeCloseTo(4.9687, 3)
})

it('claims nothing of the spread with two days, and nothing at all with none', () => {
  expect(meanInterval([10, 12])).toEqual({ mean: 11, plusMinus: null, n: 2 })
  expect(meanInterval([])).toBeNull()
})

it('takes the normal quantile for many days', () => {
  const values = Array.from({ length: 100 }, (_, at) => (at % 2 === 0 ? 9 : 11))
  expect(meanInterval(values)?.plusMinus).toBeCloseTo((1.96 * Math.sqrt(100 / 99)) / 10, 6)
})
