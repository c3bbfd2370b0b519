/**
 * Check-ins (pain now, 0-10) read as colours of mornings against the sitter's own baseline. Pure; days are the sitter's
 * days, `YYYY-MM-DD`.
 *
 * After the pain-monitoring model of Silbernagel 2007 (Achilles tendon); using it for sitting is an extrapolation, so
 * every number is a setting that the physio can change.
 */

import type { Occasion, PainPlace, PainSide, QuestionAnswer } from '../model/diary/check-ins.ts'
import { addDays } from '../time/calendar.ts'

export interface CheckIn {
  readonly id: string
  /** Epoch ms. */
  readonly atMs: number
  readonly day: string
  readonly when: Occasion
  /** NPRS, 0 no pain to 10 worst, whole. */
  readonly pain: number
  /** Where it hurts; null when not said. */
  readonly side: PainSide | null
  readonly place: PainPlace | null
  readonly note: string | null
  readonly source: 'person' | 'simulated'
  /** To the questions of a physio. */
  readonly answers?: readonly QuestionAnswer[]
}

/** What is usual for this sitter; a figure set by a person takes precedence over the computed one. */
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
  /** Null: no baseline yet, and the pain alone is not above the red mark. */
  readonly colour: Colour | null
  /** The colour of the day: that of its morning, or a worse one for pain later on that day. */
  readonly dayColour: Colour | null
}

/** Above this a morning is red whatever the baseline. */
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

/** A day with more pain than this after its morning is at least amber. */
const amberAbovePain = 3
function worse(morning: Colour | null, laterPain: number): Colour | null {
  if (morning === null || morning === 'red') return morning
  if (laterPain > redAbovePain) return 'red'
  return laterPain > amberAbovePain ? 'amber' : morning
}

/** The highest check-in of each day: when two differ, the more careful one counts. */
function highestByDay(
  checkIns: readonly PainOfDay[],
  is: (when: Occasion) => boolean = (when) => when === 'morning',
): ReadonlyMap<string, number> {
  const highest = new Map<string, number>()
  for (const { day, pain, when } of checkIns)
    if (is(when)) highest.set(day, Math.max(highest.get(day) ?? 0, pain))
  return new Map([...highest].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** What mornings are made of. */
export type PainOfDay = Pick<CheckIn, 'day' | 'pain' | 'when'>

export interface BaselineWeek {
  /** Day of the first morning check-in; null before. */
  readonly firstDay: string | null
  /** First day on which the week and its minimum number of mornings are complete; null until then. */
  readonly doneOn: string | null
  readonly mornings: number
  /** Lower median of the week's mornings: of two middle values, the one that makes more mornings amber. */
  readonly morningPain: number | null
}

/** Mornings of the first seven days, or the first three if those days have fewer. */
export function baselineWeek(checkIns: readonly PainOfDay[], today: string): BaselineWeek {
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
export function morningsOf(checkIns: readonly PainOfDay[], baseline: number | null): readonly Morning[] {
  const later = highestByDay(checkIns, (when) => when !== 'morning')
  return [...highestByDay(checkIns)].map(([day, pain]) => {
    const colour = colourOf(pain, baseline)
    return {
      day,
      pain,
      change: baseline === null ? null : pain - baseline,
      colour,
      dayColour: worse(colour, later.get(day) ?? 0),
    }
  })
}
