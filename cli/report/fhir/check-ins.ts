/** Check-ins in FHIR: the questions that were asked, and what was answered. */
import type {
  Questionnaire,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  Reference,
} from '@medplum/fhirtypes'
import type { CheckInAnswer } from '../../../contract/diary/diary.ts'
import { mostPain, occasions, painPlaces, painSides } from '../../../core/model/diary/check-ins.ts'

const questionnaireUrl = 'urn:sitbone:check-in'

const choice = (linkId: string, text: string, options: readonly string[]) => ({
  linkId,
  text,
  type: 'choice' as const,
  answerOption: options.map((valueString) => ({ valueString })),
})

export const checkInQuestionnaire = (version: string): Questionnaire => ({
  resourceType: 'Questionnaire',
  url: questionnaireUrl,
  version,
  name: 'SitboneCheckIn',
  title: 'Check-in of Sitbone',
  status: 'active',
  experimental: true,
  subjectType: ['Patient'],
  item: [
    { linkId: 'pain', text: `Pain now, 0 none to ${mostPain} worst`, type: 'integer', required: true },
    choice('when', 'When it was asked', occasions),
    choice('side', 'Side', painSides),
    choice('place', 'Where it hurts', painPlaces),
    { linkId: 'note', text: 'Note', type: 'text' },
  ],
})

export function checkInResponse(
  { at, when, pain, side, place, note }: CheckInAnswer,
  patient: Reference & { reference: string },
): QuestionnaireResponse {
  const said = (linkId: string, valueString: string | null): QuestionnaireResponseItem[] =>
    valueString === null ? [] : [{ linkId, answer: [{ valueString }] }]
  return {
    resourceType: 'QuestionnaireResponse',
    questionnaire: questionnaireUrl,
    status: 'completed',
    subject: { reference: patient.reference },
    source: { reference: patient.reference },
    authored: at,
    item: [
      { linkId: 'pain', answer: [{ valueInteger: pain }] },
      ...said('when', when),
      ...said('side', side),
      ...said('place', place),
      ...said('note', note),
    ],
  }
}
