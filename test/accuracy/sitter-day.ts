/**
 * One simulated sitter for some hours, seen by several cores at once: calibrated, calibrated without repeats, with the
 * datasheet's figures, and in relative mode. The *limit* modes use the same sitter and parts without creep and hysteresis, so
 * that only whole counts, noise and repeatability remain: once with all figures known exactly, once calibrated with the
 * procedure.
 */

import { type Calibration, calibrationSchema } from '../../core/model/schemas/calibration.ts'
import { startingTolerance } from '../../core/model/tolerance-fields.ts'
import { Zone } from '../../core/time/zone.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { planDay } from '../../simulator/body/schedule.ts'
import {
  createCushionModel,
  exactCalibration,
  type FsrSpread,
  nominalCalibration,
} from '../../simulator/index.ts'
import { AlertBounds } from './alert-bounds.ts'
import { guidedCalibration } from './guided-calibration.ts'
import { type Found, matchAlerts, matchSpans } from './matching.ts'
import type { BenchSitter } from './sitters.ts'
import { mean, quantile } from './statistics.ts'
import { type Span, TrueHappenings } from './true-happenings.ts'
import { TruthChain } from './truth-chain.ts'
import { WatchedCore } from './watched-core.ts'

export const modes = [
  'calibrated',
  'ladder',
  'quick',
  'limit',
  'limitCalibrated',
  'uncalibrated',
  'relative',
] as const
export type Mode = (typeof modes)[number]

export interface DayErrors {
  readonly mode: Mode
  readonly seatedS: number
  readonly hours: number
  /** Mean, and 95th percentile of the single readings. */
  readonly ppiMean: number | null
  readonly ppiP95: number | null
  /** For each period of two hours. */
  readonly load: readonly number[]
  readonly pti: number | null
  readonly occupancyShare: number
  readonly occupancyLiveShare: number
  readonly edgesS: readonly number[]
  readonly boutsUnmatched: number
  readonly shifts: Found
  readonly reliefs: Found
  readonly alerts: readonly { readonly kind: string; readonly delaysS: readonly number[] }[]
  readonly alertsMissed: Readonly<Record<string, number>>
  readonly alertsWrong: Readonly<Record<string, number>>
  readonly alertsMissedPlainly: number
  readonly alertsWrongPlainly: number
  readonly falseVerdicts: number
}

const rateHz = 10
const windowMs = 2 * 3_600_000
const onPerfectParts: ReadonlySet<Mode> = new Set<Mode>(['limit', 'limitCalibrated'])
const perfect: Partial<FsrSpread> = { creepPerDecade: 0, hysteresis: 0 }
const date = '2026-03-02'

