/**
 * Decides when to notify a person, with one reminder for all limits. Alerts exist for each limit; a reminder names the limits
 * that are reached, and only it triggers sound, motor and notification (docs/decisions/0007).
 *
 * - It comes when the first limit is reached, and only while somebody sits. Warnings are only shown.
 * - It waits `settleMs` first: a person who stands up anyway needs no reminder, and limits reached together are named together.
 *   A pressure limit does not wait again: it is reached only after its own hold time.
 * - There is no second reminder within `restMs`, even if a limit was left and reached again.
 * - A reminder that snooze or quiet time suppressed comes when they end, if it still applies.
 */
import { z } from 'zod'
import { alertGroup } from '../model/alerts.ts'
import { type LimitName, limitBehind, limitNames } from '../model/limits.ts'
import { type AlertsState, type OpenAlertState, snoozedUntilMs } from './alerts.ts'

/** Ours, as is `restMs`. */
const settleMs = 55_000
export const restMs = 10 * 60_000

const known = z.number().nullable()
export const remindersSchema = z.object({
  seatedMs: known,
  /** Since when a limit has been reached, and when the last one was left after a reminder. */
  reachedMs: known,
  leftMs: known,
  owedMs: known,
  last: z.object({ atMs: z.number(), limits: z.array(z.enum(limitNames)) }).nullable(),
})
export type RemindersState = z.infer<typeof remindersSchema>

export const freshReminders = (): RemindersState => ({
  seatedMs: null,
  reachedMs: null,
  leftMs: null,
  owedMs: null,
  last: null,
})

export interface ReminderMoment {
  readonly alerts: AlertsState
  readonly atMs: number
  readonly seated: boolean
  /** Off the seat, perhaps only for a moment. */
  readonly lifted: boolean
}

/** Takes the current alerts. Returns the limits to remind of now; null most of the time. */
export function stepReminders(state: RemindersState, now: ReminderMoment): readonly LimitName[] | null {
  const { alerts, atMs } = now
  noteReached(state, { reached: alerts.open.some(isReached), atMs })
  state.seatedMs = now.seated ? (state.seatedMs ?? atMs) : null
  const { owedMs, seatedMs, last } = state
  if (owedMs === null || seatedMs === null || now.lifted) return null
  if (last !== null && atMs - last.atMs < restMs) return null
  const open = reachedLimits(alerts).filter(({ acknowledged }) => !acknowledged)
  const settled = atMs - Math.max(owedMs, seatedMs) >= settleMs
  if (!settled && open.every(({ kind }) => kind !== 'pressure')) return null
  if (open.length === 0) state.owedMs = null
  const said = open.filter(({ kind }) => atMs >= snoozedUntilMs(alerts, kind))
  if (atMs < alerts.quietUntilMs || said.length === 0) return null
  const limits = limitNames.filter((name) => said.some((alert) => limitBehind(alert) === name))
  state.owedMs = null
  state.last = { atMs, limits }
  return limits
}

/** Alerts of one kind were snoozed: their reminder is due again afterwards. */
export function oweAgain(state: RemindersState, snoozed: Snoozed): void {
  if (state.owedMs === null && isOpen(snoozed)) state.owedMs = snoozed.atMs
}

/** A person ended the snooze: earlier reminders are not repeated. */
export function oweNoMore(state: RemindersState, snoozed: Snoozed): void {
  const { last, reachedMs } = state
  const told = last !== null && reachedMs !== null && last.atMs >= reachedMs
  if (told && isOpen(snoozed)) state.owedMs = null
}

interface Snoozed {
  readonly alerts: AlertsState
  readonly kind: OpenAlertState['kind']
  readonly atMs: number
}

const isOpen = ({ alerts, kind }: Snoozed): boolean =>
  reachedLimits(alerts).some((alert) => alert.kind === kind && !alert.acknowledged)

const isReached = ({ kind, level }: OpenAlertState): boolean =>
  level === 'exceeded' && alertGroup(kind) === 'limit'

const reachedLimits = ({ open }: AlertsState): readonly OpenAlertState[] => open.filter(isReached)

function noteReached(state: RemindersState, { reached, atMs }: { reached: boolean; atMs: number }): void {
  if (reached === (state.reachedMs !== null)) return
  if (reached) {
    const isBack = state.leftMs !== null && atMs - state.leftMs < restMs
    if (!isBack) state.owedMs = atMs
    state.reachedMs = atMs
    return
  }
  state.leftMs = state.owedMs === null ? atMs : null
  state.owedMs = null
  state.reachedMs = null
}
