/** The one dominant figure of the Now page, and why it is what it is. */
import { levelSince } from '../../../../../core/model/alerts.ts'
import { type Level, levelFrom, levels } from '../../../../../core/model/levels.ts'
import { type LimitName, limitAlerts, limitBehind, limitNames } from '../../../../../core/model/limits.ts'
import type { OpenAlert } from '../../../../../core/model/schemas/open-alert.ts'
import type { CushionState } from '../../../../../core/model/schemas/state.ts'
import type { Tolerance } from '../../../../../core/model/schemas/tolerance.ts'
import type { Side } from '../../../../../core/model/schemas/zones.ts'
import { watchesAnything } from '../../../../../core/model/tolerance-fields.ts'
import {
  earliestMs,
  hushOf,
  isSnoozed,
  limitReached,
  reachedLimits,
} from '../../session/limits/open-limits.ts'
import { usedWords } from '../../words/alert-words.ts'
import { durationParts, durationWords } from '../../words/durations.ts'
import type { Freshness } from '../../words/freshness.ts'
import { breakSummary } from './break-words.ts'
import type { NowSummary, Tone } from './headline.ts'

export interface Used {
  readonly limit: LimitName
  readonly fraction: number
  readonly words: string
  /** The next level: `notice at 70 %`. */
  readonly next: string
  readonly tone: Tone
}

export function largestUsed(used: CushionState['used']): Used | null {
  let largest: LimitName | null = null
  for (const limit of limitNames)
    if (used[limit] !== null && (largest === null || (used[limit] ?? 0) > (used[largest] ?? 0)))
      largest = limit
  return largest === null ? null : usedOf(used, largest)
}

function usedOf(used: CushionState['used'], limit: LimitName): Used | null {
  const fraction = used[limit]
  if (fraction === null) return null
  const ahead = levels.find((level) => fraction < levelFrom[level])
  const tone: Tone = fraction < levelFrom.notice ? 'fine' : fraction < levelFrom.exceeded ? 'near' : 'over'
  return { limit, fraction, words: usedWords(limit, fraction), next: nextWords(ahead), tone }
}

/** The limit that the sentence is about: the bar below it shows the same one. Null: the sentence is about none. */
export function usedInSentence(state: CushionState, nowMs: number): Used | null {
  if (state.occupancy !== 'occupied') return null
  const reached = limitReached(state, nowMs)
  if (reached === 'hushed') return null
  if (reached === 'stand') {
    const over = foremostAlert(state, nowMs)
    const limit = over === undefined ? null : limitBehind(over)
    return limit === null ? largestUsed(state.used) : usedOf(state.used, limit)
  }
  return state.timeLeftLimit === null ? largestUsed(state.used) : usedOf(state.used, state.timeLeftLimit)
}

function nextWords(level: Level | undefined): string {
  if (level === undefined) return 'limit reached'
  return `${level === 'exceeded' ? 'limit' : level} at ${Math.round(100 * levelFrom[level])} %`
}

function reason(limit: LimitName | null): { side: Side | null; sentence: string } {
  switch (limit) {
    case 'bout':
      return { side: null, sentence: 'Your limit for sitting in one go comes first.' }
    case 'day':
      return { side: null, sentence: 'Your sitting limit for today comes first.' }
    case 'loadLeft':
    case 'loadRight':
      return {
        side: limitAlerts[limit].side,
        sentence: 'reaches its limit for load now first, at the pressure of the last minute.',
      }
    case 'pressureLeft':
    case 'pressureRight':
      return {
        side: limitAlerts[limit].side,
        sentence: 'is above its pressure limit, and its hold time runs out first.',
      }
    case null:
      return { side: null, sentence: 'At the pressure of the last minute.' }
  }
}

/** Of the limits reached and not snoozed, the most used one. */
function foremostAlert(state: CushionState, nowMs: number): OpenAlert | undefined {
  const reached = reachedLimits(state).filter((alert) => !isSnoozed(alert, nowMs))
  const usedBy = (alert: OpenAlert): number => state.used[limitBehind(alert) ?? 'bout'] ?? 0
  return reached.toSorted((a, b) => usedBy(b) - usedBy(a))[0]
}

/** Follows "Left side" or "Right side" for load and pressure. */
function reachedWords(kind: OpenAlert['kind'] | null, ago: string): string {
  switch (kind) {
    case 'load':
      return `reached its limit for load now${ago}. Standing, walking or lying face down lets it recover.`
    case 'pressure':
      return `rose above its pressure limit${ago}. Shift your weight off it, or stand.`
    case 'day':
      return `You reached today's sitting limit${ago}. Stand or lie down where you can.`
    default:
      return `You reached your limit for sitting in one go${ago}. A break gives you time back.`
  }
}

