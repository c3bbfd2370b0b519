/** The one dominant figure of the Now page, and why it is what it is. */
import { alertGroup } from '../../../../../core/model/alerts.ts'
import { type Level, levelFrom, levels } from '../../../../../core/model/levels.ts'
import { type LimitName, limitAlerts, limitBehind, limitNames } from '../../../../../core/model/limits.ts'
import type { OpenAlert } from '../../../../../core/model/schemas/open-alert.ts'
import type { CushionState } from '../../../../../core/model/schemas/state.ts'
import type { Tolerance } from '../../../../../core/model/schemas/tolerance.ts'
import type { Side } from '../../../../../core/model/schemas/zones.ts'
import { fieldOf, limitFields } from '../../../../../core/model/tolerance-fields.ts'
import { usedWords } from '../../words/alert-words.ts'
import { durationParts, durationWords, type FigurePart } from '../../words/durations.ts'
import type { Freshness } from '../../words/freshness.ts'

export type Tone = 'fine' | 'near' | 'over' | 'quiet'

export interface NowSummary {
  readonly label: string
  /** Big figure, or big words when there is no figure to give. */
  readonly figure: readonly FigurePart[] | string
  /** A sentence that may open with a side, which the page colours. */
  readonly side: Side | null
  readonly sentence: string
  readonly tone: Tone
}

export interface Used {
  readonly limit: LimitName
  readonly fraction: number
  readonly words: string
  /** What comes next on the way: `notice at 70 %`. */
  readonly next: string
  readonly tone: Tone
}

export function largestUsed(used: CushionState['used']): Used | null {
  let best: { limit: LimitName; fraction: number } | null = null
  for (const limit of limitNames) {
    const fraction = used[limit]
    if (fraction !== null && (best === null || fraction > best.fraction)) best = { limit, fraction }
  }
  if (best === null) return null
  const { limit, fraction } = best
  const ahead = levels.find((level) => fraction < levelFrom[level])
  const tone: Tone = fraction < levelFrom.notice ? 'fine' : fraction < levelFrom.exceeded ? 'near' : 'over'
  return { limit, fraction, words: usedWords(limit, fraction), next: nextWords(ahead), tone }
}

function nextWords(level: Level | undefined): string {
  if (level === undefined) return 'limit reached'
  return `${level === 'exceeded' ? 'limit' : level} at ${Math.round(100 * levelFrom[level])} %`
}

const watchesAnything = (tolerance: Tolerance | null): boolean =>
  tolerance !== null && limitFields.some((limit) => fieldOf(tolerance, limit) !== null)

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
        sentence: 'reaches its load limit first, at the pressure of the last minute.',
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

/** Of the limits that are reached, the one that is used the most: the bar below speaks of the same. */
function foremostAlert(state: CushionState): OpenAlert | undefined {
  const reached = state.alerts.filter(
    (alert) => alert.level === 'exceeded' && alertGroup(alert.kind) === 'limit',
  )
  const limit = largestUsed(state.used)?.limit
  return reached.find((alert) => limit !== undefined && limitBehind(alert) === limit) ?? reached[0]
}

/** Follows "Left side" or "Right side" for load and pressure. */
function reachedWords(kind: OpenAlert['kind'] | null, ago: string): string {
  switch (kind) {
    case 'load':
      return `reached its load limit${ago}. Standing, walking or lying face down lets it recover.`
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
}

export function nowSummary(question: NowQuestion): NowSummary {
  const { state, freshness, nowMs } = question
  if (freshness.kind !== 'live') return withoutData(question)
  if (state.occupancy === 'unknown')
    return {
      label: 'Someone on the seat?',
      figure: 'Unknown',
      side: null,
      sentence:
        'The readings do not show whether anyone is sitting here. This time counts neither as sitting nor as a break.',
      tone: 'quiet',
    }
  if (state.occupancy === 'empty') return awayFromSeat(state, nowMs)
  const over = foremostAlert(state) ?? null
  if (over !== null || state.level === 'exceeded') return limitReached(over, nowMs)
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

function limitReached(over: OpenAlert | null, nowMs: number): NowSummary {
  return {
    label: 'Limit reached',
    figure: 'Time to stand',
    side: over?.side ?? null,
    sentence: reachedWords(over?.kind ?? null, over === null ? '' : agoWords(over, nowMs)),
    tone: 'over',
  }
}

function agoWords({ since }: OpenAlert, nowMs: number): string {
  const sinceS = Math.max(0, (nowMs - Date.parse(since)) / 1000)
  return sinceS < 60 ? ' just now' : ` ${durationWords(sinceS)} ago`
}

function noLimitInSight({ tolerance, relative }: NowQuestion): string {
  if (!watchesAnything(tolerance)) return 'No limits are watched. Set your own under Tolerance.'
  return relative
    ? 'Without calibration only time limits are watched, and you are not close to any.'
    : 'At the pressure of the last minute you will not reach any limit.'
}

function awayFromSeat(state: CushionState, nowMs: number): NowSummary {
  const running = state.lastBreak !== null && state.lastBreak.endedAt === null ? state.lastBreak : null
  const awayS =
    running === null ? null : Math.max(running.breakS, (nowMs - Date.parse(running.startedAt)) / 1000)
  const loads = [state.left.loadKpaMin, state.right.loadKpaMin].filter((load) => load !== null)
  const recovering = loads.some((load) => load >= 1)
  return {
    label: awayS === null ? 'The seat is' : 'Off the seat for',
    figure: awayS === null ? 'Empty' : durationParts(awayS, { seconds: true }),
    side: null,
    sentence: recovering
      ? 'Load goes down on both sides while you are off the seat.'
      : 'Nobody is sitting here. Figures appear when someone sits down.',
    tone: 'fine',
  }
}
