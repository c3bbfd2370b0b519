/** The course of one comparison: half a minute before, time to change something, half a minute after. Pure. */

import type { CushionState } from '../../../../../core/model/schemas/state.ts'
import {
  type Comparison,
  compareHalves,
  compareMs,
  type SeatSample,
} from '../../../../../core/summary/compare.ts'

export type CompareRun =
  | { readonly step: 'idle'; readonly samples: readonly SeatSample[] }
  | { readonly step: 'before' | 'after'; readonly samples: readonly SeatSample[]; readonly before: Half }
  | { readonly step: 'change'; readonly before: Half }
  | { readonly step: 'done'; readonly results: readonly Comparison[] }

type Half = readonly SeatSample[]

export const noRun: CompareRun = { step: 'idle', samples: [] }

const sampleOf = ({ at, left, right, contactAreaCm2, sideBalance }: CushionState): SeatSample => ({
  atMs: Date.parse(at),
  left: left.ppiKpa ?? left.ppiRelative,
  right: right.ppiKpa ?? right.ppiRelative,
  area: contactAreaCm2,
  balance: sideBalance,
})

/** States of a fast simulator lie some seconds apart, so a little more than half a minute is kept. */
const keptMs = 1.2 * compareMs

const kept = (samples: Half): Half => {
  const lastMs = samples.at(-1)?.atMs ?? 0
  return samples.filter(({ atMs }) => lastMs - atMs <= keptMs)
}

/** Part of the half minute that is there, 0..1. */
export const partOf = (samples: readonly SeatSample[]): number =>
  Math.min(1, ((samples.at(-1)?.atMs ?? 0) - (samples[0]?.atMs ?? 0)) / compareMs)

/** Takes a state. A half minute in which somebody gets up, or data stops, begins anew. */
export function heard(run: CompareRun, state: CushionState): CompareRun {
  if (run.step === 'change' || run.step === 'done') return run
  const seated = state.occupancy === 'occupied'
  const samples = seated ? kept([...run.samples, sampleOf(state)]) : []
  if (run.step === 'idle') return { step: 'idle', samples }
  if (partOf(samples) < 1) return { ...run, samples }
  return run.step === 'before'
    ? { step: 'change', before: samples }
    : { step: 'done', results: compareHalves(run.before, samples) }
}

/** The half minute that has just passed is the one before, if somebody sat through it. */
export const started = (run: CompareRun): CompareRun => {
  const samples = run.step === 'idle' ? run.samples : []
  return partOf(samples) >= 1 ? { step: 'change', before: samples } : { step: 'before', samples, before: [] }
}

export const changed = (run: CompareRun): CompareRun =>
  run.step === 'change' ? { step: 'after', samples: [], before: run.before } : run
