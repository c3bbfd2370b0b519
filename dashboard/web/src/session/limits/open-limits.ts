/**
 * What the open limits of a moment mean for the person: an alert, or kept quiet by a snooze or a meeting. Nobody is alerted
 * unless the cushion sees somebody sit: off the seat, an open limit is only a state.
 */
import { alertGroup, levelSince } from '../../../../../core/model/alerts.ts'
import type { OpenAlert } from '../../../../../core/model/schemas/open-alert.ts'
import type { CushionState } from '../../../../../core/model/schemas/state.ts'

type Told = Pick<CushionState, 'alerts' | 'occupancy' | 'quietUntil'>

export const isSnoozed = ({ snoozedUntil }: OpenAlert, nowMs: number): boolean =>
  snoozedUntil !== null && Date.parse(snoozedUntil) > nowMs

const isLimit = ({ kind }: OpenAlert): boolean => alertGroup(kind) === 'limit'

export const reachedLimits = ({ alerts }: Pick<Told, 'alerts'>): readonly OpenAlert[] =>
  alerts.filter((alert) => isLimit(alert) && alert.level === 'exceeded')

export interface Hush {
  readonly why: 'meeting' | 'snooze'
  readonly untilMs: number
  /** The kinds that are snoozed; none in a meeting. */
  readonly kinds: readonly OpenAlert['kind'][]
}

/** Why limits are kept quiet now; a meeting comes before a snooze. */
export function hushOf(state: Told, nowMs: number): Hush | null {
  const quietMs = state.quietUntil === null ? 0 : Date.parse(state.quietUntil)
  if (quietMs > nowMs) return { why: 'meeting', untilMs: quietMs, kinds: [] }
  const snoozed = state.alerts.filter((alert) => isLimit(alert) && isSnoozed(alert, nowMs))
  if (snoozed.length === 0) return null
  const untilMs = Math.max(...snoozed.map(({ snoozedUntil }) => Date.parse(snoozedUntil ?? '')))
  return { why: 'snooze', untilMs, kinds: [...new Set(snoozed.map(({ kind }) => kind))] }
}

/** The alerts to show. Those about the equipment do not depend on the seat, and hold through a meeting. */
export function alertsToShow(state: Told, nowMs: number): readonly OpenAlert[] {
  const limits = state.occupancy === 'occupied' && hushOf(state, nowMs)?.why !== 'meeting'
  return state.alerts.filter(
    (alert) => !alert.acknowledged && !isSnoozed(alert, nowMs) && (limits || !isLimit(alert)),
  )
}

/** `stand`: a limit is reached and may be said. `hushed`: it is reached, but snoozed, or the person is in a meeting. */
export function limitReached(
  state: Told & Pick<CushionState, 'level'>,
  nowMs: number,
): 'no' | 'stand' | 'hushed' {
  if (state.occupancy !== 'occupied') return 'no'
  const reached = reachedLimits(state)
  if (reached.length === 0 && state.level !== 'exceeded') return 'no'
  if (hushOf(state, nowMs)?.why === 'meeting') return 'hushed'
  const allSnoozed = reached.length > 0 && reached.every((alert) => isSnoozed(alert, nowMs))
  return allSnoozed ? 'hushed' : 'stand'
}

/** When the first of these entered its level. */
export const earliestMs = (alerts: readonly OpenAlert[]): number =>
  Math.min(...alerts.map((alert) => Date.parse(levelSince(alert))))
