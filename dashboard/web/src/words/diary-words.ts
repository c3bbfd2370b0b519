/** Texts for the diary's figures and suggestions. */

import type { ProgressAnswer } from '../../../../contract/diary/diary.ts'
import type { Occasion, PainPlace, PainSide } from '../../../../core/model/diary/check-ins.ts'
import type { EntryKind } from '../../../../core/model/diary/diary-entries.ts'
import { chronicDays } from '../../../../core/model/diary/progress-figures.ts'
import { type PressureUnit, toUnit } from './units.ts'

type Proposal = ProgressAnswer['proposal']
type Change = Omit<Proposal['changes'][number], 'to'> & { readonly to: number | null }
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

export const placeWords: Readonly<Record<PainPlace, string>> = {
  'sit-bone': 'sit bone',
  buttock: 'buttock',
  'back-of-thigh': 'back of thigh',
  elsewhere: 'elsewhere',
}
/** `left sit bone`; null when neither was said. */
export function whereWords(where: { side: PainSide | null; place: PainPlace | null }): string | null {
  const { side, place } = where
  if (side === null && place === null) return null
  const sideName = side === 'both' ? 'both sides' : side
  return [sideName, place === null ? null : placeWords[place]].filter((part) => part !== null).join(', ')
}
export const entryWords: Readonly<Record<EntryKind, string>> = {
  run: 'Run',
  hills: 'Hills',
  driving: 'Driving',
  gym: 'Gym',
  stairs: 'Stairs',
  'flare-up': 'Flare-up',
  surface: 'New surface',
  chair: 'New chair',
  note: 'Note',
}

export const proposalTitle: Readonly<Record<Proposal['kind'], string>> = {
  'step-up': 'A step up is possible',
  'step-back': 'A step back is suggested',
  'first-limit': 'A first limit',
  hold: 'No change suggested',
  paused: 'Suggestions are paused',
}
/** Short form for the totals. */
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

/** Caption in the totals. */
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
      : 'Add this morning’s check-in to see if you can step up'
  return `${counted.days} of ${counted.needed} green days, see Tolerance`
}

/** `2 → 3`: the previous morning and this one; null without either. */
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
  'left.loadKpaMin': 'Load now, left',
  'left.pressureKpa': 'Pressure, left',
  'right.loadKpaMin': 'Load now, right',
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

/** `to` null: no longer watched. */
type LimitChange = Omit<Change, 'to'> & { readonly to: number | null }

/** One line per limit; both sides share one if they change equally. */
export function changeWords(changes: readonly LimitChange[], unit: PressureUnit): readonly ChangeWords[] {
  const words = ({ limit, from, to }: LimitChange): ChangeWords => ({
    name: names[limit],
    from: figure(limit, from, unit),
    to: figure(limit, to, unit),
    unit: to === null ? '' : unitOf(limit, unit),
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

/** `Sitting in one go: at most 40 min`. */
export const limitWords = (limit: Change['limit'], value: number | null, unit: PressureUnit): string =>
  value === null ? `${names[limit]}: not watched` : `${names[limit]}: ${atMostWords(limit, value, unit)}`

/** `at most 40 min`. */
export const atMostWords = (limit: Change['limit'], value: number | null, unit: PressureUnit): string =>
  `at most ${figure(limit, value, unit)} ${unitOf(limit, unit)}`

/** `Sitting in one go 45 → 49.5 min`. */
export const changeLine = ({ name, from, to, unit }: ChangeWords): string =>
  `${name} ${from} → ${to} ${unit}`.trimEnd()

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
