/** The days of a review in rows of a week, or of four weeks where there are many: what changed from row to row. Pure. */
import { valuesOf } from './figures.ts'
import { daysWithData, medianOf, type ReviewDay, sumOf, validDays } from './review-days.ts'

const weekDays = 7
/** A table with more rows than this is not read any more (ours). */
const mostWeeks = 13

export interface Pain {
  readonly day: string
  readonly pain: number
}

export interface Period {
  readonly from: string
  /** Inclusive; the last row may be shorter. */
  readonly to: string
  readonly days: number
  readonly validDays: number
  /** A figure per day is the mean of the valid days. */
  readonly seatedSPerDay: number | null
  readonly usualBoutS: number | null
  readonly longestBoutS: number | null
  readonly breaksPerSeatedH: number | null
  readonly leftKpaMinPerDay: number | null
  readonly rightKpaMinPerDay: number | null
  readonly medianMorningPain: number | null
  /** Of all check-ins. */
  readonly highestPain: number | null
}

interface PainOfDays {
  readonly mornings: readonly Pain[]
  readonly checkIns: readonly Pain[]
}

export function periodsOf(days: readonly ReviewDay[], pains: PainOfDays): readonly Period[] {
  const long = days.length > mostWeeks * weekDays
  const length = long ? 4 * weekDays : weekDays
  return Array.from({ length: Math.ceil(days.length / length) }, (_, at) =>
    periodOf(days.slice(at * length, (at + 1) * length), pains),
  )
}

function periodOf(days: readonly ReviewDay[], { mornings, checkIns }: PainOfDays): Period {
  const [from, to] = [days[0]?.day ?? '', days.at(-1)?.day ?? '']
  const inside = (pains: readonly Pain[]): number[] =>
    pains.filter(({ day }) => day >= from && day <= to).map(({ pain }) => pain)
  const values = valuesOf(days)
  const boutsS = daysWithData(days).flatMap(({ shape }) => shape.boutsS)
  const all = inside(checkIns)
  return {
    from,
    to,
    days: days.length,
    validDays: validDays(days).length,
    seatedSPerDay: values.seatedSPerDay.value,
    usualBoutS: values.usualBoutS.value,
    longestBoutS: boutsS.length === 0 ? null : Math.max(...boutsS),
    breaksPerSeatedH: values.breaksPerSeatedH.value,
    leftKpaMinPerDay: meanOfValidDays(days, 'leftPtiKpaMin'),
    rightKpaMinPerDay: meanOfValidDays(days, 'rightPtiKpaMin'),
    medianMorningPain: medianOf(inside(mornings)),
    highestPain: all.length === 0 ? null : Math.max(...all),
  }
}

/** Of the valid days with kPa. */
function meanOfValidDays(
  days: readonly ReviewDay[],
  side: 'leftPtiKpaMin' | 'rightPtiKpaMin',
): number | null {
  const known = validDays(days).flatMap((sat) => sat[side] ?? [])
  return known.length === 0 ? null : sumOf(known, (kpaMin) => kpaMin) / known.length
}
