/** Who and what a FHIR report is about: a patient by pseudonym alone, and the cushion with the program that read it. */
import type { Device, Meta, Patient } from '@medplum/fhirtypes'
import type { ReviewAnswer } from '../../../contract/review.ts'

/** The standard mark of data that is about nobody. */
export const metaOf = ({ simulated }: ReviewAnswer): { meta?: Meta } =>
  simulated === true
    ? {
        meta: {
          security: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
              code: 'HTEST',
              display: 'test health data',
            },
          ],
        },
      }
    : {}

export const patientOf = (review: ReviewAnswer, name: string): Patient => ({
  resourceType: 'Patient',
  ...metaOf(review),
  identifier: [{ use: 'secondary', system: 'urn:sitbone:sitter', value: name }],
})

export function deviceOf(review: ReviewAnswer): Device {
  const { cushion, simulated, version, quality, safety } = review
  const { surface } = quality.calibration
  const notes = [
    ...(simulated === true ? ['Simulated: nobody sat on this cushion.'] : []),
    ...(surface === null ? [] : [`Calibrated on ${surface}.`]),
    safety,
  ]
  return {
    resourceType: 'Device',
    ...metaOf(review),
    identifier: [{ system: 'urn:sitbone:cushion', value: cushion }],
    status: 'active',
    deviceName: [{ name: `Sitbone cushion ${cushion}`, type: 'user-friendly-name' }],
    type: { text: 'Cushion with pressure sensors, read by Sitbone' },
    version: [{ type: { text: 'Sitbone' }, value: version }],
    note: notes.map((text) => ({ text })),
  }
}
