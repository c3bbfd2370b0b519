/**
 * Check-ins (pain now, 0-10) read as colours of mornings against the sitter's own baseline. Pure; days are the sitter's
 * days, `YYYY-MM-DD`.
 *
 * After the pain-monitoring model of Silbernagel 2007 (Achilles tendon); using it for sitting is an extrapolation, so
 * every number is a setting that the physio can change.
 */

import type { Occasion } from '../model/check-ins.ts'
import { addDays } from '../time/calendar.ts'

export interface CheckIn {
  readonly id: string
  /** Epoch ms. */
  readonly atMs: number
  readonly day: string
  readonly when: Occasion
  /** NPRS, 0 no pain to 10 worst, whole. */
  readonly pain: number
  readonly note: string | null
  readonly source: 'person' | 'simulated'
}

/** What counts as usual for this sitter; a figure that a person has set goes before the one that was worked out. */
export interface DiaryBaseline {
  readonly morningPain: number | null
  /** How long sitting in one go is comfortable, by the sitter's own timer. */
  readonly comfortableBoutMin: number | null
}

export type Colour = 'green' | 'amber' | 'red'

export interface Morning {
  readonly day: string
  readonly pain: number
  /** Against the baseline; null while there is none. */
  readonly change: number | null
  /** Null: there is no baseline yet, and the pain is not above the red mark by itself. */
  readonly colour: Colour | null
}

/** Above this a morning is red whatever the baseline is. */
export const redAbovePain = 5
const amberChange = 1
export const baselineDays = 7
export const leastBaselineMornings = 3

/** docs/domain.md, "Load and tolerance": change <= 0 green, +1 amber, >= +2 or pain > 5 red. */
export function colourOf(pain: number, baseline: number | null): Colour | null {
  if (pain > redAbovePain) return 'red'
  if (baseline === null) return null
  const change = pain - baseline
  if (change <= 0) return 'green'
  return change <= amberChange ? 'amber' : 'red'
}

/** The highest morning check-in of each day: when two differ, the more careful one counts. */
function highestByDay(checkIns: readonly CheckIn[]): ReadonlyMap<string, number> {
  const highest = new Map<string, number>()
  for (const { day, pain, when } of checkIns)
    if (when === 'morning') highest.set(day, Math.max(highest.get(day) ?? 0, pain))
  return new Map([...highest].sort(([a], [b]) => (a < b ? -1 : 1)))
}

export interface BaselineWeek {
  /** Day of the first morning check-in; null before it. */
  readonly firstDay: string | null
  /** First day on which the week and its least number of mornings are complete; null while they are not. */
  readonly doneOn: string | null
  readonly mornings: number
  /** Lower median of the week's mornings: of two middle values the one that calls more mornings amber. */
  readonly morningPain: number | null
}

/** Mornings of the first seven days; when they are fewer than three, the first three there are. */
export function baselineWeek(checkIns: readonly CheckIn[], today: string): BaselineWeek {
  const mornings = [...highestByDay(checkIns)].filter(([day]) => day <= today)
  const firstDay = mornings[0]?.[0] ?? null
  if (firstDay === null) return { firstDay, doneOn: null, mornings: 0, morningPain: null }
  const end = addDays(firstDay, baselineDays)
  const inWeek = mornings.filter(([day]) => day < end)
  const taken = inWeek.length >= leastBaselineMornings ? inWeek : mornings.slice(0, leastBaselineMornings)
  const lastTaken = taken.at(-1)?.[0] ?? firstDay
  const dueOn = lastTaken < end ? end : lastTaken
  const done = taken.length >= leastBaselineMornings && today >= dueOn
  const sorted = taken.map(([, pain]) => pain).sort((a, b) => a - b)
  return {
    firstDay,
    doneOn: done ? dueOn : null,
    mornings: taken.length,
    morningPain: done ? (sorted[Math.ceil(sorted.length / 2) - 1] ?? null) : null,
  }
}

/** The morning of each day that has one, oldest first. */
export const morningsOf = (checkIns: readonly CheckIn[], baseline: number | null): readonly Morning[] =>
  [...highestByDay(checkIns)].map(([day, pain]) => ({
    day,
    pain,
    change: baseline === null ? null : pain - baseline,
    colour: colourOf(pain, baseline),
  }))
