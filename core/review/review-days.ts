/** The days of a review: one entry for each day asked for, with or without data. Pure. */
import type { Tolerance } from '../model/schemas/tolerance.ts'
import { isWatched } from '../progress/suggestions.ts'
import type { DayShape } from './day-shape.ts'

export interface ReviewDay {
  /** `YYYY-MM-DD`. */
  readonly day: string
  readonly startMs: number
  /** False while the day goes on: it counts in no figure per day. */
  readonly over: boolean
  /** Null: nothing was recorded. */
  readonly sat: DaySitting | null
}

export interface DaySitting {
  readonly seatedS: number
  readonly unknownS: number
  readonly recordedS: number
  readonly breaks: number
  readonly leftPtiKpaMin: number | null
  readonly rightPtiKpaMin: number | null
  readonly leftMeanKpa: number | null
  readonly rightMeanKpa: number | null
  /** In force at the end of the day; null when not known. */
  readonly limits: Tolerance | null
  readonly shape: DayShape
}

/** Watched long enough to stand for the whole day. Missing data is not rest. */
export const isValid = ({ over, sat }: ReviewDay): boolean =>
  over && sat !== null && isWatched(sat.recordedS - sat.unknownS)

export const validDays = (days: readonly ReviewDay[]): readonly DaySitting[] =>
  days.filter(isValid).flatMap(({ sat }) => sat ?? [])

/** A day may have events without a minute of data. */
export const hasData = ({ sat }: ReviewDay): boolean => sat !== null && sat.recordedS > 0

export const daysWithData = (days: readonly ReviewDay[]): readonly DaySitting[] =>
  days.filter(hasData).flatMap(({ sat }) => sat ?? [])

export const sumOf = <T>(values: readonly T[], of: (value: T) => number): number =>
  values.reduce((sum, value) => sum + of(value), 0)

/** Null without values. */
export function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}
