/**
 * Alerts: raised once at a limit's warning level, raised further once it is exceeded, cleared when the level has fallen. An alert
 * keeps its id until it is cleared. New readings do not undo an acknowledgement; only the step from warning to exceeded does.
 * Snooze applies to one kind, quiet time to all; both end by themselves. reminders.ts decides when to notify a person.
 */
import { z } from 'zod'
import { type AlertKind, alertKinds } from '../model/alerts.ts'
import { limitAlerts, limitNames } from '../model/limits.ts'
import { alertKind, alertLevel } from '../model/schemas/open-alert.ts'
import { type Side, side } from '../model/schemas/zones.ts'

const openSchema = z.object({
  id: z.string(),
  kind: alertKind,
  side: side.nullable(),
  level: alertLevel,
  /** When it was raised. */
  sinceMs: z.number(),
  /** When the warning level, and when the exceeded level, was last entered; null: never, or before a version that noted it. */
  warnedMs: z.number().nullable().default(null),
  exceededMs: z.number().nullable().default(null),
  acknowledged: z.boolean(),
  cells: z.array(z.number().int()).nullable(),
})
export type OpenAlertState = z.infer<typeof openSchema>
const beyondSchema = z.object({ warningMs: z.number().nullable(), exceededMs: z.number().nullable() })
type Beyond = z.infer<typeof beyondSchema>
export const alertsSchema = z.object({
  open: z.array(openSchema),
  beyond: z.array(beyondSchema).length(limitNames.length),
  snoozeUntilMs: z.array(z.number()).length(alertKinds.length),
  quietUntilMs: z.number(),
})
export type AlertsState = z.infer<typeof alertsSchema>

export const freshAlerts = (): AlertsState => ({
  open: [],
  beyond: limitNames.map(() => ({ warningMs: null, exceededMs: null })),
  snoozeUntilMs: alertKinds.map(() => 0),
  quietUntilMs: 0,
})

/** In the order of limitNames. */
const about = limitNames.map((name) => limitAlerts[name])

export interface AlertChange {
  readonly what: 'alert-raised' | 'alert-cleared'
  readonly alert: OpenAlertState
}
const none: readonly AlertChange[] = Object.freeze([])

/** Takes the levels (0 none .. 3 exceeded, in the order of limitNames) of one moment. */
export function stepAlerts(
  state: AlertsState,
  { levels, atMs, afterMs }: { levels: readonly number[]; atMs: number; afterMs: number },
): readonly AlertChange[] {
  let changes: AlertChange[] | null = null
  for (let i = 0; i < about.length; i++) {
    const beyond = state.beyond[i]
    const topic = about[i]
    const level = levels[i] ?? 0
    if (beyond === undefined || topic === undefined || (level < 2 && beyond.warningMs === null)) continue
    noteLevel(beyond, level, atMs)
    const change = judge(state, { ...topic, beyond, atMs, afterMs })
    if (change !== null) changes = [...(changes ?? []), change]
  }
  return changes ?? none
}

/** Since when the level has been at or beyond warning and exceeded. */
function noteLevel(beyond: Beyond, level: number, atMs: number): void {
  beyond.warningMs = level >= 2 ? (beyond.warningMs ?? atMs) : null
  beyond.exceededMs = level >= 3 ? (beyond.exceededMs ?? atMs) : null
}

function judge(
  state: AlertsState,
  now: {
    kind: AlertKind
    side: Side | null
    beyond: Beyond
    atMs: number
    afterMs: number
  },
): AlertChange | null {
  const { kind, side, beyond, atMs, afterMs } = now
  const open = state.open.find((alert) => alert.kind === kind && alert.side === side)
  if (beyond.warningMs === null) return open === undefined ? null : clearAlert(state, open)
  const exceeded = beyond.exceededMs !== null && atMs - beyond.exceededMs >= afterMs
  if (open === undefined) {
    if (!exceeded && atMs - beyond.warningMs < afterMs) return null
    const level = exceeded ? 'exceeded' : 'warning'
    const { warningMs: warnedMs, exceededMs } = beyond
    return raiseAlert(state, { kind, side, level, atMs, warnedMs, exceededMs, cells: null })
  }
  open.exceededMs = beyond.exceededMs ?? open.exceededMs
  if (exceeded && open.level === 'warning') {
    open.level = 'exceeded'
    open.acknowledged = false
    return { what: 'alert-raised', alert: open }
  }
  if (beyond.exceededMs === null) open.level = 'warning'
  return null
}

export function raiseAlert(
  state: AlertsState,
  alert: {
    kind: AlertKind
    side: Side | null
    level: 'warning' | 'exceeded'
    atMs: number
    /** When the levels were entered, if that was before. */
    warnedMs?: number
    exceededMs?: number | null
    cells: number[] | null
  },
): AlertChange {
  const { kind, side, level, atMs, warnedMs = atMs, exceededMs = null, cells } = alert
  const id = [kind, side, Math.round(atMs).toString(36)].filter((part) => part !== null).join('-')
  const levels = { level, sinceMs: atMs, warnedMs, exceededMs }
  const open = { id, kind, side, ...levels, acknowledged: false, cells }
  state.open.push(open)
  return { what: 'alert-raised', alert: open }
}

export function clearAlert(state: AlertsState, alert: OpenAlertState): AlertChange {
  state.open = state.open.filter((other) => other !== alert)
  return { what: 'alert-cleared', alert }
}

export const snoozedUntilMs = (state: AlertsState, kind: AlertKind): number =>
  state.snoozeUntilMs[alertKinds.indexOf(kind)] ?? 0

/** The alert that was acknowledged, or null when no such alert is open. */
export function acknowledge(state: AlertsState, alertId: string): OpenAlertState | null {
  const alert = state.open.find(({ id }) => id === alertId)
  if (alert === undefined) return null
  alert.acknowledged = true
  return alert
}

/** Silence for one kind until then. */
export function snooze(state: AlertsState, kind: AlertKind, untilMs: number): void {
  state.snoozeUntilMs[alertKinds.indexOf(kind)] = untilMs
}
