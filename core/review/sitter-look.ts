/**
 * Who of many sitters needs a look, and why: flags in words and two trends, from the last four weeks. Pure. It names no cause, and
 * while new symptoms are open it interprets nothing. Every bound is ours.
 */
import { calibrationUrgeDays } from '../model/calibration-age.ts'
import { chronicDays } from '../model/diary/progress-figures.ts'
import { type RedFlag, redFlagWords } from '../model/diary/red-flags.ts'
import { type SitterFlag, sitterFlags, type TrendDirection } from '../model/sitter-flags.ts'
import type { Morning } from '../progress/check-ins.ts'
import { acuteDays, ewma, leastDaysWithData } from '../progress/load-spike.ts'
import { progressSettings } from '../progress/suggestion-settings.ts'
import { isWatched } from '../progress/suggestions.ts'
import { addDays, daysBetween, dayWords } from '../time/calendar.ts'
import { medianOf, sumOf } from './review-days.ts'

/** A weekend without the cushion is no reason to look. */
const stoppedDays = 3
/** The average of the last week against that of the last four. */
const spikeShare = 0.3
/** A smaller change of the load counts as steady, as in what people notice (docs/domain.md). */
const steadyLoadShare = 0.1
/** One point of ten: the least that the scale can say. */
const steadyPain = 1

/** A day that is over. */
export interface SatDay {
  readonly day: string
  readonly seatedS: number
  readonly recordedS: number
  readonly unknownS: number
  /** Pressure-time of both sides; null without kPa. */
  readonly ptiKpaMin: number | null
}

export interface SitterFacts {
  /** The sitter's present day. */
  readonly today: string
  /** Of the four weeks before today, those with data, in order. */
  readonly days: readonly SatDay[]
  /** Day of the very first data, and of the last; null: there never was any. */
  readonly firstDay: string | null
  readonly lastDay: string | null
  /** Null: the diary is not shared. */
  readonly mornings: readonly Morning[] | null
  readonly usualPain: number | null
  readonly openRedFlags: readonly RedFlag[]
  /** Null: not calibrated, or not known. */
  readonly calibrationAgeDays: number | null
  readonly nextReview: string | null
}

interface Flag {
  readonly kind: SitterFlag
  readonly text: string
}

/** The last two weeks against the two before. */
interface Trend {
  readonly direction: TrendDirection
  readonly now: number | null
  readonly before: number | null
  /** Days behind each. */
  readonly n: number
  readonly nBefore: number
}

export interface SitterLook {
  /** The most pressing first. */
  readonly flags: readonly Flag[]
  readonly daysWithData: number
  /** Null while symptoms are open. */
  readonly load: (Trend & { readonly measure: 'kPa min' | 'seated' }) | null
  /** Null also where the diary is not shared. */
  readonly pain: Trend | null
}

export function sitterLook(facts: SitterFacts): SitterLook {
  const paused = facts.openRedFlags.length > 0
  const found: Readonly<Record<SitterFlag, string | null>> = {
    symptoms: paused
      ? `Reported and still open: ${facts.openRedFlags.map((flag) => redFlagWords[flag]).join(', ')}.`
      : null,
    'red-morning': paused ? null : redMornings(facts),
    'load-spike': paused ? null : loadSpikeOf(facts),
    'data-stopped': stopped(facts),
    'review-due': reviewDue(facts),
    'calibration-old': calibrationOld(facts),
  }
  return {
    flags: sitterFlags.flatMap((kind) => {
      const text = found[kind]
      return text === null ? [] : [{ kind, text }]
    }),
    daysWithData: withData(facts.days).length,
    load: paused ? null : loadTrend(facts),
    pain: paused || facts.mornings === null ? null : painTrend(facts.mornings, facts.today),
  }
}

interface Named {
  readonly name: string
  readonly flags: readonly Flag[]
}

/** The most pressing reason first, then the most reasons, then by name. */
export function byNeed(a: Named, b: Named): number {
  const rank = ({ flags: [first] }: Named): number =>
    first === undefined ? sitterFlags.length : sitterFlags.indexOf(first.kind)
  return rank(a) - rank(b) || b.flags.length - a.flags.length || (a.name < b.name ? -1 : 1)
}

