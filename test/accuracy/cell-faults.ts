/** Bad cells: how soon each kind is found while somebody sits, and what is done to good ones. */
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { startingTolerance } from '../../gateway/contract.ts'
import { calibrationSchema } from '../../gateway/core/calibration.ts'
import { CushionCore } from '../../gateway/core/core.ts'
import { type CellFault, createCushionModel, exactCalibration } from '../../simulator/index.ts'
import { Random } from '../../simulator/random.ts'
import type { BenchSitter } from './sitters.ts'

export const faultKinds = ['open', 'stuck', 'saturated'] as const
export type FaultKind = (typeof faultKinds)[number]

export interface FaultTrial {
  readonly kind: FaultKind
  /** Null: not within `patienceS`. */
  readonly foundAfterS: number | null
  /** Verdicts on other cells meanwhile. */
  readonly falseVerdicts: number
}

const seatedForS = 240
export const patienceS = 120
const startMs = Date.parse('2026-03-02T09:00:00Z')

export function faultTrials({ seed, scenario }: BenchSitter): FaultTrial[] {
  return faultKinds.map((kind) => trial({ seed, scenario, kind }))
}

function trial({
  seed,
  scenario,
  kind,
}: Pick<BenchSitter, 'seed' | 'scenario'> & { kind: FaultKind }): FaultTrial {
  const random = new Random(seed, `fault:${kind}`)
  const cell = Math.floor(random.next() * 8)
  const faultAtMs = startMs + 30_000 + random.between(0.4, 1) * seatedForS * 1000
  const bout = { fromMs: startMs + 20_000, toMs: startMs + 3_600_000 }
  const model = createCushionModel({ scenario, seed, layout: fsr8, startMs, bouts: [bout] })
  const core = new CushionCore({
    cushion: 'bench',
    simulated: true,
    layout: fsr8,
    calibration: calibrationSchema.parse(exactCalibration(seed, fsr8)),
    tolerance: startingTolerance,
    bits: 10,
    rateHz: 10,
    day: { zone: 'UTC', startHour: 4 },
  })
  let falseVerdicts = 0
  let faulty = false
  for (let seq = 0; ; seq++) {
    const atMs = startMs + seq * 100
    if (atMs > faultAtMs + patienceS * 1000) return { kind, foundAfterS: null, falseVerdicts }
    if (!faulty && atMs >= faultAtMs) {
      model.setFault(cell, faultOf(kind))
      faulty = true
    }
    const { events } = core.frame({ atMs, boot: 1, seq, boardMs: seq * 100, counts: model.counts(atMs) })
    for (const event of events) {
      if (event.kind !== 'cell-fault') continue
      if (faulty && event.cell === cell)
        return { kind, foundAfterS: (atMs - faultAtMs) / 1000, falseVerdicts }
      falseVerdicts++
    }
  }
}

const faultOf = (kind: FaultKind): CellFault => ({ kind })