export interface NowQuestion {
  readonly state: CushionState
  readonly tolerance: Tolerance | null
  readonly freshness: Freshness
  readonly liveAgeS: number | null
  readonly nowMs: number
  readonly relative: boolean
  /** `HH:mm` in the cushion's zone. */
  readonly time: (atMs: number) => string
}

export function nowSummary(question: NowQuestion): NowSummary {
  const { state, freshness, nowMs } = question
  if (freshness.kind !== 'live') return withoutData(question)
  if (state.object === true)
    return {
      label: 'On the seat',
      figure: 'An object',
      side: null,
      sentence:
        'Something lies on the cushion. Take it off: until then, this time counts neither as sitting nor as a break.',
      tone: 'quiet',
    }
  if (state.occupancy === 'unknown')
    return {
      label: 'Someone on the seat?',
      figure: 'Unknown',
      side: null,
      sentence:
        'The readings do not show whether anyone is sitting here. This time counts neither as sitting nor as a break.',
      tone: 'quiet',
    }
  if (state.occupancy === 'empty') return breakSummary(question)
  const reached = limitReached(state, nowMs)
  if (reached === 'stand') return timeToStand(foremostAlert(state, nowMs) ?? null, nowMs)
  if (reached === 'hushed') return hushed(question)
  if (state.timeLeftS !== null)
    return {
      label: 'You can keep sitting for about',
      figure: durationParts(state.timeLeftS, { seconds: true }),
      ...reason(state.timeLeftLimit),
      tone: largestUsed(state.used)?.tone ?? 'fine',
    }
  return {
    label: 'You have been sitting for',
    figure: durationParts(state.boutS, { seconds: true }),
    side: null,
    sentence: noLimitInSight(question),
    tone: 'fine',
  }
}

function withoutData({ freshness, liveAgeS }: NowQuestion): NowSummary {
  return {
    label:
      freshness.kind === 'disconnected' ? 'This page has had no data for' : 'No data from the cushion for',
    figure: liveAgeS === null ? 'Unknown' : durationParts(liveAgeS, { seconds: true }),
    side: null,
    sentence: freshness.advice,
    tone: 'quiet',
  }
}

function timeToStand(over: OpenAlert | null, nowMs: number): NowSummary {
  return {
    label: 'Limit reached',
    figure: 'Time to stand',
    side: over?.side ?? null,
    sentence: reachedWords(over?.kind ?? null, over === null ? '' : agoWords(over, nowMs)),
    tone: 'over',
  }
}

function agoWords(alert: OpenAlert, nowMs: number): string {
  const sinceS = Math.max(0, (nowMs - Date.parse(levelSince(alert))) / 1000)
  return sinceS < 60 ? ' just now' : ` ${durationWords(sinceS)} ago`
}

function noLimitInSight({ tolerance, relative }: NowQuestion): string {
  if (tolerance === null || !watchesAnything(tolerance))
    return 'No limits are watched. Set your own under Tolerance.'
  return relative
    ? 'Without calibration only time limits are watched, and you are not close to any.'
    : 'At the pressure of the last minute you will not reach any limit.'
}

/** Says nothing in red, but that a break is due. */
function hushed({ state, nowMs, time }: NowQuestion): NowSummary {
  const hush = hushOf(state, nowMs)
  const reached = reachedLimits(state)
  const due = reached.length === 0 ? '' : ` since ${time(earliestMs(reached))}`
  const until =
    hush === null ? '' : ` ${hush.why === 'meeting' ? 'Quiet' : 'Snoozed'} until ${time(hush.untilMs)}.`
  return {
    label: 'You have been sitting for',
    figure: durationParts(state.boutS, { seconds: true }),
    side: null,
    sentence: `A break has been due${due}.${until}`,
    tone: 'quiet',
  }
}

interface TimeLimit {
  readonly label: string
  readonly s: number
  /** Null: not watched. */
  readonly limitMin: number | null
}

/** The core ends a bout, after a break; a seat that is empty for a moment or not known does not. */
export const timeLimits = (state: CushionState, tolerance: Tolerance): readonly TimeLimit[] => [
  { label: 'In one go', s: state.boutS, limitMin: tolerance.boutMin },
  { label: 'Today', s: state.daySeatedS, limitMin: tolerance.dayMin },
]
