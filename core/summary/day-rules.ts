/** How a day's sitting is counted, wherever it is counted. */
import { alertGroup, levelSince } from '../model/alerts.ts'
import type { CushionEvent } from '../model/schemas/events.ts'

/** Time between two bouts is a break if the seat was seen empty for at least half of it: unknown is never rest. */
export const isBreak = ({ pauseS, emptyS }: { pauseS: number; emptyS: number }): boolean =>
  pauseS > 0 && emptyS >= pauseS / 2

const leastSeatedS = 900

/** Per hour of sitting; null below a quarter of an hour. */
export const perSeatedHour = (count: number, seatedS: number): number | null =>
  seatedS < leastSeatedS ? null : count / (seatedS / 3600)

/** When the level that a raised alert tells of was entered. With a waiting time that is before the event. */
export const levelMs = (event: CushionEvent): number =>
  Date.parse(
    levelSince({ ...event, level: event.level === 'exceeded' ? 'exceeded' : 'warning', since: event.at }),
  )

/**
 * The key under which an alert counts; null for other events. An alert counts once, even if it got worse, and equipment alarms
 * do not count.
 */
export function countedAlert({ kind, at, alertKind, alertId, side }: CushionEvent): string | null {
  if (kind !== 'alert-raised' || alertKind === undefined || alertGroup(alertKind) === 'equipment') return null
  return alertId ?? `${at} ${alertKind} ${side ?? ''}`
}
