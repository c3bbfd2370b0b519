/** Figures, days and pains of a report as FHIR observations. What is not known is said as such, never left to look like zero. */
import type { Observation } from '@medplum/fhirtypes'
import type { CheckInAnswer } from '../../../contract/diary/diary.ts'
import type { ReviewAnswer } from '../../../contract/review.ts'
import { ZoneDays } from '../../../core/time/zone-days.ts'
import { categoryOf, conceptOf, type OwnCode, painConcept, quantityOf, type Unit } from './codes.ts'
import { metaOf } from './subjects.ts'

interface About {
  readonly patient: string
  readonly device: string
}

const unknown = {
  dataAbsentReason: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown' }],
  },
}

type Figures = NonNullable<ReviewAnswer['figures']>
const figureCodes: readonly (readonly [keyof Figures, OwnCode, Unit, perUnit: number])[] = [
  ['seatedSPerDay', 'seated-time-per-day', 'h', 3600],
  ['usualBoutS', 'usual-bout', 'min', 60],
  ['breaksPerSeatedH', 'breaks-per-seated-hour', '/h', 1],
  ['leftKpa', 'left-pressure', 'kPa', 1],
  ['rightKpa', 'right-pressure', 'kPa', 1],
  ['overLimitShare', 'share-over-limit', '%', 0.01],
]

/** None while new symptoms are open: nothing is interpreted then. */
export function figureObservations(review: ReviewAnswer, about: About): readonly Observation[] {
  const { figures, from, to, days } = review
  if (figures === null) return []
  return figureCodes.map(([name, code, unit, perUnit]) => {
    const { value, n } = figures[name]
    return {
      ...measured(review, about, { from, to, over: days.at(-1)?.over === true }),
      code: conceptOf(code),
      ...(value === null ? unknown : { valueQuantity: quantityOf(value / perUnit, unit) }),
      note: [{ text: `n = ${Math.round(n * 10) / 10} (${basis[name]})` }],
    }
  })
}

const basis: Readonly<Record<keyof Figures, string>> = {
  seatedSPerDay: 'valid days',
  usualBoutS: 'bouts',
  breaksPerSeatedH: 'hours seated',
  leftKpa: 'hours seated',
  rightKpa: 'hours seated',
  overLimitShare: 'days with a limit',
}

export const dayObservations = (review: ReviewAnswer, about: About): readonly Observation[] =>
  review.days.map(({ day, over, valid, seatedS }) => ({
    ...measured(review, about, { from: day, to: day, over }),
    code: conceptOf('seated-time'),
    ...(seatedS === null ? unknown : { valueQuantity: quantityOf(seatedS / 3600, 'h') }),
    ...(seatedS === null || valid || !over
      ? {}
      : { note: [{ text: 'Recorded for less than 4 h: this does not stand for the whole day.' }] }),
  }))

interface Days {
  readonly from: string
  /** Inclusive. */
  readonly to: string
  /** False: the last day still runs, and the value may change. */
  readonly over: boolean
}

function measured(review: ReviewAnswer, { patient, device }: About, { from, to, over }: Days) {
  const { tz: zone, startHour, madeAt } = review
  const days = new ZoneDays({ zone, startHour })
  return {
    resourceType: 'Observation',
    ...metaOf(review),
    status: over ? 'final' : 'preliminary',
    category: categoryOf('activity'),
    subject: { reference: patient },
    device: { reference: device },
    effectivePeriod: {
      start: new Date(days.on(from).startMs).toISOString(),
      end: over ? new Date(days.on(to).endMs).toISOString() : madeAt,
    },
  } as const
}

/** Those of the days of the report. */
export const visaHObservations = (review: ReviewAnswer, { patient }: About): readonly Observation[] =>
  review.visaH
    .filter(({ day }) => day >= review.from)
    .map(({ day, total }) => ({
      resourceType: 'Observation',
      ...metaOf(review),
      status: 'final',
      category: categoryOf('survey'),
      code: conceptOf('visa-h'),
      subject: { reference: patient },
      effectiveDateTime: day,
      valueQuantity: quantityOf(total, '{points}'),
    }))

export const painObservation = (
  review: ReviewAnswer,
  { when, at, pain }: CheckInAnswer,
  { patient, response }: { readonly patient: string; readonly response: string },
): Observation => ({
  resourceType: 'Observation',
  ...metaOf(review),
  status: 'final',
  category: categoryOf('survey'),
  code: painConcept(when === 'morning' ? 'morning-pain' : 'later-pain'),
  subject: { reference: patient },
  effectiveDateTime: at,
  valueQuantity: quantityOf(pain, '{score}'),
  derivedFrom: [{ reference: response }],
})
