/** A report on some days for a physio: days, totals, rates, and the distribution of bouts. Pure. */

import type { DaySummary } from '../../../contract/days.ts'
import type { Report } from '../../../contract/report.ts'
import { safetyText } from '../../../core/model/safety-text.ts'
import type { Bout } from '../../../core/model/schemas/bouts.ts'
import { alpha, boutBandShares, minBoutsForAlpha, usualBoutS } from '../../../core/sitting/patterns.ts'
import { perSeatedHour } from '../../../core/summary/day-rules.ts'

export interface ReportInput {
  readonly cushion: string
  readonly simulated: boolean | null
  readonly fromMs: number
  readonly toMs: number
  readonly tz: string
  readonly startHour: number
  readonly madeAtMs: number
  readonly daysAsked: number
  readonly days: readonly DaySummary[]
  /** Bouts that began within the days. */
  readonly bouts: readonly Bout[]
}

const round = (value: number): number => Math.round(value * 100) / 100
const total = (days: readonly DaySummary[], of: (day: DaySummary) => number): number =>
  round(days.reduce((sum, day) => sum + of(day), 0))
const totalOrNull = (days: readonly DaySummary[], of: (day: DaySummary) => number | null): number | null => {
  const known = days.map(of).filter((value) => value !== null)
  return known.length === 0 ? null : round(known.reduce((sum, value) => sum + value, 0))
}

export function makeReport(input: ReportInput): Report {
  const { days, bouts } = input
  const boutsS = bouts.map(({ boutS }) => boutS)
  const seatedS = total(days, (day) => day.seatedS)
  const rate = (count: number): number | null => {
    const perH = perSeatedHour(count, seatedS)
    return perH === null ? null : round(perH)
  }
  const weightShifts = total(days, (day) => day.weightShifts)
  const pressureReliefs = total(days, (day) => day.pressureReliefs)
  const alphaOfBouts = alpha(boutsS)
  return {
    v: 1,
    cushion: input.cushion,
    simulated: input.simulated,
    from: new Date(input.fromMs).toISOString(),
    to: new Date(input.toMs).toISOString(),
    tz: input.tz,
    startHour: input.startHour,
    madeAt: new Date(input.madeAtMs).toISOString(),
    safety: safetyText,
    daysAsked: input.daysAsked,
    daysWithData: days.length,
    totals: {
      seatedS,
      unknownS: total(days, (day) => day.unknownS),
      recordedS: total(days, (day) => day.recordedS),
      bouts: bouts.length,
      longestBoutS: days.reduce((longest, day) => Math.max(longest, day.longestBoutS), 0),
      breaks: total(days, (day) => day.breaks),
      weightShifts,
      pressureReliefs,
      alerts: total(days, (day) => day.alerts),
      leftPtiKpaMin: totalOrNull(days, (day) => day.leftPtiKpaMin),
      rightPtiKpaMin: totalOrNull(days, (day) => day.rightPtiKpaMin),
      seatedSPerDayWithData: days.length === 0 ? null : round(seatedS / days.length),
    },
    rates: {
      weightShiftsPerH: rate(weightShifts),
      pressureReliefsPerH: rate(pressureReliefs),
    },
    patterns: {
      usualBoutS: usualBoutS(boutsS),
      bandShares: boutBandShares(boutsS),
      alpha: alphaOfBouts === null ? null : round(alphaOfBouts),
      alphaNote:
        alphaOfBouts === null
          ? `Available from ${minBoutsForAlpha} bouts of different lengths (${boutsS.length} so far).`
          : null,
    },
    days,
  }
}
