/** An alert that was raised or cleared, as an event. */
import type { EventCollector } from '../event-collector.ts'
import type { AlertChange } from './alerts.ts'

export function emitAlert(out: EventCollector, { what, alert }: AlertChange, atMs: number): void {
  const { id, kind, side, level, cells } = alert
  const more = cells === null ? {} : { cells }
  out.event(what, atMs, { alertId: id, alertKind: kind, side, level, ...more })
  out.changed = true
}
