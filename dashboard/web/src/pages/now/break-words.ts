/**
 * How a break goes, off the seat: how long it has lasted, from when it is enough, and what is left then. Calm: what is still above
 * its limit is a state here, never an alert. The gateway sends no new state while the seat is empty, so the page counts.
 */
import type { CushionState } from '../../../../../core/model/schemas/state.ts'
import { reachedLimits } from '../../session/limits/open-limits.ts'
import { kindWords } from '../../words/alert-words.ts'
import { durationParts, minuteWords } from '../../words/durations.ts'
import type { NowSummary } from './headline.ts'

interface BreakQuestion {
  readonly state: CushionState
  readonly nowMs: number
  readonly time: (atMs: number) => string
}

/** Null: nobody has sat before. */
export function breakSeconds(state: CushionState, nowMs: number): number | null {
  const running = state.lastBreak !== null && state.lastBreak.endedAt === null ? state.lastBreak : null
  const startedAt = state.break?.startedAt ?? running?.startedAt
  if (startedAt === undefined) return null
  return Math.max(running?.breakS ?? 0, (nowMs - Date.parse(startedAt)) / 1000)
}

export function breakSummary({ state, nowMs, time }: BreakQuestion): NowSummary {
  const awayS = breakSeconds(state, nowMs)
  return {
    label: awayS === null ? 'The seat is' : 'Off the seat for',
    figure: awayS === null ? 'Empty' : durationParts(awayS, { seconds: true }),
    side: null,
    sentence: seatAgain({ state, nowMs, time }),
    tone: 'fine',
  }
}

function seatAgain({ state, nowMs, time }: BreakQuestion): string {
  const pause = state.break
  if (pause === null) return 'Nobody is sitting here. Figures appear when someone sits down.'
  if (pause === undefined) return 'Load now goes down on both sides while you are off the seat.'
  if (pause.enoughAt === null)
    return "You have used today's sitting limit, and a break does not bring that back. Stand or lie down where you can."
  const { timeLeftThenS } = pause
  const left = timeLeftThenS === null ? '' : ` with ${minuteWords(timeLeftThenS)} left`
  const enoughMs = Date.parse(pause.enoughAt)
  return nowMs < enoughMs ? `Sit again from ${time(enoughMs)}${left}.` : `Sit whenever you like${left}.`
}

/** Part of the break that is done, 0..1; null: there is nothing to wait for. */
export function breakDone({ break: pause }: CushionState, nowMs: number): number | null {
  if (pause?.enoughAt == null) return null
  const startedMs = Date.parse(pause.startedAt)
  const wholeMs = Date.parse(pause.enoughAt) - startedMs
  return wholeMs <= 0 ? 1 : Math.min(1, (nowMs - startedMs) / wholeMs)
}

/** `Still above your limit: load now.`; null when nothing is. */
export function stillAbove(state: CushionState): string | null {
  const kinds = [...new Set(reachedLimits(state).map(({ kind }) => kind))]
  return kinds.length === 0
    ? null
    : `Still above your limit: ${kinds.map((kind) => kindWords[kind]).join(', ')}.`
}
