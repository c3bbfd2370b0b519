/**
 * The six figures of a review, each with its n and the change against the span before. Pure. A figure per day counts valid days
 * only; the others count all data.
 */
import { watchesAnything } from '../model/tolerance-fields.ts'
import type { Colour, Morning } from '../progress/check-ins.ts'
import { progressSettings } from '../progress/suggestion-settings.ts'
import { usualBoutS } from '../sitting/patterns.ts'
import { perSeatedHour } from '../summary/day-rules.ts'
import type { DaySitting, ReviewDay } from './review-days.ts'
import { daysWithData, medianOf, sumOf, validDays } from './review-days.ts'

/** `n` is the number of days, bouts or seated hours behind the value. */
interface Value {
  readonly value: number | null
  readonly n: number
}
interface Figure extends Value {
  /** Of the span before. */
  readonly before: Value
  /** Value less that of the span before; null when one is missing, or when the span before has too few valid days. */
  readonly change: number | null
}

const figureNames = [
  'seatedSPerDay',
  'usualBoutS',
  'breaksPerSeatedH',
  'leftKpa',
  'rightKpa',
  'overLimitShare',
] as const
type FigureName = (typeof figureNames)[number]
export type Figures = Readonly<Record<FigureName, Figure>>

export function figuresOf(days: readonly ReviewDay[], before: readonly ReviewDay[]): Figures {
  const [now, then] = [valuesOf(days), valuesOf(before)]
  const comparable = validDays(before).length >= progressSettings.leastCountedDays
  const figure = (name: FigureName): Figure => {
    const [{ value, n }, past] = [now[name], then[name]]
    const change = comparable && value !== null && past.value !== null ? value - past.value : null
    return { value, n, before: past, change }
  }
  return {
    seatedSPerDay: figure('seatedSPerDay'),
    usualBoutS: figure('usualBoutS'),
    breaksPerSeatedH: figure('breaksPerSeatedH'),
    leftKpa: figure('leftKpa'),
    rightKpa: figure('rightKpa'),
    overLimitShare: figure('overLimitShare'),
  }
}

export function valuesOf(days: readonly ReviewDay[]): Readonly<Record<FigureName, Value>> {
  const data = daysWithData(days)
  const valid = validDays(days)
  const seatedS = sumOf(data, (sat) => sat.seatedS)
  const bouts = data.flatMap(({ shape }) => shape.boutsS)
  const limited = data.filter(({ limits }) => limits !== null && watchesAnything(limits))
  const limitedS = sumOf(limited, (sat) => sat.seatedS)
  return {
    seatedSPerDay: {
      value: valid.length === 0 ? null : sumOf(valid, (sat) => sat.seatedS) / valid.length,
      n: valid.length,
    },
    usualBoutS: { value: usualBoutS(bouts), n: bouts.length },
    breaksPerSeatedH: {
      value: perSeatedHour(
        sumOf(data, (sat) => sat.breaks),
        seatedS,
      ),
      n: seatedS / 3600,
    },
    leftKpa: meanKpa(data, (sat) => sat.leftMeanKpa),
    rightKpa: meanKpa(data, (sat) => sat.rightMeanKpa),
    overLimitShare: {
      value: limitedS === 0 ? null : sumOf(limited, ({ shape }) => shape.overLimitS) / limitedS,
      n: limited.length,
    },
  }
}

/** Weighted by seated time; n in seated hours. */
function meanKpa(data: readonly DaySitting[], of: (sat: DaySitting) => number | null): Value {
  const known = data.flatMap((sat) => {
    const kpa = of(sat)
    return kpa === null ? [] : [{ kpa, seatedS: sat.seatedS }]
  })
  const seatedS = sumOf(known, (one) => one.seatedS)
  return {
    value: seatedS === 0 ? null : sumOf(known, (one) => one.kpa * one.seatedS) / seatedS,
    n: seatedS / 3600,
  }
}

export interface Mornings {
  readonly green: number
  readonly amber: number
  readonly red: number
  /** Given, but without a baseline to compare with. */
  readonly uncoloured: number
  readonly notGiven: number
  readonly given: number
  readonly median: number | null
}

/** `mornings` may hold other days too. */
export function morningCounts(days: readonly string[], mornings: readonly Morning[]): Mornings {
  const asked = new Set(days)
  const given = mornings.filter(({ day }) => asked.has(day))
  const count = (colour: Colour | null) => given.filter((morning) => morning.colour === colour).length
  return {
    green: count('green'),
    amber: count('amber'),
    red: count('red'),
    uncoloured: count(null),
    notGiven: days.length - given.length,
    given: given.length,
    median: medianOf(given.map(({ pain }) => pain)),
  }
}
