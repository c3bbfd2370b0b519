/**
 * What to suggest about the limits, from check-ins, days and what was decided before: step up, hold, step back, or a
 * first limit after the baseline week. Pure and deterministic. It only suggests: a person accepts or not. Rules:
 * docs/domain.md, "Load and tolerance"; numbers marked ours there are settings here.
 */

import { type RedFlag, redFlagAdvice } from '../model/diary/red-flags.ts'
import { fnv1a } from '../model/fnv1a.ts'
import type { LimitName } from '../model/limits.ts'
import type { Tolerance } from '../model/schemas/tolerance.ts'
import { fieldOf, limitFields } from '../model/tolerance-fields.ts'
import { addDays, daysBetween } from '../time/calendar.ts'
import {
  type BaselineWeek,
  baselineWeek,
  type CheckIn,
  type DiaryBaseline,
  type Morning,
  morningsOf,
} from './check-ins.ts'
import { applyChanges, boundedLimit, type LimitChange, scaledLimits } from './limit-steps.ts'
import { type Lock, stepWithin } from './locks.ts'
import { chooseStep } from './step-choice.ts'
import { type ProgressSettings, progressSettings } from './suggestion-settings.ts'
import * as words from './suggestion-words.ts'

export interface DayFacts {
  readonly day: string
  readonly seatedS: number
  /** Seconds with known occupancy: recorded time less unknown time. */
  readonly knownS: number
  /** Limits that were exceeded on this day. */
  readonly exceeded?: readonly LimitName[]
}

export const stepKinds = ['step-up', 'step-back', 'first-limit'] as const
export type StepKind = (typeof stepKinds)[number]
export interface Decision {
  readonly kind: StepKind
  readonly decision: 'accepted' | 'declined'
  /** The sitter's day of the decision. */
  readonly day: string
}

export interface ProgressInput {
  readonly today: string
  /** In force now; null while unknown. */
  readonly tolerance: Tolerance | null
  readonly days: readonly DayFacts[]
  readonly checkIns: readonly CheckIn[]
  readonly baseline: DiaryBaseline
  /** W50 of the baseline week, for a first limit when no comfortable bout was entered; null without enough sitting. */
  readonly usualBoutMin: number | null
  readonly decisions: readonly Decision[]
  /** What a physio has locked, and how far steps may go; null: nothing. */
  readonly lock?: Lock | null
  /** Red flags not yet cleared by a person. */
  readonly openRedFlags: readonly RedFlag[]
}

export interface Proposal {
  /** Stays the same for the same suggestion and changes with its content. */
  readonly id: string
  readonly kind: StepKind | 'hold' | 'paused'
  readonly changes: readonly LimitChange[]
  /** The limits to put in force on acceptance; null when there is nothing to accept. */
  readonly tolerance: Tolerance | null
  readonly reasons: readonly string[]
  /** Suggests going over it with the physio. */
  readonly review: boolean
  /** Days of the last week that count towards a step up, and how many are needed; null while paused. */
  readonly counted: { readonly days: number; readonly needed: number } | null
}

/** Watched long enough to stand for the whole day. */
export const isWatched = (knownS: number, settings = progressSettings): boolean =>
  knownS >= settings.leastKnownMin * 60

/** Enough was recorded to judge the day. Missing data is not rest. */
const isValidDay = ({ knownS, seatedS }: DayFacts, settings = progressSettings): boolean =>
  isWatched(knownS, settings) && seatedS >= settings.leastSeatedMin * 60

interface Week {
  readonly input: ProgressInput
  readonly settings: ProgressSettings
  readonly baselineWeek: BaselineWeek
  readonly usualPain: number | null
  /** Mornings of the last week and of today, oldest first. */
  readonly mornings: readonly Morning[]
  readonly morning: ReadonlyMap<string, Morning>
  readonly validDays: readonly string[]
  readonly countedDays: readonly string[]
  /** Of the week, those on which a limit was exceeded. */
  readonly exceededDays: readonly string[]
  readonly review: boolean
}

