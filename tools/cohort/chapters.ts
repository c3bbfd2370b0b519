/** The six months of each sitter of the cohort as chapters of four weeks: what the simulator is asked for, the latest first. Pure. */
import { type Calibration, calibrationSchema } from '../../core/model/schemas/calibration.ts'
import type { Layout } from '../../core/model/schemas/layout.ts'
import type { Tolerance } from '../../core/model/schemas/tolerance.ts'
import { startingTolerance } from '../../core/model/tolerance-fields.ts'
import { addDays, dayMs } from '../../core/time/calendar.ts'
import { type DayRule, ZoneDays } from '../../core/time/zone-days.ts'
import { exactCalibration, nominalCalibration, type Scenario } from '../../simulator/index.ts'
import type { Character, Habit, Spell } from './character.ts'
import { characters, cohortDays } from './characters.ts'

const chapterDays = 28
/** Nobody of the cohort is at the desk yet. */
const cutAtMin = 7 * 60 + 30
/** A reading every two seconds is enough for bouts, shifts and limits; more would only keep the physio waiting. */
const rateHz = 0.5

export interface Sitter {
  readonly name: string
  readonly cushion: string
  readonly character: Character
  readonly seed: number
}

/** More than there are characters: they come again, as other people. */
export const sittersOf = (count: number): readonly Sitter[] =>
  Array.from({ length: count }, (_, at): Sitter => {
    const character = characters[at % characters.length] ?? noCharacter()
    const round = Math.floor(at / characters.length)
    const name = round === 0 ? character.name : `${character.name}-${round + 1}`
    return { name, cushion: `sim-${name}`, character, seed: 100 + at }
  })

const noCharacter = (): never => {
  throw new RangeError('a cohort needs characters')
}

export interface CohortCalendar extends DayRule {
  /** When the cohort was first asked for. */
  readonly madeAtMs: number
}

export interface Stretch {
  readonly cushion: string
  readonly seed: number
  readonly scenario: Scenario
  readonly calibration: Calibration | null
  readonly tolerance: Tolerance
  readonly fromMs: number
  readonly toMs: number
  readonly rateHz: number
  readonly keepsFrames: boolean
  readonly lostHours: number
  readonly openCell: number | null
}

export interface Chapter {
  readonly id: string
  /** Place in the cohort. */
  readonly sitter: number
  /** The sitter's days, in order. */
  readonly days: readonly string[]
  /** In order of time; none on days away. */
  readonly stretches: readonly Stretch[]
}

export interface Maker {
  readonly calendar: CohortCalendar
  readonly layout: Layout
  /** An ordinary day, which each habit changes. */
  readonly office: Scenario
}

/** Everybody's last four weeks come first, because that is what a list and a review show. */
export function chaptersOf(sitters: readonly Sitter[], maker: Maker): readonly Chapter[] {
  const starts = Array.from({ length: Math.ceil(cohortDays / chapterDays) }, (_, at) => at * chapterDays)
  return starts.flatMap((to) =>
    sitters.map((sitter, at) =>
      chapterOf(sitter, { at, to, from: Math.min(to + chapterDays, cohortDays), maker }),
    ),
  )
}

interface Place {
  readonly at: number
  /** Days ago. */
  readonly from: number
  readonly to: number
  readonly maker: Maker
}

function chapterOf(sitter: Sitter, { at, from, to, maker }: Place): Chapter {
  const { day: today } = new ZoneDays(maker.calendar).at(maker.calendar.madeAtMs)
  const ends = [from, ...cutsOf(sitter.character).filter((one) => one < from && one > to), to]
  return {
    id: `${sitter.name}-${from}`,
    sitter: at,
    days: Array.from({ length: from - to }, (_, day) => addDays(today, day - from)),
    stretches: ends.slice(0, -1).flatMap((begins, index) => {
      const spell = spellAt(sitter.character, begins)
      if (spell.sits === null) return []
      const span = {
        fromMs: cutMs(maker.calendar, begins),
        toMs: cutMs(maker.calendar, ends[index + 1] ?? to),
      }
      return [{ ...span, ...stretchOf(sitter, { begins, habit: spell.sits, maker, keepsFrames: to === 0 }) }]
    }),
  }
}

