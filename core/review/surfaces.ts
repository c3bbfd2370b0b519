/**
 * Pressure by surface and side. Pure. A surface is what the diary says was sat on: from one note about chair or surface to the next.
 * Sides and surfaces compare better with each other than a pressure is right by itself.
 */
import { type MeanInterval, meanInterval } from './mean-interval.ts'
import type { DaySitting, ReviewDay } from './review-days.ts'
import { hasData, sumOf } from './review-days.ts'

/** A note about what is sat on; the days from then on are on it. */
export interface SurfaceNote {
  readonly day: string
  readonly name: string | null
}

interface SidePressure {
  /** Of the means of the days. */
  readonly mean: MeanInterval
  /** Within which a tenth, a half and nine tenths of the seated minutes lie; kPa. */
  readonly p10Kpa: number
  readonly p50Kpa: number
  readonly p90Kpa: number
  /** Of the seated time in days with a pressure limit; null without one. */
  readonly overLimitShare: number | null
}

export interface SurfacePressure {
  /** Null: not said. */
  readonly name: string | null
  readonly from: string
  /** Inclusive. */
  readonly to: string
  readonly days: number
  readonly seatedMin: number
  /** Null without kPa. */
  readonly left: SidePressure | null
  readonly right: SidePressure | null
  /** 100 (R - L) / (R + L) of the mean pressures; null without both. */
  readonly balance: number | null
}

/** `notes` may lie before the span; the last of those names its first surface. Only surfaces with data. */
export function pressureBySurface(
  days: readonly ReviewDay[],
  notes: readonly SurfaceNote[],
): readonly SurfacePressure[] {
  const first = days[0]?.day ?? ''
  const before = notes.findLast(({ day }) => day <= first)
  const inside = notes.filter(({ day }) => day > first)
  const starts = [{ day: first, name: before?.name ?? null }, ...inside]
  return starts.flatMap(({ day: from, name }, at) => {
    const end = starts[at + 1]?.day
    const own = days.filter(
      (each) => hasData(each) && each.day >= from && (end === undefined || each.day < end),
    )
    const [one, last] = [own[0], own.at(-1)]
    if (one === undefined || last === undefined) return []
    return [{ name, from: one.day, to: last.day, ...figuresOf(own.flatMap(({ sat }) => sat ?? [])) }]
  })
}

function figuresOf(sat: readonly DaySitting[]): Omit<SurfacePressure, 'name' | 'from' | 'to'> {
  const [left, right] = [sideOf(sat, 'left'), sideOf(sat, 'right')]
  const sum = left === null || right === null ? 0 : left.mean.mean + right.mean.mean
  return {
    days: sat.length,
    seatedMin: Math.round(sumOf(sat, ({ seatedS }) => seatedS) / 60),
    left,
    right,
    balance:
      left === null || right === null || sum === 0 ? null : (100 * (right.mean.mean - left.mean.mean)) / sum,
  }
}

function sideOf(sat: readonly DaySitting[], side: 'left' | 'right'): SidePressure | null {
  const mean = meanInterval(
    sat.flatMap((day) => (side === 'left' ? day.leftMeanKpa : day.rightMeanKpa) ?? []),
  )
  const bins = sat.reduce<number[]>((sums, { shape }) => {
    for (const [kpa, s] of shape.pressureS[side].entries()) sums[kpa] = (sums[kpa] ?? 0) + s
    return sums
  }, [])
  if (mean === null || bins.length === 0) return null
  return {
    mean,
    p10Kpa: quantileKpa(bins, 0.1),
    p50Kpa: quantileKpa(bins, 0.5),
    p90Kpa: quantileKpa(bins, 0.9),
    overLimitShare: overLimitShare(sat, side),
  }
}

const total = (bins: readonly number[]): number => sumOf(bins, (s) => s ?? 0)

/** Within a bin of one kPa the time is taken as spread evenly. */
function quantileKpa(bins: readonly number[], share: number): number {
  let left = share * total(bins)
  for (const [kpa, s = 0] of bins.entries()) {
    if (s > 0 && left <= s) return kpa + left / s
    left -= s
  }
  return bins.length
}

function overLimitShare(sat: readonly DaySitting[], side: 'left' | 'right'): number | null {
  let [over, all] = [0, 0]
  for (const { limits, shape } of sat) {
    const limit = limits?.[side].pressureKpa ?? null
    if (limit === null) continue
    const bins = shape.pressureS[side]
    all += total(bins)
    for (const [kpa, s = 0] of bins.entries()) over += s * Math.min(1, Math.max(0, kpa + 1 - limit))
  }
  return all === 0 ? null : over / all
}
