/**
 * Bad cells: how soon each kind is found while somebody sits, and whether good ones are named.
 *
 * Quick faults show within one sitting. Slow ones cannot: a flat cell shows only once the sitter has moved; a gain change needs
 * the cell's share of its zone in earlier sittings; wrong plugs need several sittings that agree, or leans.
 */

import { CushionCore } from '../../core/cushion-core.ts'
import type { CushionEvent } from '../../core/model/schemas/events.ts'
import { startingTolerance } from '../../core/model/tolerance-fields.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import type { Interval } from '../../simulator/body/schedule.ts'
import { type CellFault, type CushionModel, createCushionModel } from '../../simulator/index.ts'
import { Random } from '../../simulator/random.ts'
import { guidedCalibration } from './guided-calibration.ts'
import type { BenchSitter } from './sitters.ts'

export const quickFaults = ['open', 'stuck', 'saturated', 'spiking'] as const
export const slowFaults = ['flat', 'swapped', 'sides', 'gain-step', 'gain-overnight'] as const
export type FaultKind = (typeof quickFaults)[number] | (typeof slowFaults)[number]

export interface FaultTrial {
  readonly kind: FaultKind
  /** Seconds of sitting with the fault; null: not within `patienceS` of them. */
  readonly foundAfterS: number | null
  /** Verdicts on good cells until then. */
  readonly falseVerdicts: number
}

interface FaultPlan {
  /** In order of time; the fault exists from `atMs` on. */
  readonly bouts: readonly Interval[]
  readonly atMs: number
  readonly cells: readonly number[]
  readonly patienceS: number
  /** The simulated cell's fault, or a change of the counts on their way. */
  readonly fault: CellFault | null
  readonly spoil?: (counts: number[]) => void
}

const startMs = Date.parse('2026-03-02T09:00:00Z')
const frameMs = 100
const minMs = 60_000
const sittingMs = 5 * minMs
const absenceMs = 2.5 * minMs
/** Sittings before the gain of a cell changes; learning carries over to a new day. */
const learntSittings = 6
const spikesPerMinute = 20
const flatShare = 0.05

export function faultTrials(
  { seed, scenario }: BenchSitter,
  kinds: readonly FaultKind[] = quickFaults,
): FaultTrial[] {
  const { whole: calibration } = guidedCalibration(seed)
  return kinds.map((kind) => {
    const plan = planOf(kind, new Random(seed, `fault:${kind}`))
    const endMs = plan.bouts.at(-1)?.toMs ?? 0
    const isFound = (event: CushionEvent, atMs: number) =>
      atMs >= plan.atMs && event.cell !== undefined && plan.cells.includes(event.cell)
    const model = createCushionModel({ scenario, seed, layout: fsr8, startMs, bouts: plan.bouts })
    const core = new CushionCore({
      cushion: 'bench',
      simulated: true,
      layout: fsr8,
      calibration,
      tolerance: startingTolerance,
      bits: 10,
      rateHz: 1000 / frameMs,
      day: { zone: 'UTC', startHour: 4 },
    })
    let falseVerdicts = 0
    let satS = 0
    for (let seq = 0; satS <= plan.patienceS; seq++) {
      const atMs = startMs + seq * frameMs
      if (atMs > endMs) break
      const counts = model.counts(atMs)
      if (atMs >= plan.atMs) {
        spoil(plan, model, { atMs, counts })
        if (model.sitter.seated) satS += frameMs / 1000
      }
      const { events } = core.frame({ atMs, boot: 1, seq, boardMs: seq * frameMs, counts })
      for (const event of events.filter(
        ({ kind: what, cell }) => what === 'cell-fault' && cell !== undefined,
      )) {
        if (isFound(event, atMs)) return { kind, foundAfterS: satS, falseVerdicts }
        falseVerdicts++
      }
    }
    return { kind, foundAfterS: null, falseVerdicts }
  })
}

/** A fault starts with the first frame of its time; changes to counts apply to every frame. */
function spoil(
  plan: FaultPlan,
  model: CushionModel,
  { atMs, counts }: { atMs: number; counts: number[] },
): void {
  if (atMs - frameMs < plan.atMs && plan.fault !== null)
    for (const cell of plan.cells) model.setFault(cell, plan.fault)
  plan.spoil?.(counts)
}

function planOf(kind: FaultKind, random: Random): FaultPlan {
  const cell = Math.floor(random.next() * fsr8.cells.length)
  const oneSitting = {
    bouts: [{ fromMs: startMs + 20_000, toMs: startMs + 60 * minMs }],
    atMs: startMs + 50_000 + random.between(0.4, 1) * 4 * minMs,
    cells: [cell],
  }
  switch (kind) {
    case 'open':
    case 'stuck':
    case 'saturated':
      return { ...oneSitting, patienceS: 120, fault: { kind } }
    case 'spiking':
      return { ...oneSitting, patienceS: 120, fault: { kind, perMinute: spikesPerMinute } }
    case 'flat':
      return { ...oneSitting, patienceS: 3500, fault: null, spoil: flatten(cell, random) }
    case 'swapped': {
      const [one, two] = random.chance(0.5) ? [0, 4] : [2, 6]
      return {
        bouts: sittings(12),
        atMs: startMs,
        cells: [one, one + 1, two, two + 1],
        patienceS: 3500,
        fault: null,
        spoil: (counts) => {
          exchange(counts, one, two)
          exchange(counts, one + 1, two + 1)
        },
      }
    }
    case 'sides': {
      // Exchanged with the same cell of the other side: 0 with 3, 1 with 2, and so on.
      const [one, two] = random.pick(
        [
          [0, 3],
          [1, 2],
          [4, 7],
          [5, 6],
        ].map((pair) => [pair, 1] as const),
      )
      return {
        bouts: sittings(60),
        atMs: startMs,
        cells: [one ?? 0, two ?? 0],
        patienceS: 4 * 3600,
        fault: null,
        spoil: (counts) => exchange(counts, one ?? 0, two ?? 0),
      }
    }
    case 'gain-step':
    case 'gain-overnight': {
      const bouts = sittings(learntSittings + 4)
      const next = bouts[learntSittings]?.fromMs ?? startMs
      const factor = random.chance(0.5) ? 0.55 : 1.8
      const atMs = kind === 'gain-step' ? next + 2 * minMs : next - absenceMs / 2
      return { bouts, atMs, cells: [cell], patienceS: 3500, fault: { kind: 'gain', factor } }
    }
  }
}

const sittings = (count: number): Interval[] =>
  Array.from({ length: count }, (_, i) => {
    const fromMs = startMs + 20_000 + i * (sittingMs + absenceMs)
    return { fromMs, toMs: fromMs + sittingMs }
  })

function exchange(counts: number[], one: number, two: number): void {
  const was = counts[one] ?? 0
  counts[one] = counts[two] ?? 0
  counts[two] = was
}

/** The cell keeps its noise but hardly moves: a touching wire, something stiff over it. */
function flatten(cell: number, random: Random): (counts: number[]) => void {
  let at: number | null = null
  return (counts) => {
    const good = counts[cell] ?? 0
    at ??= good
    counts[cell] = Math.max(0, Math.round(at + flatShare * (good - at) + random.gaussian()))
  }
}