/** The moment of a day at which something changes, before anybody sits; today itself has not begun. */
export function cutMs(calendar: CohortCalendar, daysAgo: number): number {
  const zoned = new ZoneDays(calendar)
  const today = zoned.at(calendar.madeAtMs)
  return daysAgo === 0 ? today.startMs : zoned.timeOn(addDays(today.day, -daysAgo), cutAtMin)
}

/** Days ago on which something about this sitter changed, the oldest first. */
function cutsOf({ spells, limits, calibratedDaysAgo, otherSeatUntil }: Character): readonly number[] {
  const all = [...spells, ...limits].map(({ daysAgo }) => daysAgo)
  const more = [calibratedDaysAgo, otherSeatUntil].filter((one) => one != null)
  return [...new Set([...all, ...more])].toSorted((a, b) => b - a)
}

interface Moment {
  readonly begins: number
  readonly habit: Habit
  readonly maker: Maker
  readonly keepsFrames: boolean
}

function stretchOf(
  sitter: Sitter,
  { begins, habit, maker, keepsFrames }: Moment,
): Omit<Stretch, 'fromMs' | 'toMs'> {
  const seat = seatAt(sitter, begins)
  return {
    ...seat,
    scenario: scenarioOf(habit, maker.office),
    calibration: calibrationAt(sitter, begins, maker),
    tolerance: toleranceAt(sitter.character, begins),
    rateHz,
    keepsFrames,
    lostHours: habit.lostHours ?? 0,
    openCell: habit.openCell ?? null,
  }
}

const earlierSeat = (cushion: string): string => `${cushion}-old`

/** Another cushion has other parts, and another number that names them. */
export const seatAt = ({ cushion, seed, character }: Sitter, daysAgo: number) =>
  daysAgo > (character.otherSeatUntil ?? cohortDays)
    ? { cushion: earlierSeat(cushion), seed: seed + 1000 }
    : { cushion, seed }

export function calibrationAt(
  sitter: Sitter,
  daysAgo: number,
  { calendar, layout }: Maker,
): Calibration | null {
  const { calibratedDaysAgo } = sitter.character
  if (calibratedDaysAgo === null) return null
  const { seed } = seatAt(sitter, daysAgo)
  const made = (ago: number) => ({
    madeAt: new Date(calendar.madeAtMs - ago * dayMs).toISOString(),
    surface: 'office foam',
  })
  // Before, it was a rough one, right within a quarter.
  return calibrationSchema.parse(
    daysAgo > calibratedDaysAgo
      ? nominalCalibration(layout, made(cohortDays))
      : exactCalibration(seed, layout, made(calibratedDaysAgo)),
  )
}

const lastBy = <T extends { readonly daysAgo: number }>(all: readonly T[], daysAgo: number): readonly T[] =>
  all.filter((one) => one.daysAgo >= daysAgo)

export const spellAt = ({ spells }: Character, daysAgo: number): Spell =>
  lastBy(spells, daysAgo).at(-1) ?? { daysAgo: cohortDays, sits: null, pain: 0 }

/** In force from the morning of that day on. */
export function toleranceAt({ limits }: Character, daysAgo: number): Tolerance {
  const tolerance = { ...startingTolerance }
  for (const { change } of lastBy(limits, daysAgo)) Object.assign(tolerance, change)
  return tolerance
}

export function scenarioOf(habit: Habit, office: Scenario): Scenario {
  const { boutMin, breakMin, lateH = 0, surface = office.surface, leftShare } = habit
  const { bouts, breaks, day, sitter } = office
  return {
    ...office,
    surface,
    sitter: leftShare === undefined ? sitter : { ...sitter, leftShare: [leftShare - 0.02, leftShare + 0.02] },
    bouts: bouts && { ...bouts, medianMin: boutMin, mostMin: Math.max(bouts.mostMin, 2.5 * boutMin) },
    breaks: { ...breaks, medianMin: breakMin ?? breaks.medianMin },
    day: { ...day, leave: day.leave + lateH * 60 },
  }
}
