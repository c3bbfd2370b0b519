/** Where things lie in the figures of a review, for the page and for the report on paper. Pure. */
import type { ReviewAnswer } from '../../../../../contract/review.ts'
import { type PressureUnit, toUnit } from '../../words/units.ts'

type Load = NonNullable<ReviewAnswer['loadAndMorning']>
type Hour = NonNullable<ReviewAnswer['pattern']>['hours'][number]

const leastTopS = 4 * 3600

/** End of the scale of seated time: an even number of hours, above each day and each limit. */
export function topSeatedS(days: ReviewAnswer['days']): number {
  const most = Math.max(
    leastTopS,
    ...days.flatMap(({ seatedS, limits }) => [seatedS ?? 0, (limits?.dayMin ?? 0) * 60]),
  )
  return Math.ceil(most / 3600 / 2) * 2 * 3600
}

/** Every how many days one has its name below, so that names do not meet. */
export const namedEvery = (days: number): number => (days <= 31 ? 1 : Math.ceil(days / 14))

export const isOverDay = ({ seatedS, limits }: ReviewAnswer['days'][number]): boolean =>
  seatedS !== null && limits?.dayMin != null && seatedS > limits.dayMin * 60

interface LoadDot {
  readonly key: string
  readonly side: 'left' | 'right' | 'both'
  readonly x: number
  readonly change: number
}

export interface LoadPlot {
  readonly dots: readonly LoadDot[]
  /** End of the scale of loads. */
  readonly top: number
  /** Both ends of the scale of changes. */
  readonly reach: number
}

export function loadPlot({ pairs, measure }: Load, unit: PressureUnit): LoadPlot {
  const dots = pairs.flatMap(({ day, seatedS, leftKpaMin, rightKpaMin, change }): LoadDot[] => {
    if (measure === 'seated') return [{ key: day, side: 'both', x: seatedS / 3600, change }]
    const side = (name: 'left' | 'right', kpaMin: number | null): LoadDot[] =>
      kpaMin === null ? [] : [{ key: `${day} ${name}`, side: name, x: toUnit(kpaMin, unit), change }]
    return [...side('left', leftKpaMin), ...side('right', rightKpaMin)]
  })
  return {
    dots,
    top: niceTop(Math.max(...dots.map(({ x }) => x))),
    reach: Math.max(2, ...dots.map(({ change }) => Math.abs(change))),
  }
}

/** The next round figure. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)))
  return ([1, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value) ?? 10) * power
}

export const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

export interface WeekRow {
  /** `09:00`. */
  readonly name: string
  /** Monday to Sunday; null: that hour was not watched. */
  readonly cells: readonly (Hour | null)[]
}

/** From the first hour of the sitter's day with sitting to the last; none without sitting. */
export function weekRows(hours: readonly Hour[], startHour: number): readonly WeekRow[] {
  const order = (hour: number): number => (hour - startHour + 24) % 24
  const seated = hours.filter(({ meanMin }) => meanMin >= 0.5).map(({ hour }) => order(hour))
  if (seated.length === 0) return []
  const first = Math.min(...seated)
  return Array.from({ length: Math.max(...seated) - first + 1 }, (_, at) => {
    const hour = (first + at + startHour) % 24
    return {
      name: `${String(hour).padStart(2, '0')}:00`,
      cells: weekdays.map(
        (_name, weekday) => hours.find((each) => each.weekday === weekday && each.hour === hour) ?? null,
      ),
    }
  })
}
