import { describe, expect, it } from 'vitest'
import { addDays } from '../time/calendar.ts'
import { periodsOf } from './periods.ts'
import { aShape, aSitting, daysFrom } from './testing.ts'

const first = '2026-03-02'
const noPains = { mornings: [], checkIns: [] }
const sittings = (count: number) => Array.from({ length: count }, () => aSitting())

describe('the rows of a review', () => {
  it('are weeks from the first day on, and the last may be shorter', () => {
    const rows = periodsOf(daysFrom(first, sittings(16)), noPains)
    expect(rows.map(({ from, to, days }) => [from, to, days])).toEqual([
      ['2026-03-02', '2026-03-08', 7],
      ['2026-03-09', '2026-03-15', 7],
      ['2026-03-16', '2026-03-17', 2],
    ])
  })
  it('are four weeks where a table of weeks would be too long', () => {
    expect(periodsOf(daysFrom(first, sittings(13 * 7)), noPains)).toHaveLength(13)
    const year = periodsOf(daysFrom(first, sittings(366)), noPains)
    expect(year.map(({ days }) => days)).toEqual([...Array.from({ length: 13 }, () => 28), 2])
  })
  it('count valid days only in a figure per day, and all data in the others', () => {
    const short = aSitting({
      recordedS: 3600,
      seatedS: 3600,
      leftPtiKpaMin: 60,
      shape: aShape({ boutsS: [3600] }),
    })
    const long = aSitting({
      seatedS: 4 * 3600,
      breaks: 9,
      leftPtiKpaMin: 3000,
      rightPtiKpaMin: null,
      shape: aShape({ boutsS: [1200, 1200] }),
    })
    const [row] = periodsOf(daysFrom(first, [short, long, null]), noPains)
    expect(row).toMatchObject({
      days: 3,
      validDays: 1,
      seatedSPerDay: 4 * 3600,
      usualBoutS: 3600,
      longestBoutS: 3600,
      // 6 + 9 breaks in 5 h.
      breaksPerSeatedH: 3,
      leftKpaMinPerDay: 3000,
      rightKpaMinPerDay: null,
    })
  })
  it('give the median of the mornings and the highest of all check-ins of their days', () => {
    const at = (days: number, pain: number) => ({ day: addDays(first, days), pain })
    const mornings = [at(-1, 9), at(0, 2), at(2, 4), at(6, 3), at(7, 8)]
    const [week, next] = periodsOf(daysFrom(first, sittings(8)), {
      mornings,
      checkIns: [...mornings, at(3, 6)],
    })
    expect(week).toMatchObject({ medianMorningPain: 3, highestPain: 6 })
    expect(next).toMatchObject({ medianMorningPain: 8, highestPain: 8 })
  })
  it('leave a gap where nothing was recorded, never a zero', () => {
    expect(periodsOf(daysFrom(first, [null]), noPains)).toEqual([
      {
        from: first,
        to: first,
        days: 1,
        validDays: 0,
        seatedSPerDay: null,
        usualBoutS: null,
        longestBoutS: null,
        breaksPerSeatedH: null,
        leftKpaMinPerDay: null,
        rightKpaMinPerDay: null,
        medianMorningPain: null,
        highestPain: null,
      },
    ])
  })
})
