/** The weeks of a review as a table of texts: one row each, a dash where nothing is known. */
import type { ReviewAnswer } from '../../../../contract/review.ts'
import { dateMs } from '../../../../core/time/calendar.ts'
import { minuteWords } from './durations.ts'
import { loadFigure, loadUnit, type PressureUnit } from './units.ts'

type Period = NonNullable<ReviewAnswer['periods']>[number]

const shortDay = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' })

/** `9 Mar`. */
export const shortDate = (day: string): string => shortDay.format(dateMs(day))

/** `9 to 15 Mar`, `30 Mar to 5 Apr`. */
export function spanWords({ from, to }: { readonly from: string; readonly to: string }): string {
  if (from === to) return shortDate(from)
  const first = from.slice(0, 7) === to.slice(0, 7) ? String(Number(from.slice(8))) : shortDate(from)
  return `${first} to ${shortDate(to)}`
}

const orDash = (value: number | null, words: (value: number) => string): string =>
  value === null ? '–' : words(value)
/** One dash where neither is known. */
const pair = (first: string, second: string): string =>
  first === '–' && second === '–' ? '–' : `${first} · ${second}`
const tenth = (value: number): string => String(Math.round(value * 10) / 10)

interface PeriodColumn {
  readonly head: string
  readonly cell: (period: Period) => string
}

export const periodColumns = (unit: PressureUnit): readonly PeriodColumn[] => [
  { head: 'Days', cell: spanWords },
  { head: 'Valid days', cell: ({ validDays, days }) => `${validDays} of ${days}` },
  { head: 'Seated a day', cell: ({ seatedSPerDay }) => orDash(seatedSPerDay, minuteWords) },
  { head: 'Usual bout', cell: ({ usualBoutS }) => orDash(usualBoutS, minuteWords) },
  { head: 'Longest bout', cell: ({ longestBoutS }) => orDash(longestBoutS, minuteWords) },
  {
    head: 'Breaks an hour',
    cell: ({ breaksPerSeatedH }) => orDash(breaksPerSeatedH, (each) => each.toFixed(1)),
  },
  {
    head: `${loadUnit(unit)} a day, left · right`,
    cell: ({ leftKpaMinPerDay, rightKpaMinPerDay }) =>
      pair(loadFigure(leftKpaMinPerDay, unit), loadFigure(rightKpaMinPerDay, unit)),
  },
  {
    head: 'Pain: morning median, highest',
    cell: ({ medianMorningPain, highestPain }) =>
      pair(orDash(medianMorningPain, tenth), orDash(highestPain, tenth)),
  },
]
