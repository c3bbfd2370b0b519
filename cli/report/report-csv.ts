/** The days of a report as CSV, one row each; a field without a value is empty, never zero. Names carry their units. */
import type { ReviewAnswer } from '../../contract/review.ts'
import { markWords } from '../../dashboard/web/src/words/review-words.ts'
import { csvLine, type Value } from '../../store/export.ts'

type Day = ReviewAnswer['days'][number] & { readonly visaH: number | null }

const columns: Readonly<Record<string, (day: Day) => Value>> = {
  day: ({ day }) => day,
  /** False: the day still runs. */
  over: ({ over }) => over,
  /** Recorded long enough to stand for the whole day. */
  valid: ({ valid }) => valid,
  seatedS: ({ seatedS }) => seatedS,
  overLimitS: ({ overLimitS }) => rounded(overLimitS),
  usualBoutS: ({ usualBoutS }) => rounded(usualBoutS),
  longestBoutS: ({ longestBoutS }) => rounded(longestBoutS),
  breaks: ({ breaks }) => breaks,
  leftMeanKpa: ({ leftMeanKpa }) => leftMeanKpa,
  rightMeanKpa: ({ rightMeanKpa }) => rightMeanKpa,
  leftKpaMin: ({ leftKpaMin }) => leftKpaMin,
  rightKpaMin: ({ rightKpaMin }) => rightKpaMin,
  boutLimitMin: ({ limits }) => limits?.boutMin,
  dayLimitMin: ({ limits }) => limits?.dayMin,
  morningPain: ({ morning }) => morning?.pain,
  morningColour: ({ morning }) => morning?.colour,
  laterPain: ({ laterPain }) => laterPain,
  notes: (day) => markWords(day).join('; ') || null,
  visaH: ({ visaH }) => visaH,
}

const rounded = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 100) / 100

export function reportCsv({ days, visaH }: Pick<ReviewAnswer, 'days' | 'visaH'>): string {
  const totals = new Map(visaH.map(({ day, total }) => [day, total]))
  const rows = days.map((day): Day => ({ ...day, visaH: totals.get(day.day) ?? null }))
  return [
    csvLine(Object.keys(columns)),
    ...rows.map((day) => csvLine(Object.values(columns).map((of) => of(day)))),
  ].join('')
}
