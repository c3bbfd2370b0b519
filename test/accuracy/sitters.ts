/** The sitters of the benchmark: masses from 40 to 130 kg, every surface, every posture, calm and restless, drawn from the seed. */
import {
  type SimulatedSurface,
  simulatedPostures,
  simulatedSurfaces,
} from '../../core/model/simulated-sitter.ts'
import { loadScenario, type Scenario } from '../../simulator/index.ts'
import { Random } from '../../simulator/random.ts'

export interface BenchSitter {
  readonly seed: number
  readonly scenario: Scenario
  readonly massKg: number
  readonly surface: SimulatedSurface
}

const kinds = ['office-day', 'fidgety', 'long-sit', 'one-sided'] as const

export async function benchSitter(seed: number): Promise<BenchSitter> {
  const random = new Random(seed, 'bench')
  const base = await loadScenario(kinds[seed % kinds.length] ?? 'office-day')
  const massKg = random.between(40, 130)
  const surface =
    simulatedSurfaces[Math.floor(seed / kinds.length) % simulatedSurfaces.length] ?? 'office-foam'
  // Upright most of the time, plus everything else a person does on a chair.
  const postures = Object.fromEntries(simulatedPostures.map((name) => [name, name === 'upright' ? 5 : 1]))
  const { leftShare, restlessness } = base.sitter
  const scenario: Scenario = {
    ...base,
    surface,
    sitter: { massKg: [massKg, massKg], leftShare, restlessness },
    postures: seed % 3 === 0 ? postures : base.postures,
    day: { ...base.day, varyMin: 0 },
  }
  return { seed, scenario, massKg, surface }
}
