/**
 * The load of a day beside the change of the next morning against the usual one. Pure. It draws no line and claims no cause: pain
 * often comes late, and two figures that move together may both follow a third. With enough pairs it says how far they rise together.
 */
import type { Morning } from '../progress/check-ins.ts'
import { addDays } from '../time/calendar.ts'
import { type RankCorrelation, rankCorrelation } from './rank-correlation.ts'
import type { ReviewDay } from './review-days.ts'
import { isValid, medianOf } from './review-days.ts'

/** With fewer pairs nothing is read from them (ours). */
const leastPairs = 15
/** With fewer pairs an interval would span nearly everything (ours). */
const leastForInterval = 20

interface Pair {
  /** Of the load; the morning is that of the next day. */
  readonly day: string
  readonly seatedS: number
  /** Pressure-time per side; null without kPa. */
  readonly leftKpaMin: number | null
  readonly rightKpaMin: number | null
  /** Next morning's pain less the usual one. */
  readonly change: number
}

export interface LoadAndMorning {
  readonly lagDays: 1
  readonly n: number
  readonly leastPairs: number
  readonly enough: boolean
  /** What the thirds are sorted by. */
  readonly measure: 'kPa min' | 'seated'
  readonly pairs: readonly Pair[]
  /** Median change after the lightest, the middle and the heaviest days; null with too few pairs. */
  readonly thirds: readonly { readonly n: number; readonly medianChange: number }[] | null
  readonly leastForInterval: number
  /** Of the measure and the change; null with too few pairs, or where one of the two never changes. */
  readonly ranks: RankCorrelation | null
}

export function loadAndMorning(days: readonly ReviewDay[], mornings: readonly Morning[]): LoadAndMorning {
  const changes = new Map(mornings.map(({ day, change }) => [day, change]))
  const pairs = days.filter(isValid).flatMap(({ day, sat }): Pair[] => {
    const change = changes.get(addDays(day, 1)) ?? null
    if (sat === null || change === null) return []
    const { seatedS, leftPtiKpaMin: leftKpaMin, rightPtiKpaMin: rightKpaMin } = sat
    return [{ day, seatedS, leftKpaMin, rightKpaMin, change }]
  })
  const loads = pairs.map(kpaMin)
  const measure = pairs.length > 0 && loads.every((load) => load !== null) ? 'kPa min' : 'seated'
  const enough = pairs.length >= leastPairs
  const load = (pair: Pair) => (measure === 'seated' ? pair.seatedS : (kpaMin(pair) ?? 0))
  return {
    lagDays: 1,
    n: pairs.length,
    leastPairs,
    enough,
    measure,
    pairs,
    thirds: enough ? thirdsOf(pairs, load) : null,
    leastForInterval,
    ranks:
      pairs.length < leastForInterval
        ? null
        : rankCorrelation(pairs.map((pair) => [load(pair), pair.change] as const)),
  }
}

const kpaMin = ({ leftKpaMin, rightKpaMin }: Pair): number | null =>
  leftKpaMin === null || rightKpaMin === null ? null : leftKpaMin + rightKpaMin

function thirdsOf(pairs: readonly Pair[], load: (pair: Pair) => number) {
  const sorted = pairs.toSorted((a, b) => load(a) - load(b))
  const cut = (third: number) => Math.round((sorted.length * third) / 3)
  return [0, 1, 2].map((third) => {
    const part = sorted.slice(cut(third), cut(third + 1)).map(({ change }) => change)
    return { n: part.length, medianChange: medianOf(part) ?? 0 }
  })
}
