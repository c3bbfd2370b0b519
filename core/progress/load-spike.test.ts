import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../time/calendar.ts'
import { type DailyLoad, ewma, loadSpike } from './load-spike.ts'

const first = '2026-03-01'
const daysOf = (loads: readonly (number | null)[]): DailyLoad[] =>
  loads.map((load, at) => ({ day: addDays(first, at), load }))

describe('ewma, by hand', () => {
  it('lambda of 7 days is 1/4', () => {
    // 8; 8 + (16 - 8) / 4 = 10; 10 + (6 - 10) / 4 = 9
    expect(ewma([8, 16, 6], 7)).toBe(9)
  })
  it('lambda of 28 days is 2/29', () => {
    expect(ewma([29, 58], 28)).toBeCloseTo(31, 12)
  })
  it('a day without data leaves it as it was', () => {
    expect(ewma([8, null, null, 16], 7)).toBe(ewma([8, 16], 7))
    expect(ewma([null, null], 7)).toBeNull()
  })
})

describe('load spike', () => {
  const steady = (days: number) => daysOf(new Array<number>(days).fill(100))

  it('is hidden on day 27 and shown on day 28', () => {
    expect(loadSpike(steady(27), addDays(first, 26))).toMatchObject({
      dayNumber: 27,
      hidden: 'too-early',
      ratio: null,
    })
    expect(loadSpike(steady(28), addDays(first, 27))).toMatchObject({ dayNumber: 28, hidden: null, ratio: 1 })
  })
  it('compares today with the average that ends yesterday', () => {
    const days = [...steady(27), { day: addDays(first, 27), load: 150 }]
    const found = loadSpike(days, addDays(first, 27))
    expect(found).toMatchObject({ today: 150, acute: 100, chronic: 100, ratio: 1.5 })
  })
  it('a raised last week shows in the acute average before the chronic one', () => {
    // Seven days of 200 after 30 of 100: acute 100 + 100 (1 - 0.75^7), chronic 100 + 100 (1 - (27/29)^7)
    const loads = [...new Array<number>(30).fill(100), ...new Array<number>(7).fill(200), 200]
    const { acute, chronic } = loadSpike(daysOf(loads), addDays(first, 37))
    expect(acute).toBeCloseTo(100 + 100 * (1 - 0.75 ** 7), 9)
    expect(chronic).toBeCloseTo(100 + 100 * (1 - (27 / 29) ** 7), 9)
  })
  it('says when too few days have data, and when today has none', () => {
    const sparse = daysOf(Array.from({ length: 40 }, (_, at) => (at % 7 === 0 ? 100 : null)))
    expect(loadSpike(sparse, addDays(first, 39))).toMatchObject({ hidden: 'too-few-days', ratio: null })
    expect(loadSpike(steady(30), addDays(first, 30))).toMatchObject({ hidden: 'no-data-today', ratio: null })
    expect(loadSpike([], first)).toMatchObject({ dayNumber: 0, hidden: 'too-early' })
  })
  it('missing is not zero: leaving days out changes nothing against marking them', () => {
    const loads = fc.array(fc.option(fc.integer({ min: 0, max: 1000 })), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(loads, (values) => {
        const today = addDays(first, values.length - 1)
        const days = daysOf(values)
        const spike = loadSpike(days, today)
        expect(loadSpike(days.filter(({ load }) => load !== null).reverse(), today)).toEqual(spike)
        if (spike.dayNumber < 28) expect(spike.ratio).toBeNull()
        const known = values.slice(0, -1).filter((value) => value !== null)
        if (spike.chronic !== null) {
          expect(spike.chronic).toBeGreaterThanOrEqual(Math.min(...known) - 1e-9)
          expect(spike.chronic).toBeLessThanOrEqual(Math.max(...known) + 1e-9)
        }
      }),
    )
  })
})
