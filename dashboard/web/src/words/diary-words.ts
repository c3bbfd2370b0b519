/** The diary's figures and suggestions in plain words. */

import type { ProgressAnswer } from '../../../../contract/diary.ts'
import type { Occasion } from '../../../../core/model/check-ins.ts'
import { chronicDays } from '../../../../core/model/progress-figures.ts'
import { type PressureUnit, toUnit } from './units.ts'

type Proposal = ProgressAnswer['proposal']
type Change = Proposal['changes'][number]
export type Colour = NonNullable<ProgressAnswer['mornings'][number]['colour']>

export const occasionWords: Readonly<Record<Occasion, string>> = {
  morning: 'This morning',
  'after-sitting': 'After sitting',
  other: 'In between',
}
export const pastOccasion: Readonly<Record<Occasion, string>> = {
  morning: 'morning',
  'after-sitting': 'after sitting',
  other: 'in between',
}

export const proposalTitle: Readonly<Record<Proposal['kind'], string>> = {
  'step-up': 'A step up is possible',
  'step-back': 'A step back is suggested',
  'first-limit': 'A first limit',
  hold: 'No change suggested',
  paused: 'Suggestions are paused',
}
/** For the row of totals. */
export const proposalGlance: Readonly<Record<Proposal['kind'], string>> = {
  'step-up': 'Step up possible',
  'step-back': 'Step back suggested',
  'first-limit': 'First limit ready',
  hold: 'Hold',
  paused: 'Paused',
}
export const stepWords: Readonly<Record<ProgressAnswer['history'][number]['kind'], string>> = {
  'step-up': 'Step up',
  'step-back': 'Step back',
  'first-limit': 'First limit',
}

/** What the row of totals says below it. */
export function glanceReason({
  proposal: { kind, counted },
  mornings,
  day,
}: Pick<ProgressAnswer, 'proposal' | 'mornings' | 'day'>): string {
  if (kind === 'paused' || counted === null) return 'see Diary'
  if (kind === 'step-back' || kind === 'first-limit') return 'see Tolerance'
  const enough = counted.days >= counted.needed
  if (kind === 'hold' && enough)
    return mornings.some((morning) => morning.day === day)
      ? 'see Tolerance for the reason'
      : 'Check in this morning to see if you can step up'
  return `${counted.days} of ${counted.needed} green days, see Tolerance`
}

/** `2 → 3`: the morning before and this one; null when there is neither. */
export function painGlance(
  mornings: ProgressAnswer['mornings'],
  today: string,
  yesterday: string,
): string | null {
  const of = (day: string) => mornings.find((each) => each.day === day)?.pain
  const [before, now] = [of(yesterday), of(today)]
  if (before === undefined && now === undefined) return null
  return `${before ?? '–'} → ${now ?? '–'}`
}

const names: Readonly<Record<Change['limit'], string>> = {
  boutMin: 'Sitting in one go',
  dayMin: 'Sitting per day',
  'left.loadKpaMin': 'Load, left',
  'left.pressureKpa': 'Pressure, left',
  'right.loadKpaMin': 'Load, right',
  'right.pressureKpa': 'Pressure, right',
}

export interface ChangeWords {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly unit: string
}

const tenth = (value: number): string => String(Math.round(value * 10) / 10)
function figure(limit: Change['limit'], value: number | null, unit: PressureUnit): string {
  if (value === null) return 'not watched'
  if (limit.endsWith('Min') && !limit.endsWith('KpaMin')) return tenth(value)
  const shown = toUnit(value, unit)
  return limit.endsWith('pressureKpa') && unit === 'kPa' ? tenth(shown) : String(Math.round(shown))
}
const unitOf = (limit: Change['limit'], unit: PressureUnit): string => {
  if (limit === 'boutMin' || limit === 'dayMin') return 'min'
  return limit.endsWith('pressureKpa') ? unit : `${unit} min`
}

/** One line a limit; both sides share one when they change alike. */
export function changeWords(changes: readonly Change[], unit: PressureUnit): readonly ChangeWords[] {
  const words = ({ limit, from, to }: Change): ChangeWords => ({
    name: names[limit],
    from: figure(limit, from, unit),
    to: figure(limit, to, unit),
    unit: unitOf(limit, unit),
  })
  return changes.flatMap((change) => {
    const [side, rest] = change.limit.split('.')
    if (rest === undefined) return [words(change)]
    const twin = changes.find(({ limit }) => limit === `${side === 'left' ? 'right' : 'left'}.${rest}`)
    const alike = twin !== undefined && twin.from === change.from && twin.to === change.to
    if (!alike) return [words(change)]
    return side === 'left'
      ? [{ ...words(change), name: names[change.limit].replace(', left', ', each side') }]
      : []
  })
}

/** `Sitting in one go 45 → 49.5 min`. */
export const changeLine = ({ name, from, to, unit }: ChangeWords): string => `${name} ${from} → ${to} ${unit}`

export const hiddenWords = ({
  hidden,
  dayNumber,
}: {
  hidden: 'too-early' | 'too-few-days' | 'no-data-today' | null
  dayNumber: number
}): string | null => {
  switch (hidden) {
    case null:
      return null
    case 'too-early':
      return dayNumber === 0
        ? `Available from day ${chronicDays}.`
        : `Available from day ${chronicDays} (day ${dayNumber} now).`
    case 'too-few-days':
      return `Too few of the last ${chronicDays} days have enough data to compare with. Missing days do not count as rest.`
    case 'no-data-today':
      return 'Nothing recorded today yet.'
  }
}
