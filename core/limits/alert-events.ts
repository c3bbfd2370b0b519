/** Alerts as events: the fields of an alert, and the event for one that was raised or cleared. */
import { type EventCollector, type EventDetails, isoOrNull } from '../event-collector.ts'
import type { AlertChange, OpenAlertState } from './alerts.ts'

export const alertDetails = (alert: OpenAlertState): EventDetails => {
  const { id, kind, side, level, warnedMs, exceededMs } = alert
  const entered = { warnedAt: isoOrNull(warnedMs), exceededAt: isoOrNull(exceededMs) }
  return { alertId: id, alertKind: kind, side, level, ...entered }
}

export function emitAlert(out: EventCollector, { what, alert }: AlertChange, atMs: number): void {
  const { cells } = alert
  out.event(what, atMs, { ...alertDetails(alert), ...(cells === null ? {} : { cells }) })
  out.changed = true
}
