/**
 * What may sound now. Limits sound when the gateway reminds of them (`reminder` in the state), and only then; alarms about the
 * equipment when they are raised. What was there when the page connected, or is long over when it arrives, stays silent.
 */

import { limitBehind } from '../../../../core/model/limits.ts'
import type { OpenAlert } from '../../../../core/model/schemas/open-alert.ts'
import type { CushionState } from '../../../../core/model/schemas/state.ts'
import { isSnoozed } from '../session/limits/open-limits.ts'
import type { QuietHours } from '../session/preferences.ts'

type Told = Pick<CushionState, 'alerts' | 'quietUntil' | 'reminder'>

/** What the page knew at the state before. */
export interface Seen {
  readonly levels: ReadonlyMap<string, OpenAlert['level']>
  readonly reminderAt: string | null
}

export interface SoundQuestion {
  /** Null right after connecting, before the first state. */
  readonly seen: Seen | null
  readonly state: Told
  readonly nowMs: number
  /** Real time runs at 1; a fast simulator's minutes are shorter. */
  readonly speed: number
}

/** What reaches the page later than this happened while something on the way was down. */
const lateAfterMs = 60_000

export function alertsToSound(question: SoundQuestion): readonly OpenAlert[] {
  const { seen, state, nowMs } = question
  if (seen === null) return []
  const { reminder } = state
  const fresh = (at: string) => nowMs - Date.parse(at) <= lateAfterMs * Math.max(1, question.speed)
  const isNew = reminder != null && reminder.at !== seen.reminderAt && fresh(reminder.at)
  const quiet = state.quietUntil !== null && Date.parse(state.quietUntil) > nowMs
  return state.alerts.filter((alert) => {
    const limit = limitBehind(alert)
    // A gateway of 0.1.0 sends no reminders.
    if (limit !== null && reminder !== undefined) return isNew && reminder?.limits.includes(limit)
    if (quiet || alert.acknowledged || isSnoozed(alert, nowMs)) return false
    const before = seen.levels.get(alert.id)
    if (before !== undefined) return before === 'warning' && alert.level === 'exceeded'
    return fresh(alert.since)
  })
}

export const seenIn = ({ alerts, reminder }: Omit<Told, 'quietUntil'>): Seen => ({
  levels: new Map(alerts.map((alert) => [alert.id, alert.level])),
  reminderAt: reminder?.at ?? null,
})

/** Whether this time of day, `HH:mm`, is within the quiet hours. The same time twice is a whole day. */
export function isQuietHour(hours: QuietHours | null, time: string): boolean {
  if (hours === null) return false
  const { from, to } = hours
  return from < to ? time >= from && time < to : time >= from || time < to
}