export function propose(input: ProgressInput, settings = progressSettings): Proposal {
  if (input.openRedFlags.length > 0)
    return {
      id: `paused-${input.today}`,
      kind: 'paused',
      changes: [],
      tolerance: null,
      reasons: [words.flagsNoticed(input.openRedFlags), ...redFlagAdvice],
      review: false,
      counted: null,
    }
  const week = lookBack(input, settings)
  const { tolerance } = input
  if (tolerance === null) return hold(week, [words.limitsUnknown])
  return (
    stepBack(week, tolerance) ?? firstLimit(week, tolerance) ?? baselineHold(week) ?? stepUp(week, tolerance)
  )
}

function lookBack(input: ProgressInput, settings: ProgressSettings): Week {
  const { today, checkIns, days } = input
  const baseline = baselineWeek(checkIns, today)
  const usualPain = input.baseline.morningPain ?? baseline.morningPain
  const from = addDays(today, -settings.weekDays)
  const mornings = morningsOf(checkIns, usualPain).filter(({ day }) => day >= from && day <= today)
  const morning = new Map(mornings.map((each) => [each.day, each]))
  const validDays = days
    .filter((each) => each.day >= from && each.day < today && isValidDay(each, settings))
    .map(({ day }) => day)
    .sort()
  const reds = mornings.filter(({ day, colour }) => day > from && colour === 'red')
  return {
    input,
    settings,
    baselineWeek: baseline,
    usualPain,
    mornings,
    morning,
    validDays,
    countedDays: validDays.filter((day) => morning.get(day)?.dayColour === 'green'),
    exceededDays: days
      .filter(({ day, exceeded = [] }) => day >= from && day < today && exceeded.length > 0)
      .map(({ day }) => day)
      .sort(),
    review: reds.length >= settings.redsForReview,
  }
}

function proposal(
  week: Week,
  { kind, tolerance, changes, reasons }: Pick<Proposal, 'kind' | 'tolerance' | 'changes' | 'reasons'>,
): Proposal {
  const { settings, review, countedDays, input } = week
  const said = review ? [...reasons, words.review(settings.redsForReview)] : reasons
  const moves = changes.map(({ limit, from, to }) => `${limit} ${from} ${to}`).join()
  return {
    id: `${kind}-${input.today}${moves === '' ? '' : `-${checksum(moves)}`}`,
    kind,
    changes,
    tolerance,
    reasons: said,
    review,
    counted: { days: countedDays.length, needed: settings.leastCountedDays },
  }
}

const hold = (week: Week, reasons: readonly string[]): Proposal =>
  proposal(week, { kind: 'hold', tolerance: null, changes: [], reasons })

/** A red morning of the last week without a decision yet; in either stage. */
function stepBack(week: Week, tolerance: Tolerance): Proposal | null {
  const { input, settings, mornings, usualPain } = week
  const decidedOn = lastDay(input.decisions, ({ kind }) => kind === 'step-back') ?? ''
  const red = mornings.findLast(
    ({ day, colour }) =>
      colour === 'red' && day > decidedOn && daysBetween(day, input.today) < settings.weekDays,
  )
  if (red === undefined) return null
  const because = words.morning(red, usualPain)
  const changes = scaledLimits(tolerance, 1 - settings.stepBack)
  if (changes.length === 0) return hold(week, [because, words.nothingToStepBack])
  return proposal(week, {
    kind: 'step-back',
    changes,
    tolerance: applyChanges(tolerance, changes),
    reasons: [because, words.stepBack(settings.stepBack)],
  })
}

/**
 * After the baseline week: 0.8 x the sitter's comfortable bout, or of the usual bout of that week. A limit where there was
 * none is not a rise.
 */
function firstLimit(week: Week, tolerance: Tolerance): Proposal | null {
  const { input, settings, usualPain } = week
  const comfortable = input.baseline.comfortableBoutMin
  const bout = comfortable ?? input.usualBoutMin
  const declined = lastDay(
    input.decisions,
    ({ kind, decision }) => kind === 'first-limit' && decision === 'declined',
  )
  if (tolerance.boutMin !== null || bout === null || usualPain === null) return null
  if (declined !== null && daysBetween(declined, input.today) < settings.weekDays) return null
  const to = boundedLimit('boutMin', bout * settings.firstBoutShare)
  const changes: LimitChange[] = [{ limit: 'boutMin', from: null, to }]
  return proposal(week, {
    kind: 'first-limit',
    changes,
    tolerance: applyChanges(tolerance, changes),
    reasons: [
      comfortable === null
        ? words.firstLimitOfWeek(bout, settings.firstBoutShare)
        : words.firstLimit(comfortable, settings.firstBoutShare),
    ],
  })
}

