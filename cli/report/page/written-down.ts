/** What happened beside the sitting, by day: changes of the limits, and what the sitter wrote. */
import type { ReviewAnswer } from '../../../contract/review.ts'
import { entryWords, pastOccasion } from '../../../dashboard/web/src/words/diary-words.ts'
import { limitStepWords } from '../../../dashboard/web/src/words/limit-history-words.ts'
import { aboutThem } from '../../../dashboard/web/src/words/reader.ts'
import type { Listed } from './fitted.ts'

export const stepsOf = ({ limitHistory }: ReviewAnswer): readonly Listed[] =>
  limitHistory.map((step) => {
    const { name, changes, reasons } = limitStepWords(step, { unit: 'kPa', said: aboutThem })
    return { day: step.day, text: `${name}: ${changes}. ${reasons}`.trim() }
  })

/** Of the diary and of check-ins, by day. */
export function notesOf({ days, checkIns }: ReviewAnswer): readonly Listed[] {
  const entries = days.flatMap(({ day, entries: own }) =>
    own.map(({ kind, note }) => ({
      day,
      text: note === null ? entryWords[kind] : `${entryWords[kind]}: ${note}`,
    })),
  )
  const said = checkIns.flatMap(({ day, when, pain, note }) =>
    note === null ? [] : [{ day, text: `${pain} of 10, ${pastOccasion[when]}: ${note}` }],
  )
  return [...entries, ...said].toSorted((a, b) => a.day.localeCompare(b.day))
}
