/** A report as a FHIR R4 document: a composition in words first, then everything that it speaks of. */
import { createHash } from 'node:crypto'
import type { Bundle, BundleEntry, Composition, CompositionSection, Resource } from '@medplum/fhirtypes'
import type { ReviewAnswer } from '../../../contract/review.ts'
import { clinicianWords } from '../../../dashboard/web/src/words/review-definitions.ts'
import { qualityWords } from '../../../dashboard/web/src/words/review-words.ts'
import { html } from '../page/html.ts'
import { reportWords } from '../page/report-words.ts'
import { checkInQuestionnaire, checkInResponse } from './check-ins.ts'
import { conceptOf, ownCodeSystem, ownSystem } from './codes.ts'
import { dayObservations, figureObservations, painObservation, visaHObservations } from './observations.ts'
import { deviceOf, metaOf, patientOf } from './subjects.ts'

export function fhirBundle(review: ReviewAnswer, name: string): Bundle {
  const { cushion, from, to, madeAt, version } = review
  const report = `${name} ${cushion} ${from} ${to}`
  /** The same report gets the same addresses, so that a system that takes it twice can tell. */
  const entryOf = <R extends Resource>(resource: R, key: string) => ({
    fullUrl: `urn:uuid:${uuidOf(`${report} ${resource.resourceType} ${key}`)}`,
    resource,
  })
  const patient = entryOf(patientOf(review, name), '')
  const device = entryOf(deviceOf(review), '')
  const about = { patient: patient.fullUrl, device: device.fullUrl }
  const figures = figureObservations(review, about).map((each, at) => entryOf(each, `figure ${at}`))
  const days = dayObservations(review, about).map((each, at) => entryOf(each, `day ${at}`))
  const checkIns = review.checkIns.flatMap((checkIn) => {
    const response = entryOf(checkInResponse(checkIn, { reference: patient.fullUrl }), checkIn.id)
    const observed = painObservation(review, checkIn, { ...about, response: response.fullUrl })
    return [response, entryOf(observed, checkIn.id)]
  })
  const visaH = visaHObservations(review, about).map((each, at) => entryOf(each, `visa-h ${at}`))
  const composition = compositionOf(review, name, { ...about, figures, days, checkIns, visaH })
  return {
    resourceType: 'Bundle',
    ...metaOf(review),
    identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${uuidOf(`${report} ${madeAt}`)}` },
    type: 'document',
    timestamp: madeAt,
    entry: [
      entryOf(composition, ''),
      patient,
      device,
      entryOf(ownCodeSystem(version), ''),
      entryOf(checkInQuestionnaire(version), ''),
      ...figures,
      ...days,
      ...checkIns,
      ...visaH,
    ],
  }
}

interface Parts {
  readonly patient: string
  readonly device: string
  readonly figures: readonly BundleEntry[]
  readonly days: readonly BundleEntry[]
  readonly checkIns: readonly BundleEntry[]
  readonly visaH: readonly BundleEntry[]
}

function compositionOf(review: ReviewAnswer, name: string, parts: Parts): Composition {
  const { days, madeAt, quality, summary, paused, safety, tz } = review
  return {
    resourceType: 'Composition',
    ...metaOf(review),
    status: days.at(-1)?.over === true ? 'final' : 'preliminary',
    type: conceptOf('report'),
    subject: { reference: parts.patient },
    author: [{ reference: parts.device }],
    date: madeAt,
    title: `Sitting and pain, ${reportWords(review, name).span}`,
    section: [
      words('Quality of the data', qualityWords(quality)),
      words(
        paused ? 'New symptoms come first' : 'Summary',
        summary.map(({ text }) => text),
      ),
      ...entries('Figures of the span', parts.figures),
      ...entries(`Seated time by day (${tz})`, parts.days),
      ...entries('Check-ins', parts.checkIns),
      ...entries('VISA-H totals', parts.visaH),
      words('About this document', [
        `Pain has a LOINC code. For the other figures no standard code fits: they have codes of Sitbone’s own (${ownSystem}), which are defined in the CodeSystem of this bundle and in no public registry.`,
        'Nothing was interpreted or signed by a clinician.',
        clinicianWords,
        safety,
      ]),
    ],
  }
}

const words = (title: string, lines: readonly string[]): CompositionSection => ({
  title,
  text: {
    status: 'generated',
    div: html`<div xmlns="http://www.w3.org/1999/xhtml">${lines.map((line) => html`<p>${line}</p>`)}</div>`
      .markup,
  },
})

/** None without entries: a section needs something to say. */
const entries = (title: string, found: readonly BundleEntry[]): CompositionSection[] =>
  found.length === 0
    ? []
    : [
        {
          title,
          entry: found.flatMap(({ fullUrl }) => (fullUrl === undefined ? [] : { reference: fullUrl })),
        },
      ]

/** From a name, as version 8 (RFC 9562): the first bits of its SHA-256. */
function uuidOf(name: string): string {
  const bytes = createHash('sha256').update(`sitbone ${name}`).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
