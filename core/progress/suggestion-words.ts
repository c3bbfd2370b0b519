/** The reasons for a suggestion as sentences for the sitter. Each is calm and states only what is known. */

import { type RedFlag, redFlagWords } from '../model/diary/red-flags.ts'
import { variableNames } from '../model/limit-variables.ts'
import { addDays, dayWords } from '../time/calendar.ts'
import type { BaselineWeek, Morning } from './check-ins.ts'
import { baselineDays, leastBaselineMornings, redAbovePain } from './check-ins.ts'
import type { StepChoice } from './step-choice.ts'
import type { ProgressSettings } from './suggestion-settings.ts'

const list = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join() : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
const percent = (share: number): string => `${Math.round(share * 100)} %`

export const limitsUnknown =
  'Your current limits are not known yet: the gateway of this cushion has not reported them.'
export const reactive = 'Your stage is reactive: no limit goes up until you or your physio set it to settled.'
export const noLimits = 'You have set no limit, so there is nothing to raise.'
export const boundByPhysio =
  'Your physio has set how far these limits go, so nothing goes up until they prescribe anew.'
export const nothingToStepUp = 'Every limit you have set is already at its highest.'
export const nothingToStepBack = 'None of the limits you have set can be lowered.'
export const todayMissing =
  'This morning’s check-in is missing; it shows how your tendon took the last few days.'

export const flagsNoticed = (flags: readonly RedFlag[]): string =>
  `You noticed ${list(flags.map((flag) => redFlagWords[flag]))}.`

export const review = (reds: number): string =>
  `You had ${reds === 2 ? 'two' : reds} or more red mornings within seven days: a reason to go over them with your physio.`

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
  `A red morning suggests ${percent(share)} less for a while; you can build up again from there.`
export const stepUp = (share: number): string =>
  `A step raises one limit by ${percent(share)}, at most once a week.`
export const chosen = ({ variable, reachedOn }: StepChoice): string =>
  reachedOn === 0
    ? `${variableNames[variable]} goes up this time; the other limits stay, so that the next mornings show how this change was taken.`
    : `${variableNames[variable]} goes up this time: you reached this limit on ${reachedOn} ${reachedOn === 1 ? 'day' : 'days'}, more often than the others or as often. The other limits stay.`
export const exceeded = (days: readonly string[]): string =>
  `You went over a limit on ${list(days.map(dayWords))}. A higher limit makes sense once you mostly keep to the present one.`

export const firstLimit = (comfortableMin: number, share: number): string =>
  `You sit comfortably for about ${comfortableMin} min. Your first limit will be a little below that, at ${percent(share)} of it.`

export const firstLimitOfWeek = (usualMin: number, share: number): string =>
  `In your first week, half of your sitting was in stretches of ${Math.round(usualMin)} min or longer. Your first limit will be ${percent(share)} of that.`

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
  `You decided on the last step on ${dayWords(last)}; the next is possible from ${dayWords(next)}.`

export const counted = (days: number, { leastCountedDays, weekDays }: ProgressSettings): string =>
  `${days} of the ${leastCountedDays} days a step up needs: recorded long enough, with a green morning, within the last ${weekDays} days.`
export const morningsMissing = (days: readonly string[]): string =>
  `${list(days.map(dayWords))} ${days.length === 1 ? 'has' : 'have'} no morning check-in and cannot be counted.`
export const daysMissing = ({ leastKnownMin }: ProgressSettings): string =>
  `Days recorded for less than ${leastKnownMin / 60} h are missing; they count neither as sitting nor as rest.`

export const sittingPain = (pain: number | null): string =>
  pain === null ? 'You noted no pain while sitting.' : `The highest pain on these days was ${pain} of 10.`
export const sittingPainHigh = (pain: number, most: number): string =>
  `Pain while sitting was up to ${pain} of 10 within the last week; a step up needs ${most} or less.`
