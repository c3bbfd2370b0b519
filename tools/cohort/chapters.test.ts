import { describe, expect, it } from 'vitest'
import { calibrationSchema } from '../../core/model/schemas/calibration.ts'
import { toleranceSchema } from '../../core/model/schemas/tolerance.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { loadScenario } from '../../simulator/index.ts'
import { chaptersOf, sittersOf, spellAt, toleranceAt } from './chapters.ts'
import { characters, cohortDays } from './characters.ts'

const calendar = { zone: 'Europe/Berlin', startHour: 4, madeAtMs: Date.parse('2026-11-20T10:00:00Z') }
const maker = { calendar, layout: fsr8, office: await loadScenario('office-day') }
const sitters = sittersOf(characters.length)
const chapters = chaptersOf(sitters, maker)
const of = (name: string) => {
  const at = sitters.findIndex((one) => one.name === name)
  return chapters.filter(({ sitter }) => sitter === at)
}

describe('the chapters of a cohort', () => {
  it('begin with the last four weeks of everybody', () => {
    expect(chapters.slice(0, sitters.length).map(({ sitter }) => sitter)).toEqual(sitters.map((_, at) => at))
    expect(chapters[0]?.days.at(0)).toBe('2026-10-23')
    expect(chapters[0]?.days.at(-1)).toBe('2026-11-19')
  })

  it('hold each day of the six months once', () => {
    const days = of('anna').flatMap((chapter) => chapter.days)
    expect(days).toHaveLength(cohortDays)
    expect(new Set(days).size).toBe(cohortDays)
  })

  it('keep raw frames for the last four weeks only', () => {
    const keeping = chapters.filter(({ stretches }) => stretches.some(({ keepsFrames }) => keepsFrames))
    expect(keeping.every((chapter) => chapters.indexOf(chapter) < sitters.length)).toBe(true)
    expect(keeping).toHaveLength(sitters.length)
  })

  it('go on without a gap within a chapter, in the clock of the sitter, also where summer time ends', () => {
    for (const { stretches } of of('anna'))
      for (const [at, { fromMs, toMs }] of stretches.entries()) {
        expect(toMs).toBeGreaterThan(fromMs)
        const next = stretches[at + 1]
        if (next !== undefined) expect(next.fromMs).toBe(toMs)
      }
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'short' })
    expect(
      new Set(chapters.flatMap(({ stretches }) => stretches.map(({ fromMs }) => clock.format(fromMs)))),
    ).toEqual(new Set(['07:30']))
  })

  it('leave out days away', () => {
    const [recent] = of('greta')
    const days = (recent?.stretches.at(-1)?.toMs ?? 0) - Date.parse('2026-11-10T06:30:00Z')
    expect(days).toBe(0)
  })

  it('name another cushion where one was changed, with other parts', () => {
    const seats = new Map(
      of('elena').flatMap(({ stretches }) => stretches.map((one) => [one.cushion, one.seed])),
    )
    expect([...seats.keys()].toSorted()).toEqual(['sim-elena', 'sim-elena-old'])
    expect(new Set(seats.values()).size).toBe(2)
  })

  it('hold what the core takes', () => {
    for (const { calibration, tolerance } of chapters.flatMap(({ stretches }) => stretches)) {
      expect(toleranceSchema.safeParse(tolerance).success).toBe(true)
      expect(calibration === null || calibrationSchema.safeParse(calibration).success).toBe(true)
    }
  })
})

describe('sitters', () => {
  it('come again as other people where more are asked for', () => {
    const many = sittersOf(24)
    expect(new Set(many.map(({ name }) => name)).size).toBe(24)
    expect(new Set(many.map(({ seed }) => seed)).size).toBe(24)
  })

  it('change one thing after the other, the limits too', () => {
    const [anna] = characters
    if (anna === undefined) throw new Error('no character')
    expect([182, 97, 96, 20, 19, 0].map((ago) => toleranceAt(anna, ago).boutMin)).toEqual([
      35, 35, 38.5, 42.5, 47, 47,
    ])
    expect(spellAt(anna, 110).pain).toBe(2.1)
  })
})
