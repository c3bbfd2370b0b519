/**
 * Which limit a step up raises. One at a time, so that the next mornings show how that one was taken; the load or the
 * pressure of both sides moves together.
 */
import { type LimitVariable, limitVariables, variableFields } from '../model/limit-variables.ts'
import { type LimitName, limitAlerts } from '../model/limits.ts'
import type { Tolerance } from '../model/schemas/tolerance.ts'
import { type LimitChange, scaledLimits } from './limit-steps.ts'

export interface StepChoice {
  readonly variable: LimitVariable
  readonly changes: readonly LimitChange[]
  /** Days of the week on which this limit was reached. */
  readonly reachedOn: number
}

interface StepRules {
  readonly factor: number
  /** The limits reached, one list for each day. */
  readonly reached: readonly (readonly LimitName[])[]
  /** The change as far as it may go; null: not at all. */
  readonly within: (change: LimitChange) => LimitChange | null
}

/** Null when no limit can be raised. */
export function chooseStep(tolerance: Tolerance, { factor, reached, within }: StepRules): StepChoice | null {
  const changes = scaledLimits(tolerance, factor).flatMap((change) => within(change) ?? [])
  const choices = limitVariables.flatMap((variable) => {
    const own = changes.filter(({ limit }) => variableFields[variable].includes(limit))
    const reachedOn = reached.filter((names) =>
      names.some((name) => limitAlerts[name].kind === variable),
    ).length
    return own.length === 0 ? [] : [{ variable, changes: own, reachedOn }]
  })
  // The first of equals: sorting keeps their order.
  return choices.toSorted((a, b) => b.reachedOn - a.reachedOn)[0] ?? null
}
