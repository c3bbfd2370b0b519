/** What a change of the VISA-H total means, and how much of it may be chance. */
import { type VisaHChange, type VisaHTotal, visaHChange } from '../../../../core/model/diary/visa-h.ts'
import { changeOrNone } from './differences.ts'

export function visaHChangeWords(
  { points, since, beyondChance }: VisaHChange,
  dateOf: (day: string) => string,
): string {
  const what = `${changeOrNone(points, String)} since ${dateOf(since)}`
  return beyondChance ? `${what}: more than chance alone.` : `${what}: this may be chance.`
}

export const chanceWords = (points: number): string =>
  `A change of less than ${points} points may be chance. No published figure was found; this one is estimated from the published repeatability.`

/** One line for a report; null without a total. */
export function visaHLine(totals: readonly VisaHTotal[], dateOf: (day: string) => string): string | null {
  const last = totals.at(-1)
  if (last === undefined) return null
  const change = visaHChange(totals)
  const since = change === null ? '' : `; ${visaHChangeWords(change, dateOf).slice(0, -1)}`
  return `${last.total} of 100, ${dateOf(last.day)}${since}`
}