export function sitterDay(
  { seed, scenario }: BenchSitter,
  { hours, spread = {} }: { hours: number; spread?: Partial<FsrSpread> },
): readonly DayErrors[] {
  const plan = planDay({ scenario, seed, zone: new Zone('UTC') }, date)
  if (plan === null) return []
  const startMs = Math.ceil(plan.on.fromMs)
  const endMs = Math.min(startMs + hours * 3_600_000, plan.on.toMs)
  const cushion = { scenario, seed, layout: fsr8, startMs, bouts: plan.bouts }
  const model = createCushionModel({ ...cushion, spread })
  const perfectModel = createCushionModel({ ...cushion, spread: perfect })
  const tolerance = startingTolerance
  const core = (calibration: Calibration | null) =>
    new WatchedCore({
      cushion: 'bench',
      simulated: true,
      layout: fsr8,
      calibration,
      tolerance,
      bits: 10,
      rateHz,
      day: { zone: 'UTC', startHour: 4 },
    })
  const { whole, ladder, quick } = guidedCalibration(seed, spread)
  const cores: Record<Mode, WatchedCore> = {
    calibrated: core(whole),
    ladder: core(ladder),
    quick: core(quick),
    limit: core(calibrationSchema.parse(exactCalibration(seed, fsr8, { spread: perfect, residual: 0 }))),
    limitCalibrated: core(guidedCalibration(seed, perfect).whole),
    uncalibrated: core(calibrationSchema.parse(nominalCalibration(fsr8))),
    relative: core(null),
  }
  const chain = new TruthChain(tolerance)
  const bounds = new AlertBounds(tolerance.holdS)
  const breakMs = tolerance.breakMin * 60_000
  const happenings = new TrueHappenings({ strictness: 'exact', breakMs })
  const plainly = new TrueHappenings({ strictness: 'plain', breakMs })
  const nearly = new TrueHappenings({ strictness: 'near', breakMs })
  const loads: Record<Mode, number[]> = {
    calibrated: [],
    ladder: [],
    quick: [],
    limit: [],
    limitCalibrated: [],
    uncalibrated: [],
    relative: [],
  }
  let seatedS = 0
  let nextWindowMs = startMs + windowMs
  for (let seq = 0; ; seq++) {
    const atMs = startMs + (seq * 1000) / rateHz
    if (atMs >= endMs) break
    const { counts, truth } = model.step(atMs)
    chain.step(truth)
    bounds.step(atMs, chain.used)
    for (const each of [happenings, plainly, nearly]) each.step(truth)
    if (truth.occupied) seatedS += 1 / rateHz
    const frame = { atMs, boot: 1, seq, boardMs: atMs - startMs, counts }
    const perfectFrame = { ...frame, counts: perfectModel.counts(atMs) }
    for (const mode of modes) cores[mode].step(onPerfectParts.has(mode) ? perfectFrame : frame, truth, chain)
    if (atMs < nextWindowMs && atMs + 1000 / rateHz < endMs) continue
    nextWindowMs += windowMs
    for (const mode of modes) {
      const error = cores[mode].takeLoadError()
      if (error !== null && mode !== 'relative') loads[mode].push(error)
    }
  }
  for (const each of [happenings, plainly, nearly]) each.end()
  const spanH = (endMs - startMs) / 3_600_000
  return modes.map((mode) => {
    const watched = cores[mode]
    const errors = watched.finish(endMs)
    const totals = watched.core.totals()
    const { edgesS, unmatched } = boutEdges(errors.bouts, happenings.bouts)
    // In relative mode there is no kPa: load and pressure limits are not watched.
    const kinds = mode === 'relative' ? ['bout', 'day'] : ['bout', 'day', 'load', 'pressure']
    const due = chain.alerts.filter(({ kind }) => kinds.includes(kind))
    const raised = errors.alerts.filter(({ kind }) => kind !== 'cell-fault' && kind !== 'data-stopped')
    const match = matchAlerts(raised, due)
    const count = (list: readonly { kind: string }[]) =>
      Object.fromEntries(kinds.map((kind) => [kind, list.filter((alert) => alert.kind === kind).length]))
    const pti = (['left', 'right'] as const).flatMap((side) => {
      const is = side === 'left' ? totals.leftPtiKpaMin : totals.rightPtiKpaMin
      return is === null || chain.pti[side] === 0 ? [] : [Math.abs(is - chain.pti[side]) / chain.pti[side]]
    })
    return {
      mode,
      seatedS,
      hours: spanH,
      ppiMean: mean(errors.ppi),
      ppiP95: quantile(errors.ppi, 0.95),
      load: loads[mode],
      pti: mean(pti),
      occupancyShare: errors.occupancyWrongS / (spanH * 3600),
      occupancyLiveShare: errors.occupancyLiveWrongS / (spanH * 3600),
      edgesS,
      boutsUnmatched: unmatched,
      shifts: matchSpans(errors.shifts, {
        plainly: plainly.shifts,
        nearly: [...nearly.shifts, ...nearly.reliefs],
      }),
      reliefs: matchSpans(errors.reliefs, { plainly: plainly.reliefs, nearly: nearly.reliefs }),
      alerts: kinds.map((kind) => ({
        kind,
        delaysS: match.delays.filter((delay) => delay.kind === kind).map(({ s }) => s),
      })),
      alertsMissed: count(match.missed),
      alertsWrong: count(match.wrong),
      alertsMissedPlainly: bounds.missed(raised, kinds),
      alertsWrongPlainly: bounds.wrong(raised),
      falseVerdicts: errors.falseVerdicts,
    }
  })
}

/** Errors of start and end of each true bout against the detected one with the most overlap, s. */
function boutEdges(found: readonly Span[], there: readonly Span[]): { edgesS: number[]; unmatched: number } {
  const edgesS: number[] = []
  let matched = 0
  for (const bout of there) {
    const best = found.find(
      (each) => Math.abs(each.fromMs - bout.fromMs) < 60_000 && Math.abs(each.toMs - bout.toMs) < 60_000,
    )
    if (best === undefined) continue
    matched++
    edgesS.push(Math.abs(best.fromMs - bout.fromMs) / 1000, Math.abs(best.toMs - bout.toMs) / 1000)
  }
  return { edgesS, unmatched: there.length - matched + (found.length - matched) }
}
