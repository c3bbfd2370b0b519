/** How a day's sitting is counted, wherever it is counted. */
import { alertGroup } from '../model/alerts.ts'
import type { CushionEvent } from '../model/schemas/events.ts'

/** Time between two bouts is a break when the seat was seen empty for at least half of it: unknown is never rest. */
export const isBreak = ({ pauseS, emptyS }: { pauseS: number; emptyS: number }): boolean =>
  pauseS > 0 && emptyS >= pauseS / 2

const leastSeatedS = 900

/** Per hour of sitting; null before there is a quarter of an hour to judge by. */
export const perSeatedHour = (count: number, seatedS: number): number | null =>
  seatedS < leastSeatedS ? null : count / (seatedS / 3600)

/**
 * What an alert is counted under; null for an event that is none. An alert counts once, however often it grew worse,
 * and those about the equipment are not the sitter's.
 */
export function countedAlert({ kind, at, alertKind, alertId, side }: CushionEvent): string | null {
  if (kind !== 'alert-raised' || alertKind === undefined || alertGroup(alertKind) === 'equipment') return null
  return alertId ?? `${at} ${alertKind} ${side ?? ''}`
}
