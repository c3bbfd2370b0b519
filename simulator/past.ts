/**
 * Past days, to fill an empty store: the frames a gateway would have received while the simulated computer was on. Other times
 * have no frames: a gap is unknown, not empty.
 */

import { dateMs, dayMs, hourMs } from '../core/time/calendar.ts'
import { Zone } from '../core/time/zone.ts'
import type { Scenario } from './body/scenario-schema.ts'
import { planDays } from './body/schedule.ts'
import {
  type CushionModel,
  type CushionModelOptions,
  createCushionModel,
  type SimLayout,
  type Truth,
} from './cells/cushion.ts'
import type { CellFault } from './cells/fault.ts'
import type { FsrSpread } from './cells/fsr-part.ts'
import { Random } from './random.ts'

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
  /** Chance of each hour on the clock to be lost, as with a loose plug: the board sends, and nothing arrives. */
  readonly lostHours?: number
  readonly cellFaults?: readonly { readonly cell: number; readonly fault: CellFault }[]
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
  const isLost = lostHours(options)
  for (const frame of sentFrames(options)) if (!isLost(frame.atMs)) yield frame
}

function* sentFrames(options: PastOptions): Generator<PastFrame, void, void> {
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
    const model = modelOf(options, { ...options, seed, layout, startMs, bouts })
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

function modelOf({ cellFaults = [] }: PastOptions, how: CushionModelOptions): CushionModel {
  const model = createCushionModel(how)
  for (const { cell, fault } of cellFaults) model.setFault(cell, fault)
  return model
}

function lostHours({ seed, lostHours: chance = 0 }: PastOptions): (atMs: number) => boolean {
  let [hour, lost] = [Number.NaN, false]
  return (atMs) => {
    if (chance === 0) return false
    const at = Math.floor(atMs / hourMs)
    if (at !== hour) [hour, lost] = [at, new Random(seed, `lost-hour:${at}`).chance(chance)]
    return lost
  }
}
