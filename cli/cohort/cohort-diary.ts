/** What stands in the diary of each sitter of a cohort from the beginning: setup, usual morning, limits with who and why, symptoms. */
import { fieldOf, limitFields } from '../../core/model/tolerance-fields.ts'
import { addDays, dayMs } from '../../core/time/calendar.ts'
import { ZoneDays } from '../../core/time/zone-days.ts'
import type { DiaryPages } from '../../dashboard/server/diary/diaries.ts'
import { type CohortCalendar, cutMs, type Sitter, toleranceAt } from '../../tools/cohort/chapters.ts'
import { visaHOf } from '../../tools/cohort/check-ins.ts'
import { physioName } from './cohort-people.ts'

interface Whose {
  /** In the diary. */
  readonly key: string
  readonly sitter: Sitter
  readonly calendar: CohortCalendar
}

/** Again gives the same. */
export async function beginDiary(diary: DiaryPages, whose: Whose): Promise<void> {
  const { key, sitter, calendar } = whose
  const { side, usualPain, symptoms, calibratedDaysAgo } = sitter.character
  if ((await diary.entries.setup(key)).updatedAtMs === null) {
    const { stage } = toleranceAt(sitter.character, 0)
    const calibration = calibratedDaysAgo === null ? ('relative' as const) : ('weights' as const)
    await diary.entries.putSetup(key, {
      answers: {
        ...{ disclaimer: true, symptoms: true, diagnosis: 'yes', side, stage, cushion: true },
        ...{ surface: 'office foam', calibration, notifications: 'off' },
      },
      updatedAtMs: calendar.madeAtMs,
    })
    await diary.putBaseline(key, { morningPain: usualPain, comfortableBoutMin: null })
  }
  if (symptoms !== undefined && (await diary.redFlagAnswers(key)).length === 0)
    await diary.addRedFlagAnswer(key, { flags: symptoms, atMs: calendar.madeAtMs - dayMs })
  await limitsOf(diary, whose)
  for (const total of visaHOf(sitter, calendar)) await diary.visaH.put(key, { ...total, by: physioName })
}

async function limitsOf(diary: DiaryPages, { key, sitter, calendar }: Whose): Promise<void> {
  const { character, cushion, name } = sitter
  const today = new ZoneDays(calendar).at(calendar.madeAtMs).day
  let revision = 0
  for (const { daysAgo, kind, why } of character.limits) {
    const [before, tolerance] = [toleranceAt(character, daysAgo + 1), toleranceAt(character, daysAgo)]
    const [atMs, day] = [cutMs(calendar, daysAgo), addDays(today, -daysAgo)]
    const { reviewInDays } = character
    if (kind === 'prescribed') {
      const nextReview = reviewInDays === null ? null : addDays(today, reviewInDays)
      const made = { author: physioName, reason: why, tolerance, before, locked: [], nextReview }
      const usual = { stepsUpToPercent: null, questions: [] }
      await diary.prescriptions.add(key, { revision: ++revision, atMs, ...made, ...usual }, cushion)
      continue
    }
    await diary.addDecision(key, {
      ...{
        proposalId: `simulated-${day}`,
        kind,
        decision: 'accepted',
        day,
        decidedAtMs: atMs,
        decidedBy: name,
      },
      changes: limitFields.flatMap((limit) => {
        const [from, to] = [fieldOf(before, limit), fieldOf(tolerance, limit)]
        return from === to || to === null ? [] : [{ limit, from, to }]
      }),
      ...{ reasons: [why], before, undoneAtMs: null },
    })
  }
}
