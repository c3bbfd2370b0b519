/**
 * Limits that a physio has locked: nobody goes beyond them until the physio prescribes anew, while stricter ones stay possible; and
 * how far suggested steps may go. Pure. Counting more leniently makes a limit laxer just as a higher figure does, so what counts for a locked limit is bound with it.
 */
import { type LimitVariable, limitVariables, variableFields } from '../model/limit-variables.ts'
import type { Tolerance } from '../model/schemas/tolerance.ts'
import { fieldOf, type LimitField, type ToleranceField } from '../model/tolerance-fields.ts'
import { type LimitChange, withLimit } from './limit-steps.ts'

export interface Lock {
  /** As prescribed. */
  readonly tolerance: Tolerance
  /** Each has a figure in `tolerance`. */
  readonly locked: readonly LimitField[]
  /** Suggested steps raise a limit to at most this much above the prescribed figure, in percent; null: as far as they usually go. */
  readonly stepsUpToPercent: number | null
}

type Laxer = 'higher' | 'lower'
interface Counting {
  readonly field: ToleranceField
  readonly laxer: Laxer
}
const wait: Counting = { field: 'alertAfterMin', laxer: 'higher' }
const countingOf: Readonly<Record<LimitVariable, readonly Counting[]>> = {
  bout: [{ field: 'breakMin', laxer: 'lower' }, wait],
  day: [wait],
  load: [{ field: 'offloadKpa', laxer: 'higher' }, { field: 'recoveryHalfTimeMin', laxer: 'lower' }, wait],
  pressure: [{ field: 'holdS', laxer: 'higher' }, wait],
}

export interface BeyondLock {
  readonly field: ToleranceField
  /** The laxest that is still possible. */
  readonly bound: number
  readonly laxer: Laxer
}

/** What of these limits is beyond the lock; empty: they may be put in force. */
export function beyondLock(
  tolerance: Tolerance,
  { tolerance: prescribed, locked }: Pick<Lock, 'tolerance' | 'locked'>,
): readonly BeyondLock[] {
  return boundsOf(locked).flatMap(({ field, laxer }) => {
    const [bound, asked] = [fieldOf(prescribed, field), fieldOf(tolerance, field)]
    if (bound === null) return []
    const isBeyond = asked === null || (laxer === 'higher' ? asked > bound : asked < bound)
    return isBeyond ? [{ field, bound, laxer }] : []
  })
}

/** These limits, with each that is beyond the lock put back to its bound. */
export const withinLock = (tolerance: Tolerance, lock: Pick<Lock, 'tolerance' | 'locked'>): Tolerance =>
  beyondLock(tolerance, lock).reduce((kept, { field, bound }) => withLimit(kept, field, bound), tolerance)

/** The step as far as the physio lets it go; null: not at all. */
export function stepWithin(tolerance: Tolerance, step: LimitChange, lock: Lock): LimitChange | null {
  const prescribed = fieldOf(lock.tolerance, step.limit)
  const { stepsUpToPercent: percent } = lock
  const most = percent === null || prescribed === null ? step.to : prescribed * (1 + percent / 100)
  const to = Math.min(step.to, Math.floor(most * 10) / 10)
  if (step.from !== null && to <= step.from) return null
  return beyondLock(withLimit(tolerance, step.limit, to), lock).length === 0 ? { ...step, to } : null
}

function boundsOf(locked: readonly LimitField[]): readonly Counting[] {
  const own = locked.map((field): Counting => ({ field, laxer: 'higher' }))
  const counting = locked.flatMap((field) => countingOf[variableOf(field)])
  return [...own, ...new Map(counting.map((each) => [each.field, each])).values()]
}

const variableOf = (field: LimitField): LimitVariable =>
  limitVariables.find((variable) => variableFields[variable].includes(field)) ?? 'bout'
