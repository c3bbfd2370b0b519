/** Helpers shared by tests of the simulator. */
import type { SimulatedPosture, SimulatedSurface } from '../core/model/simulated-sitter.ts'
import { fsr8 } from '../firmware-protocol/layout.ts'
import { parseScenario, type Scenario } from './body/scenario.ts'
import { type CushionModel, createCushionModel, type Truth } from './cells/cushion.ts'

export const layout = fsr8
/** A Monday, 09:00 UTC. */
export const mondayMs = Date.parse('2026-03-02T09:00:00Z')

/** A calm 75 kg sitter who does nothing unprompted. */
export function stillScenario(
  change: { massKg?: number; surface?: SimulatedSurface; leftShare?: number } = {},
): Scenario {
  const { massKg = 75, surface = 'office-foam', leftShare = 0.5 } = change
  return parseScenario(
    `
v: 1
name: still
title: Sits still
surface: ${surface}
sitter: { massKg: ${massKg}, leftShare: ${leftShare}, restlessness: 0.5 }
startsSeated: false
day: { arrive: "09:00", lunch: "12:00", lunchMin: 30, leave: "17:00", varyMin: 0, weekendChance: 0 }
bouts: null
breaks: { medianMin: 5, spread: 0 }
postures: { upright: 1 }
postureMin: 60
perHour: { weightShifts: 0, pressureReliefs: 0, fidgets: 0 }
`,
    'test',
  )
}

/** Holds a posture and returns the mean truth of its last ten seconds. */
export function meanTruth(
  model: CushionModel,
  posture: SimulatedPosture,
  from: { atMs: number; forS: number },
): Truth {
  model.sitter.sit()
  model.sitter.setPosture(posture)
  const truths: Truth[] = []
  for (let ms = 0; ms < from.forS * 1000; ms += 100) truths.push(model.step(from.atMs + ms).truth)
  const last = truths.slice(-100)
  const mean = (of: (truth: Truth) => number) => last.reduce((sum, truth) => sum + of(truth), 0) / last.length
  const end = last.at(-1)
  if (end === undefined) throw new RangeError('needs at least one step')
  return {
    ...end,
    kpa: end.kpa.map((_, i) => mean((truth) => truth.kpa[i] ?? 0)),
    leftKpa: mean((truth) => truth.leftKpa),
    rightKpa: mean((truth) => truth.rightKpa),
  }
}

export const model = (scenario: Scenario, seed = 1): CushionModel =>
  createCushionModel({ scenario, seed, layout, startMs: mondayMs })
