/** The diary by day: check-ins beside sitting. Days without either are left out of the list. */
import type { DaySummary } from '../../../../../contract/days.ts'
import type { CheckInAnswer, ProgressAnswer } from '../../../../../contract/diary/diary.ts'
import type { EntryAnswer } from '../../../../../contract/diary/setup.ts'
import type { Colour } from '../../words/diary-words.ts'

export interface DiaryDay {
  readonly day: string
  /** In order of time. */
  readonly checkIns: readonly CheckInAnswer[]
  readonly entries: readonly EntryAnswer[]
  readonly morning: { readonly pain: number; readonly colour: Colour | null } | null
  /** Highest of the other check-ins; null without any. */
  readonly laterPain: number | null
  readonly summary: DaySummary | null
}

export interface DiaryParts {
  readonly checkIns: readonly CheckInAnswer[]
  readonly entries?: readonly EntryAnswer[]
  readonly mornings: ProgressAnswer['mornings']
  readonly summaries: readonly DaySummary[]
}

/** One entry per day of `days`, in the same order. */
export function diaryDays(
  days: readonly string[],
  { checkIns, entries = [], mornings, summaries }: DiaryParts,
): readonly DiaryDay[] {
  return days.map((day) => {
    const said = checkIns.filter((each) => each.day === day).toSorted((a, b) => (a.at < b.at ? -1 : 1))
    const morning = said.filter(({ when }) => when === 'morning').map(({ pain }) => pain)
    const later = said.filter(({ when }) => when !== 'morning').map(({ pain }) => pain)
    return {
      day,
      checkIns: said,
      entries: entries.filter((each) => each.day === day),
      morning:
        morning.length === 0
          ? null
          : {
              pain: Math.max(...morning),
              colour: mornings.find((each) => each.day === day)?.dayColour ?? null,
            },
      laterPain: later.length === 0 ? null : Math.max(...later),
      summary: summaries.find((each) => each.day === day) ?? null,
    }
  })
}

export const hasSomething = ({ checkIns, entries, summary }: DiaryDay): boolean =>
  checkIns.length > 0 || entries.length > 0 || (summary !== null && summary.recordedS > 0)
