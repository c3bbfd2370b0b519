/** The review of a span of days: quality of the data first, then the summary and the figures it rests on. Pure. */
import type { RedFlag } from '../model/diary/red-flags.ts'
import type { Morning } from '../progress/check-ins.ts'
import { type BoutBand, boutBandShares } from '../sitting/patterns.ts'
import { type Figures, figuresOf, type Mornings, morningCounts } from './figures.ts'
import { type LoadAndMorning, loadAndMorning } from './load-and-morning.ts'
import { type Pain, type Period, periodsOf } from './periods.ts'
import { type Quality, qualityOf } from './quality.ts'
import { daysWithData, type ReviewDay, sumOf } from './review-days.ts'
import { type Sentence, summaryOf } from './review-sentences.ts'
import { pressureBySurface, type SurfaceNote, type SurfacePressure } from './surfaces.ts'
import { type WeekHour, weekPattern } from './week-pattern.ts'

export interface ReviewInput {
  readonly zone: string
  readonly days: readonly ReviewDay[]
  /** As many days, directly before. */
  readonly before: readonly ReviewDay[]
  /** Of both spans and of the day after, with their colours. */
  readonly mornings: readonly Morning[]
  /** Of both spans, also those of mornings. */
  readonly checkIns: readonly Pain[]
  readonly usualPain: number | null
  readonly openRedFlags: readonly RedFlag[]
  /** In order; also from before the span. */
  readonly surfaces: readonly SurfaceNote[]
}

export interface Review {
  /** New symptoms are open: nothing is interpreted, and only `quality` and `summary` are given. */
  readonly paused: boolean
  readonly quality: Quality
  readonly summary: readonly Sentence[]
  readonly figures: Figures | null
  readonly mornings: { readonly now: Mornings; readonly before: Mornings } | null
  readonly loadAndMorning: LoadAndMorning | null
  readonly pattern: {
    readonly hours: readonly WeekHour[]
    readonly bands: Readonly<Record<BoutBand, number>> | null
    readonly bouts: number
    readonly alerts: number
    readonly alertsAnswered: number
  } | null
  readonly surfaces: readonly SurfacePressure[] | null
  readonly periods: readonly Period[] | null
}

export function review(input: ReviewInput): Review {
  const { days, before, usualPain, openRedFlags } = input
  const quality = qualityOf(days, before)
  const figures = figuresOf(days, before)
  const mornings = {
    now: morningCounts(
      days.map(({ day }) => day),
      input.mornings,
    ),
    before: morningCounts(
      before.map(({ day }) => day),
      input.mornings,
    ),
  }
  const summary = summaryOf({ days, quality, figures, mornings: mornings.now, usualPain, openRedFlags })
  if (openRedFlags.length > 0)
    return {
      paused: true,
      quality,
      summary,
      figures: null,
      mornings: null,
      loadAndMorning: null,
      pattern: null,
      surfaces: null,
      periods: null,
    }
  const data = daysWithData(days)
  const boutsS = data.flatMap(({ shape }) => shape.boutsS)
  return {
    paused: false,
    quality,
    summary,
    figures,
    mornings,
    loadAndMorning: loadAndMorning(days, input.mornings),
    pattern: {
      hours: weekPattern(days, input.zone),
      bands: boutBandShares(boutsS),
      bouts: boutsS.length,
      alerts: sumOf(data, ({ shape }) => shape.alerts),
      alertsAnswered: sumOf(data, ({ shape }) => shape.alertsAnswered),
    },
    surfaces: pressureBySurface(days, input.surfaces),
    periods: periodsOf(days, input),
  }
}
