import { describe, expect, it } from 'vitest'
import { addDays, daysBetween } from '../../core/time/calendar.ts'
import { sittersOf } from './chapters.ts'
import { visaHOf, writtenOf } from './check-ins.ts'

const calendar = { zone: 'Europe/Berlin', startHour: 4, madeAtMs: Date.parse('2026-11-20T10:00:00Z') }
const days = Array.from({ length: 28 }, (_, at) => addDays('2026-10-23', at))
/** Every second day was three times as heavy as the others. */
const isHeavy = (day: string) => daysBetween('2026-10-23', day) % 2 === 0
const sat = days.map((day) => ({
  ...{ day, seatedS: 20_000, ptiKpaMin: isHeavy(day) ? 9000 : 3000 },
  longestBoutS: isHeavy(day) ? 5000 : 1000,
}))
const of = (name: string) => {
  const sitter = sittersOf(12).find((one) => one.name === name)
  if (sitter === undefined) throw new Error(name)
  return writtenOf({ sitter, calendar, days, sat })
}
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('what a simulated sitter wrote', () => {
  it('follows the load of the day before', () => {
    const mornings = of('carla').checkIns.filter(({ when }) => when === 'morning')
    const nextMorning = (heavy: boolean) =>
      mean(mornings.filter(({ day }) => isHeavy(addDays(day, -1)) === heavy).map(({ pain }) => pain))
    expect(nextMorning(true) - nextMorning(false)).toBeGreaterThan(0.8)
  })

  it('is said in the morning of the sitter, and after long bouts only', () => {
    const { checkIns } = of('ben')
    const clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/Berlin',
      hour: '2-digit',
      hour12: false,
    })
    for (const { atMs, when, day } of checkIns) {
      if (when === 'morning') expect(['06', '07', '08']).toContain(clock.format(atMs))
      else expect(isHeavy(day)).toBe(true)
    }
    expect(checkIns.some(({ when }) => when === 'after-sitting')).toBe(true)
  })

  it('is marked as simulated, and the same each time', () => {
    const { checkIns } = of('anna')
    expect(new Set(checkIns.map(({ source }) => source))).toEqual(new Set(['simulated']))
    expect(of('anna').checkIns).toEqual(checkIns)
    expect(new Set(checkIns.map(({ id }) => id)).size).toBe(checkIns.length)
  })

  it('has VISA-H totals of visits, lower where it hurts more', () => {
    const [anna, ben] = ['anna', 'ben'].map((name) => {
      const sitter = sittersOf(12).find((one) => one.name === name)
      return sitter === undefined ? [] : visaHOf(sitter, calendar)
    })
    expect(anna?.map(({ day }) => day)).toEqual(['2026-07-10', '2026-08-21', '2026-10-02', '2026-11-13'])
    expect(mean((anna ?? []).map(({ total }) => total))).toBeGreaterThan(
      mean((ben ?? []).map(({ total }) => total)),
    )
  })

  it('comes rarely from who rarely answers, and notes stand on their day', () => {
    expect(of('david').checkIns.length).toBeLessThan(15)
    expect(of('anna').checkIns.length).toBeGreaterThan(20)
    expect(of('felix').entries).toMatchObject([
      { kind: 'note', day: '2026-10-27', note: 'A week of holiday.' },
    ])
  })
})
