/** Days for the tests of reviews. */
import { startingTolerance } from '../model/tolerance-fields.ts'
import { addDays, dateMs, hourMs } from '../time/calendar.ts'
import type { DayShape } from './day-shape.ts'
import type { DaySitting, ReviewDay } from './review-days.ts'

export const aShape = (over: Partial<DayShape> = {}): DayShape => ({
  hours: [],
  boutsS: [],
  overLimitS: 0,
  alerts: 0,
  alertsAnswered: 0,
  cellChanges: [],
  calibrationChanges: 0,
  pressureS: { left: [], right: [] },
  ...over,
})

/** Watched for ten hours, six of them seated. */
export const aSitting = (over: Partial<DaySitting> = {}): DaySitting => ({
  seatedS: 6 * 3600,
  unknownS: 0,
  recordedS: 10 * 3600,
  breaks: 6,
  leftPtiKpaMin: 3600,
  rightPtiKpaMin: 3600,
  leftMeanKpa: 10,
  rightMeanKpa: 10,
  limits: startingTolerance,
  shape: aShape(),
  ...over,
})

/** A day of UTC from 04:00. */
export const aDay = (day: string, sat: DaySitting | null = aSitting(), over = true): ReviewDay => ({
  day,
  startMs: dateMs(day) + 4 * hourMs,
  over,
  sat,
})

export const daysFrom = (first: string, sittings: readonly (DaySitting | null)[]): readonly ReviewDay[] =>
  sittings.map((sat, at) => aDay(addDays(first, at), sat))
