/**
 * Which limit a step up raises. One at a time, so that the next mornings show how that one was taken; the load or the
 * pressure of both sides moves together.
 */
import { type LimitName, limitAlerts } from '../model/limits.ts'
import type { Tolerance } from '../model/schemas/tolerance.ts'
import type { LimitField } from '../model/tolerance-fields.ts'
import { type LimitChange, scaledLimits } from './limit-steps.ts'

/** In this order when no limit was reached more often than another: time is the easiest to notice and to keep to. */
const stepOrder = ['bout', 'day', 'load', 'pressure'] as const
export type StepVariable = (typeof stepOrder)[number]

const fields: Readonly<Record<StepVariable, readonly LimitField[]>> = {
  bout: ['boutMin'],
  day: ['dayMin'],
  load: ['left.loadKpaMin', 'right.loadKpaMin'],
  pressure: ['left.pressureKpa', 'right.pressureKpa'],
}

export interface StepChoice {
  readonly variable: StepVariable
  readonly changes: readonly LimitChange[]
  /** Days of the week on which this limit was reached. */
  readonly reachedOn: number
}

/** Null when every limit is at its highest. `reached`: the limits reached, one list for each day. */
export function chooseStep(
  tolerance: Tolerance,
  { factor, reached }: { factor: number; reached: readonly (readonly LimitName[])[] },
): StepChoice | null {
  const changes = scaledLimits(tolerance, factor)
  const choices = stepOrder.flatMap((variable) => {
    const own = changes.filter(({ limit }) => fields[variable].includes(limit))
    const reachedOn = reached.filter((names) =>
      names.some((name) => limitAlerts[name].kind === variable),
    ).length
    return own.length === 0 ? [] : [{ variable, changes: own, reachedOn }]
  })
  // The first of equals: sorting keeps their order.
  return choices.toSorted((a, b) => b.reachedOn - a.reachedOn)[0] ?? null
}
