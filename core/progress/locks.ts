/**
 * Limits that a physio has locked: nobody goes beyond them until the physio prescribes anew, while stricter ones stay possible. Pure.
 * Counting more leniently makes a limit laxer just as a higher figure does, so what counts for a locked limit is bound with it.
 */
import { type LimitVariable, limitVariables, variableFields } from '../model/limit-variables.ts'
import type { Tolerance } from '../model/schemas/tolerance.ts'
import { fieldOf, type LimitField, type ToleranceField } from '../model/tolerance-fields.ts'

export interface Lock {
  /** As prescribed. */
  readonly tolerance: Tolerance
  /** Each has a figure in `tolerance`. */
  readonly locked: readonly LimitField[]
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
  { tolerance: prescribed, locked }: Lock,
): readonly BeyondLock[] {
  return boundsOf(locked).flatMap(({ field, laxer }) => {
    const [bound, asked] = [fieldOf(prescribed, field), fieldOf(tolerance, field)]
    if (bound === null) return []
    const isBeyond = asked === null || (laxer === 'higher' ? asked > bound : asked < bound)
    return isBeyond ? [{ field, bound, laxer }] : []
  })
}

function boundsOf(locked: readonly LimitField[]): readonly Counting[] {
  const own = locked.map((field): Counting => ({ field, laxer: 'higher' }))
  const counting = locked.flatMap((field) => countingOf[variableOf(field)])
  return [...own, ...new Map(counting.map((each) => [each.field, each])).values()]
}

const variableOf = (field: LimitField): LimitVariable =>
  limitVariables.find((variable) => variableFields[variable].includes(field)) ?? 'bout'
