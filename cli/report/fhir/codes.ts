/**
 * What the observations of a report are called in FHIR. Pain has a LOINC code. For the others no standard code fits (a seat sensor's
 * bouts, breaks and pressures), so they have codes of Sitbone's own, and the bundle holds the CodeSystem that defines them.
 */
import type { CodeableConcept, CodeSystem, Quantity } from '@medplum/fhirtypes'

export const ownSystem = 'urn:sitbone:figures'

const concepts = {
  report: ['Report of sitting and pain', 'A span of days of one sitter: figures, days and check-ins.'],
  'seated-time-per-day': [
    'Seated time per day',
    'Mean seated time of the valid days of a span (recorded for 4 h or more).',
  ],
  'seated-time': [
    'Seated time of a day',
    'Seated time in one of the sitter’s days. Unknown time is not counted.',
  ],
  'usual-bout': [
    'Usual bout duration (W50)',
    'Half of all sitting time is in bouts at least this long (Chastin & Granat 2010).',
  ],
  'breaks-per-seated-hour': [
    'Breaks per seated hour',
    'Times off the seat between two bouts, per hour of sitting.',
  ],
  'left-pressure': ['Mean interface pressure, left', 'Mean pressure under the left sit bone while seated.'],
  'right-pressure': [
    'Mean interface pressure, right',
    'Mean pressure under the right sit bone while seated.',
  ],
  'share-over-limit': [
    'Share of seated time over a limit',
    'Seated time beyond any limit in force, of all seated time with limits.',
  ],
  'morning-pain': ['Pain in the morning', 'Pain now, 0 none to 10 worst, asked each morning.'],
  'visa-h': [
    'VISA-H total',
    'Total of the VISA-H questionnaire (Cacchio 2014), 0 to 100, more is better, as a person entered it.',
  ],
  'later-pain': ['Pain later in the day', 'Pain now, 0 none to 10 worst, after sitting or in between.'],
} as const
export type OwnCode = keyof typeof concepts

const ownCoding = (code: OwnCode) => ({ system: ownSystem, code, display: concepts[code][0] })

export const conceptOf = (code: OwnCode): CodeableConcept => ({
  coding: [ownCoding(code)],
  text: concepts[code][0],
})

/** As it is asked in speech and in writing: 0 to 10, reported by the person. */
export const painConcept = (code: OwnCode): CodeableConcept => ({
  coding: [
    {
      system: 'http://loinc.org',
      code: '72514-3',
      display: 'Pain severity - 0-10 verbal numeric rating [Score] - Reported',
    },
    ownCoding(code),
  ],
  text: concepts[code][0],
})

export const categoryOf = (code: 'activity' | 'survey'): CodeableConcept[] => [
  { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code }] },
]

/** UCUM codes, and how people write them. */
const units = {
  ...{ h: 'h', min: 'min', '/h': 'per hour', kPa: 'kPa', '%': '%' },
  ...{ '{score}': 'of 10', '{points}': 'of 100' },
} as const
export type Unit = keyof typeof units

/** At most two decimals: more would claim what no cell can tell. */
export const quantityOf = (value: number, unit: Unit): Quantity => ({
  value: Math.round(value * 100) / 100,
  unit: units[unit],
  system: 'http://unitsofmeasure.org',
  code: unit,
})

export const ownCodeSystem = (version: string): CodeSystem => ({
  resourceType: 'CodeSystem',
  url: ownSystem,
  version,
  name: 'SitboneFigures',
  title: 'Figures of Sitbone',
  status: 'active',
  experimental: true,
  description:
    'Codes of Sitbone’s own, for figures that no standard code fits. They are in no public registry.',
  content: 'complete',
  caseSensitive: true,
  concept: Object.entries(concepts).map(([code, [display, definition]]) => ({ code, display, definition })),
})
