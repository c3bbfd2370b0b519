import { describe, expect, it } from 'vitest'
import { startingTolerance } from '../model/tolerance-fields.ts'
import { pressureBySurface } from './surfaces.ts'
import { aShape, aSitting, daysFrom } from './testing.ts'

const first = '2026-03-02'
/** An hour at one pressure. */
const bins = (kpa: number, seconds: number) =>
  Array.from({ length: kpa + 1 }, (_, at) => (at === kpa ? seconds : 0))
const sat = (leftMeanKpa: number, over: Partial<Parameters<typeof aSitting>[0]> = {}) =>
  aSitting({
    ...{ leftMeanKpa, rightMeanKpa: leftMeanKpa * 1.5 },
    shape: aShape({ pressureS: { left: bins(leftMeanKpa, 3600), right: bins(leftMeanKpa, 3600) } }),
    ...over,
  })
const five = daysFrom(first, [sat(10), sat(12), sat(14), sat(30), sat(32)])

describe('pressure by surface', () => {
  it('is one row without a word in the diary', () => {
    const rows = pressureBySurface(five, [])
    expect(rows).toMatchObject([{ name: null, from: first, to: '2026-03-06', days: 5, seatedMin: 1800 }])
  })

  it('begins another row on the day of a note, and takes the name from the last note before the span', () => {
    const rows = pressureBySurface(five, [
      { day: '2026-01-01', name: 'stool' },
      { day: '2026-02-01', name: 'foam' },
      { day: '2026-03-05', name: 'wood' },
    ])
    expect(rows.map(({ name, from, to, days }) => [name, from, to, days])).toEqual([
      ['foam', first, '2026-03-04', 3],
      ['wood', '2026-03-05', '2026-03-06', 2],
    ])
    // Mean 12, standard deviation 2: 4.303 x 2 / sqrt(3).
    expect(rows[0]?.left?.mean).toMatchObject({ mean: 12, n: 3 })
    expect(rows[0]?.left?.mean.plusMinus).toBeCloseTo(4.969, 3)
    expect(rows[1]?.left?.mean.plusMinus).toBeNull()
  })

  it('gives quantiles of the seated time, and the share beyond the limit of each day', () => {
    const limits = { ...startingTolerance, left: { loadKpaMin: null, pressureKpa: 12.5 } }
    const days = daysFrom(first, [sat(10, { limits }), sat(12, { limits }), sat(30, { limits: null })])
    const [row] = pressureBySurface(days, [])
    // An hour each at 10 to 11, 12 to 13 and 30 to 31 kPa: half of it lies below 12.5.
    expect(row?.left?.p50Kpa).toBeCloseTo(12.5, 6)
    expect(row?.left?.p10Kpa).toBeCloseTo(10.3, 6)
    expect(row?.left?.p90Kpa).toBeCloseTo(30.7, 6)
    // Of the two limited hours, half of the one at 12 to 13 kPa.
    expect(row?.left?.overLimitShare).toBeCloseTo(0.25, 6)
  })

  it('has the balance of the sides, and neither side without kPa', () => {
    expect(pressureBySurface(five.slice(0, 1), [])[0]?.balance).toBeCloseTo(20, 6)
    const [bare] = pressureBySurface(
      daysFrom(first, [aSitting({ leftMeanKpa: null, rightMeanKpa: null })]),
      [],
    )
    expect(bare).toMatchObject({ left: null, right: null, balance: null, days: 1 })
  })

  it('leaves out a surface on which nothing was recorded', () => {
    const days = daysFrom(first, [sat(10), null, null])
    const rows = pressureBySurface(days, [{ day: '2026-03-03', name: 'wood' }])
    expect(rows).toHaveLength(1)
  })
})
