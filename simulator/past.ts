/**
 * Past days, to fill an empty store: the frames a gateway would have received while the simulated computer was on. Other times
 * have no frames: a gap is unknown, not empty.
 */

import { dateMs, dayMs } from '../core/time/calendar.ts'
import { Zone } from '../core/time/zone.ts'
import type { Scenario } from './body/scenario-schema.ts'
import { planDays } from './body/schedule.ts'
import { type CushionModel, createCushionModel, type SimLayout, type Truth } from './cells/cushion.ts'
import type { FsrSpread } from './cells/fsr-part.ts'

export interface PastOptions {
  readonly scenario: Scenario
  /** The live board's seed: same person, same parts. */
  readonly seed: number
  readonly fromMs: number
  /** Exclusive. */
  readonly toMs: number
  /** From then on the seat is empty, whatever the day's plan. */
  readonly leavesMs?: number
  /** IANA zone of the office. */
  readonly zone: string
  readonly rateHz: number
  readonly layout: SimLayout
  readonly bits?: number
  readonly spread?: Partial<FsrSpread>
  /** Also record the truth of each frame. */
  readonly withTruth?: boolean
}

export interface PastFrame {
  /** Epoch ms, whole. */
  readonly atMs: number
  /** The number of the local day since 1970; the same for all frames of a day, whatever the requested period. */
  readonly boot: number
  readonly seq: number
  readonly boardMs: number
  readonly counts: number[]
  readonly truth?: Truth
}

/** Frames in order of time. */
export function* simulatePast(options: PastOptions): Generator<PastFrame, void, void> {
  const { scenario, seed, layout, fromMs, toMs, leavesMs = toMs } = options
  const zone = new Zone(options.zone)
  const periodMs = 1000 / options.rateHz
  for (const plan of planDays({ scenario, seed, zone }, fromMs)) {
    if (plan.on.fromMs >= toMs) return
    const startMs = Math.ceil(Math.max(plan.on.fromMs, fromMs))
    const endMs = Math.min(plan.on.toMs, toMs)
    if (startMs >= endMs) continue
    const boot = dateMs(plan.day) / dayMs
    const bouts = plan.bouts
      .filter((bout) => bout.fromMs < leavesMs)
      .map((bout) => ({ fromMs: bout.fromMs, toMs: Math.min(bout.toMs, leavesMs) }))
    const model: CushionModel = createCushionModel({ ...options, seed, layout, startMs, bouts })
    for (let seq = 0; ; seq++) {
      const boardMs = Math.floor(seq * periodMs)
      const atMs = startMs + boardMs
      if (atMs >= endMs) break
      if (options.withTruth === true) {
        const { counts, truth } = model.step(atMs)
        yield { atMs, boot, seq, boardMs, counts, truth }
      } else yield { atMs, boot, seq, boardMs, counts: model.counts(atMs) }
    }
  }
}
