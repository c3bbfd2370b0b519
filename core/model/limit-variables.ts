/** Limits as a person counts them: both sides of one are one thing, which a step or a prescription changes together. */
import type { Tolerance } from './schemas/tolerance.ts'
import {
  fieldOf,
  type LimitField,
  limitFields,
  type ToleranceField,
  toleranceFields,
} from './tolerance-fields.ts'

/** In this order when no limit was reached more often than another: time is the easiest to notice and to keep to. */
export const limitVariables = ['bout', 'day', 'load', 'pressure'] as const
export type LimitVariable = (typeof limitVariables)[number]

export const variableFields: Readonly<Record<LimitVariable, readonly LimitField[]>> = {
  bout: ['boutMin'],
  day: ['dayMin'],
  load: ['left.loadKpaMin', 'right.loadKpaMin'],
  pressure: ['left.pressureKpa', 'right.pressureKpa'],
}

export const variableNames: Readonly<Record<LimitVariable, string>> = {
  bout: 'Sitting in one go',
  day: 'Sitting per day',
  load: 'Load',
  pressure: 'Pressure',
}

/** What differs between two tolerances, in words; empty: they are the same. */
export function changedThings(before: Tolerance, after: Tolerance): readonly string[] {
  const differs = (field: ToleranceField) => fieldOf(before, field) !== fieldOf(after, field)
  return [
    ...limitVariables
      .filter((variable) => variableFields[variable].some(differs))
      .map((variable) => variableNames[variable]),
    ...(countingFields.some(differs) ? ['How it is counted'] : []),
    ...(before.stage === after.stage ? [] : ['Stage']),
  ]
}

const countingFields = toleranceFields.filter((field) => !limitFields.some((limit) => limit === field))
