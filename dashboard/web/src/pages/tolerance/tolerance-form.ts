/**
 * The limits as text fields and back. Bounds are those of the contract's schema: they only keep out slips of the
 * keyboard. Fields hold text in the chosen unit; a field that nobody changed keeps its exact stored value.
 */
import type { Problem, Tolerance } from '../../../../../contract/pages.ts'
import { fromUnit, type PressureUnit, toUnit } from '../../words/units.ts'

export const fieldNames = [
  'boutMin',
  'dayMin',
  'left.loadKpaMin',
  'left.pressureKpa',
  'right.loadKpaMin',
  'right.pressureKpa',
  'holdS',
  'offloadKpa',
  'recoveryHalfTimeMin',
  'breakMin',
  'alertAfterMin',
] as const
export type FieldName = (typeof fieldNames)[number]

type FieldUnit = 'min' | 's' | 'pressure' | 'load'

export interface FieldRule {
  readonly unit: FieldUnit
  readonly min: number
  readonly max: number
  readonly optional: boolean
  /** What switching it on starts with. */
  readonly start: number
  readonly step: number
}

const load: FieldRule = { unit: 'load', min: 10, max: 20_000, optional: true, start: 500, step: 10 }
const pressure: FieldRule = { unit: 'pressure', min: 1, max: 200, optional: true, start: 20, step: 0.5 }

export const fieldRules: Record<FieldName, FieldRule> = {
  boutMin: { unit: 'min', min: 1, max: 600, optional: true, start: 45, step: 1 },
  dayMin: { unit: 'min', min: 5, max: 1440, optional: true, start: 360, step: 5 },
  'left.loadKpaMin': load,
  'left.pressureKpa': pressure,
  'right.loadKpaMin': load,
  'right.pressureKpa': pressure,
  holdS: { unit: 's', min: 0, max: 3600, optional: false, start: 120, step: 5 },
  offloadKpa: { unit: 'pressure', min: 0.1, max: 50, optional: false, start: 2, step: 0.1 },
  recoveryHalfTimeMin: { unit: 'min', min: 0.5, max: 1440, optional: false, start: 10, step: 0.5 },
  breakMin: { unit: 'min', min: 0.25, max: 60, optional: false, start: 2, step: 0.25 },
  alertAfterMin: { unit: 'min', min: 0, max: 60, optional: false, start: 0, step: 0.5 },
}

export interface FormField {
  readonly on: boolean
  readonly text: string
}
export interface ToleranceForm {
  readonly stage: Tolerance['stage']
  readonly fields: Readonly<Record<FieldName, FormField>>
}

function fieldValue(tolerance: Tolerance, name: FieldName): number | null {
  switch (name) {
    case 'left.loadKpaMin':
      return tolerance.left.loadKpaMin
    case 'left.pressureKpa':
      return tolerance.left.pressureKpa
    case 'right.loadKpaMin':
      return tolerance.right.loadKpaMin
    case 'right.pressureKpa':
      return tolerance.right.pressureKpa
    default:
      return tolerance[name]
  }
}

const isPressure = (unit: FieldUnit): boolean => unit === 'pressure' || unit === 'load'
/** No finer than anybody would set it; a field that nobody touches keeps its exact value all the same. */
const shown = (value: number, rule: FieldRule, unit: PressureUnit): string => {
  const number = isPressure(rule.unit) ? toUnit(value, unit) : value
  const digits = unit === 'kPa' || !isPressure(rule.unit) ? 100 : rule.unit === 'pressure' ? 10 : 1
  return String(Math.round(number * digits) / digits)
}

export function formOf(tolerance: Tolerance, unit: PressureUnit): ToleranceForm {
  const field = (name: FieldName): FormField => {
    const value = fieldValue(tolerance, name)
    const rule = fieldRules[name]
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

export type FormErrors = Partial<Record<FieldName, string>>

export interface ReadForm {
  readonly tolerance: Tolerance | null
  readonly errors: FormErrors
}

/** The bounds are told with three digits; what is typed by that word is taken, and put onto the bound. */
const slack = 0.001
const boundFormat = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

export function boundsWords(rule: FieldRule, unit: PressureUnit): string {
  const words = (value: number): string =>
    boundFormat.format(isPressure(rule.unit) ? toUnit(value, unit) : value)
  return `${words(rule.min)} to ${words(rule.max)}`
}

/** The tolerance that the form says, or what is wrong with it. `stored` gives the exact value of untouched fields. */
export function readForm(form: ToleranceForm, stored: Tolerance, unit: PressureUnit): ReadForm {
  const errors: FormErrors = {}
  const before = formOf(stored, unit)
  const read = (name: FieldName): number | null => {
    const field = form.fields[name]
    const rule = fieldRules[name]
    if (!field.on) return null
    const old = fieldValue(stored, name)
    if (old !== null && field.text === before.fields[name].text) return old
    const text = field.text.trim().replace(',', '.')
    const typed = text === '' ? Number.NaN : Number(text)
    const value = isPressure(rule.unit) ? Math.round(fromUnit(typed, unit) * 1000) / 1000 : typed
    if (!Number.isFinite(value) || value < rule.min * (1 - slack) || value > rule.max * (1 + slack)) {
      errors[name] = `Give a number from ${boundsWords(rule, unit)}.`
      return null
    }
    return Math.min(rule.max, Math.max(rule.min, value))
  }
  const kept = (name: FieldName, old: number): number => read(name) ?? old
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

/** The server's errors beside the fields they speak of; what fits no field is left for the form as a whole. */
export function placeErrors(errors: NonNullable<Problem['errors']>): {
  readonly fields: FormErrors
  readonly rest: readonly string[]
} {
  const fields: FormErrors = {}
  const rest: string[] = []
  for (const error of errors) {
    const path = error.path.replace(/^\/?(tolerance[./])?/, '').replaceAll('/', '.')
    const name = fieldNames.find((candidate) => candidate === path)
    if (name) fields[name] = error.message
    else rest.push(error.message)
  }
  return { fields, rest }
}

export const sameForm = (a: ToleranceForm, b: ToleranceForm): boolean =>
  a.stage === b.stage &&
  fieldNames.every(
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