function baselineHold(week: Week): Proposal | null {
  return week.usualPain === null ? hold(week, words.baselineWeek(week.baselineWeek)) : null
}

function stepUp(week: Week, tolerance: Tolerance): Proposal {
  const { input, settings } = week
  const against = reasonsAgainst(week, tolerance)
  if (against.length > 0) return hold(week, against)
  const reached = input.days
    .filter(({ day }) => week.exceededDays.includes(day))
    .map(({ exceeded = [] }) => exceeded)
  const { lock = null } = input
  const within = (change: LimitChange) => (lock === null ? change : stepWithin(tolerance, change, lock))
  const step = chooseStep(tolerance, { factor: 1 + settings.stepUp, reached, within })
  if (step === null) return hold(week, [lock === null ? words.nothingToStepUp : words.boundByPhysio])
  const { changes } = step
  return proposal(week, {
    kind: 'step-up',
    changes,
    tolerance: applyChanges(tolerance, changes),
    reasons: [
      words.counted(week.countedDays.length, settings),
      ...words.today(week.morning.get(input.today), week.usualPain),
      words.sittingPain(highestSittingPain(week)),
      words.stepUp(settings.stepUp),
      words.chosen(step),
    ],
  })
}

/** Why too few days count; empty when enough do. */
function missingDays({ settings, morning, validDays, countedDays }: Week): string[] {
  if (countedDays.length >= settings.leastCountedDays) return []
  const without = validDays.filter((day) => !morning.has(day))
  return [
    words.counted(countedDays.length, settings),
    ...(without.length > 0 ? [words.morningsMissing(without)] : []),
    ...(validDays.length < settings.leastCountedDays ? [words.daysMissing(settings)] : []),
  ]
}

function reasonsAgainst(week: Week, tolerance: Tolerance): string[] {
  const { input, settings, mornings, morning, usualPain } = week
  const against: string[] = []
  if (tolerance.stage === 'reactive') against.push(words.reactive)
  if (limitFields.every((limit) => fieldOf(tolerance, limit) === null)) against.push(words.noLimits)
  const stepped = lastDay(
    input.decisions,
    ({ kind, decision }) => decision === 'accepted' || kind === 'step-up',
  )
  if (stepped !== null && daysBetween(stepped, input.today) < settings.weekDays)
    against.push(words.weekly(stepped, addDays(stepped, settings.weekDays)))
  for (const each of mornings) if (each.colour !== 'green') against.push(words.morning(each, usualPain))
  if (week.exceededDays.length >= settings.exceededDaysForHold)
    against.push(words.exceeded(week.exceededDays))
  const pain = highestSittingPain(week)
  if (pain !== null && pain > settings.mostSittingPain)
    against.push(words.sittingPainHigh(pain, settings.mostSittingPain))
  if (!morning.has(input.today)) against.push(words.todayMissing)
  against.push(...missingDays(week))
  return against
}

/**
 * The highest pain of the counted days and of today: each day's answers during or after sitting, or else its morning.
 */
function highestSittingPain({ input, countedDays, morning, settings }: Week): number | null {
  const from = addDays(input.today, -settings.weekDays)
  const sitting = input.checkIns.filter(
    ({ day, when }) => when !== 'morning' && day >= from && day <= input.today,
  )
  const told = new Set(sitting.map(({ day }) => day))
  const standIns = countedDays.filter((day) => !told.has(day)).flatMap((day) => morning.get(day)?.pain ?? [])
  const pains = [...sitting.map(({ pain }) => pain), ...standIns]
  return pains.length === 0 ? null : Math.max(...pains)
}

function lastDay(decisions: readonly Decision[], of: (decision: Decision) => boolean): string | null {
  const days = decisions.filter(of).map(({ day }) => day)
  return days.sort().at(-1) ?? null
}

const checksum = (text: string): string => fnv1a(text).toString(16).padStart(8, '0')
