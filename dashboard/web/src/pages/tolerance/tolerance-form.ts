/**
 * Converts limits to text fields and back. Fields hold text in the chosen unit; an unchanged field keeps its exact stored value.
 */

import type { Problem } from '../../../../../contract/problem.ts'
import type { Tolerance } from '../../../../../core/model/schemas/tolerance.ts'
import {
  fieldOf,
  limitFields,
  startingTolerance,
  type ToleranceField,
  toleranceBounds,
  toleranceFields,
} from '../../../../../core/model/tolerance-fields.ts'
import { fromUnit, type PressureUnit, toUnit, typedNumber } from '../../words/units.ts'

type FieldUnit = 'min' | 's' | 'pressure' | 'load'

export interface FieldRule {
  readonly unit: FieldUnit
  readonly min: number
  readonly max: number
  readonly optional: boolean
  /** Initial value when switched on. */
  readonly start: number
  readonly step: number
}

/** Unit and step of each field, shared by both sides. */
const shownAs: Readonly<Record<ToleranceField, readonly [unit: FieldUnit, step: number]>> = {
  boutMin: ['min', 1],
  dayMin: ['min', 5],
  'left.loadKpaMin': ['load', 10],
  'left.pressureKpa': ['pressure', 0.5],
  'right.loadKpaMin': ['load', 10],
  'right.pressureKpa': ['pressure', 0.5],
  holdS: ['s', 5],
  offloadKpa: ['pressure', 0.1],
  recoveryHalfTimeMin: ['min', 0.5],
  breakMin: ['min', 0.25],
  alertAfterMin: ['min', 0.5],
}

export function ruleOf(name: ToleranceField): FieldRule {
  const [unit, step] = shownAs[name]
  const [min, max] = toleranceBounds[name]
  const optional = limitFields.some((limit) => limit === name)
  return { unit, min, max, optional, start: fieldOf(startingTolerance, name) ?? min, step }
}

export interface FormField {
  readonly on: boolean
  readonly text: string
}
export interface ToleranceForm {
  readonly stage: Tolerance['stage']
  readonly fields: Readonly<Record<ToleranceField, FormField>>
}

const isPressure = (unit: FieldUnit): boolean => unit === 'pressure' || unit === 'load'
/** Display precision; an unchanged field keeps its exact value. */
const shown = (value: number, rule: FieldRule, unit: PressureUnit): string => {
  const number = isPressure(rule.unit) ? toUnit(value, unit) : value
  const digits = unit === 'kPa' || !isPressure(rule.unit) ? 100 : rule.unit === 'pressure' ? 10 : 1
  return String(Math.round(number * digits) / digits)
}

export function formOf(tolerance: Tolerance, unit: PressureUnit): ToleranceForm {
  const field = (name: ToleranceField): FormField => {
    const value = fieldOf(tolerance, name)
    const rule = ruleOf(name)
    return { on: value !== null, text: shown(value ?? rule.start, rule, unit) }
  }
  return {
    stage: tolerance.stage,
    fields: {
      boutMin: field('boutMin'),
      dayMin: field('dayMin'),
      'left.loadKpaMin': field('left.loadKpaMin'),
      'left.pressureKpa': field('left.pressureKpa'),
      'right.loadKpaMin': field('right.loadKpaMin'),
      'right.pressureKpa': field('right.pressureKpa'),
      holdS: field('holdS'),
      offloadKpa: field('offloadKpa'),
      recoveryHalfTimeMin: field('recoveryHalfTimeMin'),
      breakMin: field('breakMin'),
      alertAfterMin: field('alertAfterMin'),
    },
  }
}

export type FormErrors = Partial<Record<ToleranceField, string>>

export interface ReadForm {
  readonly tolerance: Tolerance | null
  readonly errors: FormErrors
}

/** Bounds are shown with three digits; typing a bound as shown gives the exact bound. */
const slack = 0.001
const boundFormat = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

export function boundsWords(rule: FieldRule, unit: PressureUnit): string {
  const words = (value: number): string =>
    boundFormat.format(isPressure(rule.unit) ? toUnit(value, unit) : value)
  return `${words(rule.min)} to ${words(rule.max)}`
}

/** The tolerance in the form, or its errors. `stored` gives the exact value of unchanged fields. */
export function readForm(form: ToleranceForm, stored: Tolerance, unit: PressureUnit): ReadForm {
  const errors: FormErrors = {}
  const before = formOf(stored, unit)
  const read = (name: ToleranceField): number | null => {
    const field = form.fields[name]
    const rule = ruleOf(name)
    if (!field.on) return null
    const old = fieldOf(stored, name)
    if (old !== null && field.text === before.fields[name].text) return old
    const typed = typedNumber(field.text) ?? Number.NaN
    const value = isPressure(rule.unit) ? Math.round(fromUnit(typed, unit) * 1000) / 1000 : typed
    if (!Number.isFinite(value) || value < rule.min * (1 - slack) || value > rule.max * (1 + slack)) {
      errors[name] = `Enter a number from ${boundsWords(rule, unit)}.`
      return null
    }
    return Math.min(rule.max, Math.max(rule.min, value))
  }
  const kept = (name: ToleranceField, old: number): number => read(name) ?? old
  const tolerance: Tolerance = {
    v: 1,
    stage: form.stage,
    boutMin: read('boutMin'),
    dayMin: read('dayMin'),
    left: { loadKpaMin: read('left.loadKpaMin'), pressureKpa: read('left.pressureKpa') },
    right: { loadKpaMin: read('right.loadKpaMin'), pressureKpa: read('right.pressureKpa') },
    holdS: kept('holdS', stored.holdS),
    offloadKpa: kept('offloadKpa', stored.offloadKpa),
    recoveryHalfTimeMin: kept('recoveryHalfTimeMin', stored.recoveryHalfTimeMin),
    breakMin: kept('breakMin', stored.breakMin),
    alertAfterMin: kept('alertAfterMin', stored.alertAfterMin),
  }
  return Object.keys(errors).length > 0 ? { tolerance: null, errors } : { tolerance, errors }
}

/** The server's errors by field; the rest applies to the whole form. */
export function placeErrors(errors: NonNullable<Problem['errors']>): {
  readonly fields: FormErrors
  readonly rest: readonly string[]
} {
  const fields: FormErrors = {}
  const rest: string[] = []
  for (const error of errors) {
    const path = error.path.replace(/^\/?(tolerance[./])?/, '').replaceAll('/', '.')
    const name = toleranceFields.find((candidate) => candidate === path)
    if (name) fields[name] = error.message
    else rest.push(error.message)
  }
  return { fields, rest }
}

export const sameForm = (a: ToleranceForm, b: ToleranceForm): boolean =>
  a.stage === b.stage &&
  toleranceFields.every(
    (name) =>
      a.fields[name].on === b.fields[name].on &&
      (!a.fields[name].on || a.fields[name].text === b.fields[name].text),
  )

export const sidesAgree = (form: ToleranceForm): boolean =>
  (['loadKpaMin', 'pressureKpa'] as const).every((limit) => {
    const left = form.fields[`left.${limit}`]
    const right = form.fields[`right.${limit}`]
    return left.on === right.on && (!left.on || left.text === right.text)
  })
