/** Texts of the first setup and the first week. */
import type { ProgressAnswer } from '../../../../contract/diary/diary.ts'
import type { SetupStep } from '../../../../core/model/setup.ts'
import { dayWords } from '../../../../core/time/calendar.ts'

export const stepNames: Readonly<Record<SetupStep, string>> = {
  disclaimer: 'Before you start',
  symptoms: 'New symptoms?',
  diagnosis: 'Has a clinician diagnosed this?',
  side: 'Which side?',
  stage: 'How is it at the moment?',
  cushion: 'Your cushion',
  surface: 'What do you sit on?',
  calibration: 'Calibration',
  notifications: 'Notifications',
}

export function baselineWeekWords({ baseline }: Pick<ProgressAnswer, 'baseline'>): string {
  const { firstDay, doneOn, mornings } = baseline
  if (firstDay === null) return 'The week begins with your first morning check-in.'
  const so = `${mornings} ${mornings === 1 ? 'morning' : 'mornings'} so far`
  if (doneOn === null) return `Your week began on ${dayWords(firstDay)}: ${so}.`
  return `Your first week is complete (${mornings} mornings). Your limits, and suggestions to change them, are now on Tolerance.`
}