const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`

function redMornings({ mornings, usualPain, today }: SitterFacts): string | null {
  const from = addDays(today, -progressSettings.weekDays)
  const reds = (mornings ?? []).filter(({ day, colour }) => colour === 'red' && day > from && day <= today)
  const last = reds.at(-1)
  if (last === undefined) return null
  const usual = usualPain === null ? '' : `, usual ${usualPain}`
  const when = reds.length === 1 ? 'on' : 'the last on'
  return `${count(reds.length, 'red morning')} in ${progressSettings.weekDays} days, ${when} ${dayWords(last.day)}: pain ${last.pain} of 10${usual}.`
}

function loadSpikeOf({ days, firstDay, today }: SitterFacts): string | null {
  if (firstDay === null || daysBetween(firstDay, today) + 1 < chronicDays) return null
  const watched = watchedDays(days)
  if (watched.length < leastDaysWithData) return null
  const { of } = measureOf(watched)
  const loads = watched.map(of)
  const [acute, chronic] = [ewma(loads, acuteDays), ewma(loads, chronicDays)]
  if (acute === null || chronic === null || acute < chronic * (1 + spikeShare)) return null
  const more = Math.round((acute / chronic - 1) * 100)
  return `Load of the last days ${more} % above the four-week average (${count(watched.length, 'day')}).`
}

function stopped({ lastDay, today }: SitterFacts): string | null {
  if (lastDay === null) return 'Nothing was ever recorded.'
  const missing = daysBetween(lastDay, today) - 1
  return missing < stoppedDays
    ? null
    : `No data for ${count(missing, 'day')}: the last is of ${dayWords(lastDay)}.`
}

function reviewDue({ nextReview, today }: SitterFacts): string | null {
  if (nextReview === null || nextReview > today) return null
  return nextReview === today ? 'Review due today.' : `Review due since ${dayWords(nextReview)}.`
}

function calibrationOld({ calibrationAgeDays: age }: SitterFacts): string | null {
  if (age === null || age < calibrationUrgeDays) return null
  return `Calibrated ${count(Math.floor(age), 'day')} ago.`
}

const withData = (days: readonly SatDay[]) => days.filter(({ recordedS }) => recordedS > 0)
const watchedDays = (days: readonly SatDay[]) =>
  days.filter(({ recordedS, unknownS }) => isWatched(recordedS - unknownS))

/** By pressure where every day has one, else by time: the two are not compared with each other. */
function measureOf(days: readonly SatDay[]): {
  readonly measure: 'kPa min' | 'seated'
  readonly of: (day: SatDay) => number
} {
  return days.length > 0 && days.every(({ ptiKpaMin }) => ptiKpaMin !== null)
    ? { measure: 'kPa min', of: ({ ptiKpaMin }) => ptiKpaMin ?? 0 }
    : { measure: 'seated', of: ({ seatedS }) => seatedS }
}

/** The last half of the four weeks, and the first. `today` may belong to the last. */
const halves = <T extends { readonly day: string }>(days: readonly T[], today: string) => {
  const middle = addDays(today, -chronicDays / 2)
  const first = addDays(today, -chronicDays)
  return {
    before: days.filter(({ day }) => day >= first && day < middle),
    now: days.filter(({ day }) => day >= middle && day <= today),
  }
}

function loadTrend({ days, today }: SitterFacts): NonNullable<SitterLook['load']> {
  const { measure, of } = measureOf(watchedDays(days))
  const { now, before } = halves(watchedDays(days), today)
  const mean = (part: readonly SatDay[]) => (part.length === 0 ? null : sumOf(part, of) / part.length)
  const steady = (from: number, to: number) => Math.abs(to - from) < from * steadyLoadShare
  return { measure, ...trendOf({ now, before, figure: mean, steady }) }
}

function painTrend(mornings: readonly Morning[], today: string): Trend {
  return trendOf({
    ...halves(mornings, today),
    figure: (part) => medianOf(part.map(({ pain }) => pain)),
    steady: (from, to) => Math.abs(to - from) < steadyPain,
  })
}

function trendOf<T>(asked: {
  readonly now: readonly T[]
  readonly before: readonly T[]
  readonly figure: (part: readonly T[]) => number | null
  readonly steady: (from: number, to: number) => boolean
}): Trend {
  const [now, before] = [asked.figure(asked.now), asked.figure(asked.before)]
  const [n, nBefore] = [asked.now.length, asked.before.length]
  const few = Math.min(n, nBefore) < progressSettings.leastCountedDays || now === null || before === null
  const direction = few ? 'too-few' : asked.steady(before, now) ? 'steady' : now > before ? 'up' : 'down'
  return { direction, now, before, n, nBefore }
}
