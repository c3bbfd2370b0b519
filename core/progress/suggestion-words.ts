/** The reasons of a suggestion as sentences for the sitter. Calm, and each says only what is known. */
import type { BaselineWeek, Morning } from './check-ins.ts'
import { addDays, baselineDays, leastBaselineMornings, redAbovePain } from './check-ins.ts'
import { type RedFlag, redFlagWords } from './red-flags.ts'
import type { ProgressSettings } from './suggestion-settings.ts'

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = 'January February March April May June July August September October November December'.split(
  ' ',
)

/** `Monday 2 March`. */
function dayWords(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  return `${weekdays[date.getUTCDay()]} ${date.getUTCDate()} ${months[date.getUTCMonth()]}`
}
const list = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join() : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
const percent = (share: number): string => `${Math.round(share * 100)} %`

export const limitsUnknown =
  'The limits in force are not known yet; the gateway of this cushion has not told them.'
export const reactive = 'The stage is reactive: nothing rises until you or your physio set it to settled.'
export const noLimits = 'No limit is set, so there is nothing to raise.'
export const nothingToStepUp = 'The limits that are set are at their highest already.'
export const nothingToStepBack = 'No limit that is set can be made smaller.'
export const todayMissing = 'This morning’s check-in is missing; it tells how the last days were taken.'

export const flagsNoticed = (flags: readonly RedFlag[]): string =>
  `You noticed ${list(flags.map((flag) => redFlagWords[flag]))}.`

export const review = (reds: number): string =>
  `There were ${reds === 2 ? 'two' : reds} red mornings or more within seven days: look at it together with your physio.`

export function morning({ day, pain, change, colour }: Morning, usual: number | null): string {
  const name = `The morning of ${dayWords(day)} was ${colour ?? 'without a colour'}: pain ${pain} of 10`
  if (change === null || usual === null) return `${name}, above ${redAbovePain}.`
  if (change === 0) return `${name}, your usual.`
  return `${name}, ${Math.abs(change)} ${change > 0 ? 'above' : 'below'} your usual ${usual}.`
}

export const today = (each: Morning | undefined, usual: number | null): string[] =>
  each === undefined || usual === null
    ? []
    : [
        each.pain === usual
          ? `Pain this morning was ${each.pain}, your usual.`
          : `Pain this morning was ${each.pain}, below your usual ${usual}.`,
      ]

export const stepBack = (share: number): string =>
  `A red morning suggests ${percent(share)} less for a while; it can be built up again from there.`
export const stepUp = (share: number): string =>
  `A step is ${percent(share)} on the limits that are set, once a week at most.`

export const firstLimit = (comfortableMin: number, share: number): string =>
  `You sit comfortably for about ${comfortableMin} min. A first limit begins a little below, at ${percent(share)} of it.`

export function baselineWeek({ firstDay, mornings }: BaselineWeek): string[] {
  if (firstDay === null)
    return [
      'Your baseline week begins with the first morning check-in. Until it is over, go by your own timer.',
      `It takes ${baselineDays} days with at least ${leastBaselineMornings} mornings.`,
    ]
  const missing = leastBaselineMornings - mornings
  return [
    `Your baseline week began on ${dayWords(firstDay)} and lasts until ${dayWords(addDays(firstDay, baselineDays - 1))}. Until it is over, go by your own timer.`,
    missing > 0
      ? `It needs ${missing} more ${missing === 1 ? 'morning' : 'mornings'}.`
      : 'Its middle morning becomes your usual, which later mornings are compared with.',
  ]
}

export const weekly = (last: string, next: string): string =>
  `The last step was decided on ${dayWords(last)}; the next can come on ${dayWords(next)}.`

export const counted = (days: number, { leastCountedDays, weekDays }: ProgressSettings): string =>
  `${days} of the ${leastCountedDays} days that a step up needs: recorded long enough, with a green morning, within the last ${weekDays} days.`
export const morningsMissing = (days: readonly string[]): string =>
  `${list(days.map(dayWords))} ${days.length === 1 ? 'has' : 'have'} no morning check-in and cannot count.`
export const daysMissing = ({ leastKnownMin }: ProgressSettings): string =>
  `Days recorded for less than ${leastKnownMin / 60} h are missing; they count neither as sitting nor as rest.`

export const sittingPain = (pain: number | null): string =>
  pain === null ? 'No pain while sitting was noted.' : `The highest pain on these days was ${pain} of 10.`
export const sittingPainHigh = (pain: number, most: number): string =>
  `Pain while sitting was up to ${pain} of 10 within the last week; a step up needs ${most} or less.`
