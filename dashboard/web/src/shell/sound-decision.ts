/**
 * Which alerts may sound now. Only those newly raised (or made worse) while this page was connected: what was already
 * open when the page connected, or was raised long before it arrived, is shown with its true time but stays silent.
 */

import type { OpenAlert } from '../../../../core/model/schemas/open-alert.ts'
import type { CushionState } from '../../../../core/model/schemas/state.ts'
import { isSnoozed } from './banner-groups.ts'

/** Alert id and its level as last seen; null right after connecting, before the first state. */
export type SeenAlerts = ReadonlyMap<string, OpenAlert['level']>

export interface SoundQuestion {
  readonly seen: SeenAlerts | null
  readonly state: Pick<CushionState, 'alerts' | 'quietUntil'>
  readonly nowMs: number
  /** Real time runs at 1; a fast simulator's minutes are shorter. */
  readonly speed: number
}

/** An alert that reaches the page later than this was raised while something on the way was down. */
const lateAfterMs = 60_000

export function alertsToSound(question: SoundQuestion): readonly OpenAlert[] {
  const { seen, state, nowMs } = question
  if (seen === null) return []
  if (state.quietUntil !== null && Date.parse(state.quietUntil) > nowMs) return []
  return state.alerts.filter((alert) => {
    if (alert.acknowledged || isSnoozed(alert, nowMs)) return false
    const before = seen.get(alert.id)
    if (before !== undefined) return before === 'warning' && alert.level === 'exceeded'
    return nowMs - Date.parse(alert.since) <= lateAfterMs * Math.max(1, question.speed)
  })
}

export const seenAlerts = (state: Pick<CushionState, 'alerts'>): SeenAlerts =>
  new Map(state.alerts.map((alert) => [alert.id, alert.level]))
