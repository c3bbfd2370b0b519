/**
 * Which limits were in force on each day, from the changes that the store holds. Pure. A day is judged by the limits at its end.
 * Events of 0.1.0 say only what came after a change: the limits before the first of them are not known.
 */
import type { DaySummary, LimitChange } from '../../../contract/days.ts'
import type { CushionEvent } from '../../../core/model/schemas/events.ts'
import { type Tolerance, toleranceSchema } from '../../../core/model/schemas/tolerance.ts'

/** Null for an event that changes no limits. */
export function limitChangeOf({ kind, at, tolerance, before }: CushionEvent): LimitChange | null {
  if (kind !== 'tolerance-changed') return null
  const after = toleranceSchema.safeParse(tolerance)
  if (!after.success) return null
  return { at, before: toleranceSchema.safeParse(before).data ?? null, after: after.data }
}

/** `later`: the days after those, up to now; `now`: the limits in force, null when not known. Both in order of time. */
export function withLimits(
  days: readonly DaySummary[],
  { later, now }: { later: readonly DaySummary[]; now: Tolerance | null },
): readonly DaySummary[] {
  const changes = [...days, ...later].flatMap(({ limitChanges = [] }) => limitChanges)
  return days.map((day) => {
    const last = changes.findLast(({ at }) => at < day.endsAt)
    if (last !== undefined) return { ...day, limits: last.after }
    const next = changes[0]
    return { ...day, limits: next === undefined ? now : next.before }
  })
}
