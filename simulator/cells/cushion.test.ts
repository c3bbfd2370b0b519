import { describe, expect, test } from 'vitest'
import type { SimulatedPosture } from '../../core/model/simulated-sitter.ts'
import { loadScenario, scenarioNames } from '../body/scenario.ts'
import { layout, meanTruth, model, mondayMs, stillScenario } from '../testing.ts'
import { createCushionModel, type Truth } from './cushion.ts'

const now = { atMs: mondayMs, forS: 120 }
const ischial = [0, 1, 2, 3]
const thighs = [4, 5, 6, 7]

describe('magnitudes of 75 kg sitting upright', () => {
  test.each([
    ['soft-foam', 5, 11],
    ['office-foam', 11, 16],
    ['firm', 13, 20],
    ['wood', 20, 36],
  ] as const)('%s: sit bones %i to %i kPa, thighs 3 to 6.5', (surface, least, most) => {
    for (let seed = 1; seed <= 12; seed++) {
      const { kpa } = meanTruth(model(stillScenario({ surface }), seed), 'upright', now)
      for (const cell of ischial) {
        expect(kpa[cell]).toBeGreaterThan(least)
        expect(kpa[cell]).toBeLessThan(most)
      }
      for (const cell of thighs) {
        expect(kpa[cell]).toBeGreaterThan(3)
        expect(kpa[cell]).toBeLessThan(6.5)
      }
    }
  })

  test('pressure rises with body mass, but less than in proportion', () => {
    const [light, heavy] = [40, 130].map((massKg) =>
      meanTruth(model(stillScenario({ massKg })), 'upright', now),
    )
    const ratio = (heavy?.leftKpa ?? 0) / (light?.leftKpa ?? 1)
    expect(ratio).toBeGreaterThan(1.6)
    expect(ratio).toBeLessThan(130 / 40)
  })
})

describe('postures against upright', () => {
  const ratios = (posture: SimulatedPosture) => {
    const scenario = stillScenario()
    const upright = meanTruth(model(scenario), 'upright', now)
    const other = meanTruth(model(scenario), posture, now)
    const thigh = (truth: Truth) => thighs.reduce((sum, cell) => sum + (truth.kpa[cell] ?? 0), 0)
    return {
      left: other.leftKpa / upright.leftKpa,
      right: other.rightKpa / upright.rightKpa,
      thighs: thigh(other) / thigh(upright),
    }
  }

  test('a lean takes at least 30 % off the other side and adds to its own', () => {
    const left = ratios('lean-left')
    expect(left.right).toBeLessThan(0.7)
    expect(left.left).toBeGreaterThan(1.1)
    const right = ratios('lean-right')
    expect(right.left).toBeLessThan(0.7)
    expect(right.right).toBeGreaterThan(1.1)
  })

  test('a wedge under the thighs takes load off both sit bones', () => {
    const wedge = ratios('thigh-wedge')
    expect(wedge.left).toBeLessThan(0.8)
    expect(wedge.right).toBeLessThan(0.8)
    expect(wedge.thighs).toBeGreaterThan(1.3)
  })

  test('leaning forward loads the thighs, perching frees them', () => {
    expect(ratios('lean-forward').thighs).toBeGreaterThan(1.2)
    expect(ratios('perch').thighs).toBeLessThan(0.6)
  })

  test('slouching rolls the sit bones off their cells', () => {
    const slouch = ratios('slouch')
    expect(slouch.left).toBeLessThan(0.95)
    expect(slouch.right).toBeLessThan(0.95)
  })

  test('a crossed leg weighs on the other side', () => {
    const crossed = ratios('crossed-left')
    expect(crossed.right).toBeGreaterThan(crossed.left)
    expect(ratios('crossed-right').left).toBeGreaterThan(ratios('crossed-right').right)
  })
})

test('one-sided sits 60 to 40', async () => {
  const truth = meanTruth(model(await loadScenario('one-sided')), 'upright', now)
  const share = truth.leftKpa / (truth.leftKpa + truth.rightKpa)
  expect(share).toBeGreaterThan(0.57)
  expect(share).toBeLessThan(0.63)
})

test('moves change what they say: shifts 30-90 % off one side, reliefs at least 90 % off the seat', async () => {
  const scenario = await loadScenario('fidgety')
  const found = { 'weight-shift': 0, 'pressure-relief': 0 }
  for (let seed = 1; seed <= 4; seed++) {
    const sitter = createCushionModel({ scenario, seed, layout, startMs: mondayMs })
    let before: Truth | null = null
    let last: Truth | null = null
    for (let ms = 0; ms < 3 * 3_600_000; ms += 500) {
      const { truth } = sitter.step(mondayMs + ms)
      const kind = truth.act?.kind
      if (kind !== last?.act?.kind && (kind === 'weight-shift' || kind === 'pressure-relief')) before = last
      const settled = truth.act !== null && truth.atMs - truth.act.fromMs > 2000
      if (before?.act?.kind === 'posture' && before.atMs - before.act.fromMs > 5000 && settled) {
        const left = 1 - truth.leftKpa / before.leftKpa
        const right = 1 - truth.rightKpa / before.rightKpa
        if (kind === 'weight-shift') {
          found[kind]++
          expect(Math.max(left, right)).toBeGreaterThan(0.3)
          expect(Math.max(left, right)).toBeLessThan(0.9)
        } else if (kind === 'pressure-relief') {
          found[kind]++
          expect(Math.min(left, right)).toBeGreaterThan(0.9)
          expect(truth.occupied).toBe(true)
        }
      }
      if (kind !== 'weight-shift' && kind !== 'pressure-relief') before = null
      last = truth
    }
  }
  expect(found['weight-shift']).toBeGreaterThan(1000)
  expect(found['pressure-relief']).toBeGreaterThan(100)
})

describe('seed and time', () => {
  const run = (seed: number, stepMs: number, scenario = stillScenario()) => {
    const cushion = createCushionModel({ scenario, seed, layout, startMs: mondayMs })
    cushion.sitter.sit()
    return Array.from({ length: 50 }, (_, i) => cushion.step(mondayMs + i * stepMs))
  }

  test('the same seed gives the same counts and truth', () => {
    expect(run(5, 100)).toEqual(run(5, 100))
  })

  test('another seed is another person on other parts', () => {
    expect(run(6, 100).at(-1)?.counts).not.toEqual(run(5, 100).at(-1)?.counts)
  })

  test('who sits when does not depend on the frame rate', async () => {
    const scenario = await loadScenario('fidgety')
    const occupied = (stepMs: number) => {
      const cushion = createCushionModel({ scenario, seed: 3, layout, startMs: mondayMs })
      const at: string[] = []
      for (let ms = 0; ms <= 4 * 3_600_000; ms += stepMs) {
        const { truth } = cushion.step(mondayMs + ms)
        if (ms % 1000 === 0) at.push(`${truth.occupied} ${truth.act?.kind} ${truth.posture}`)
      }
      return at
    }
    expect(occupied(1000)).toEqual(occupied(200))
  })

  test('a live scenario that starts seated moves within two seconds; the empty one never', async () => {
    for (const name of scenarioNames) {
      const scenario = await loadScenario(name)
      const cushion = createCushionModel({ scenario, seed: 1, layout, startMs: mondayMs })
      const at2s = Array.from({ length: 21 }, (_, i) => cushion.step(mondayMs + i * 100)).at(-1)
      expect([name, at2s?.truth.occupied]).toEqual([name, name !== 'empty'])
      if (name === 'empty') expect(Math.max(...(at2s?.counts ?? []))).toBeLessThan(10)
      else expect(Math.min(...(at2s?.counts.slice(0, 4) ?? []))).toBeGreaterThan(200)
    }
  })

  test('sit, stand and held postures go before the schedule, follow goes back to it', async () => {
    const cushion = createCushionModel({
      scenario: await loadScenario('long-sit'),
      seed: 1,
      layout,
      startMs: mondayMs,
    })
    let atMs = mondayMs
    const wait = (s: number) => {
      atMs += s * 1000
      return cushion.step(atMs).truth
    }
    expect(wait(5).occupied).toBe(true)
    cushion.sitter.stand()
    wait(1)
    expect(wait(2)).toMatchObject({ occupied: false, leftKpa: 0, posture: null })
    cushion.sitter.sit()
    cushion.sitter.setPosture('lean-left')
    expect(wait(3).posture).toBe('lean-left')
    expect(wait(3600).posture).toBe('lean-left')
    cushion.sitter.follow()
    expect(wait(1).act?.toMs).toBeLessThan(Number.POSITIVE_INFINITY)
  })

  test('a sitter placed elsewhere slides there and stays, on the next sitting too, until they follow again', () => {
    const cushion = createCushionModel({ scenario: stillScenario({}), seed: 1, layout, startMs: mondayMs })
    let atMs = mondayMs
    /** Centre of pressure over the cells, cm. */
    const centre = (s: number) => {
      let { kpa } = cushion.step(atMs).truth
      for (const end = atMs + s * 1000; atMs < end; atMs += 100) kpa = cushion.step(atMs).truth.kpa
      const force = (weigh: (cell: number) => number) =>
        kpa.reduce((sum, each, cell) => sum + each * weigh(cell), 0)
      const sum = force(() => 1)
      const at = (axis: 'xCm' | 'yCm') => force((cell) => layout.cells[cell]?.[axis] ?? 0) / sum
      return { xCm: at('xCm'), yCm: at('yCm') }
    }
    cushion.sitter.sit()
    const usual = centre(10)
    cushion.sitter.place(3, 0)
    const right = centre(3)
    expect(right.xCm).toBeGreaterThan(usual.xCm + 0.5)
    cushion.sitter.stand()
    centre(3)
    cushion.sitter.sit()
    expect(centre(10).xCm).toBeCloseTo(right.xCm, 0)
    cushion.sitter.follow()
    cushion.sitter.sit()
    expect(centre(10).xCm).toBeCloseTo(usual.xCm, 1)
  })
})

test('a grid of 64 cells works the same way', () => {
  const cells = Array.from({ length: 64 }, (_, i) => ({
    zone: i % 8 < 4 ? ('left-ischium' as const) : ('right-ischium' as const),
    xCm: ((i % 8) - 3.5) * 4,
    yCm: (Math.floor(i / 8) - 2) * 4,
    areaCm2: 4,
  }))
  const cushion = createCushionModel({
    scenario: stillScenario(),
    seed: 1,
    layout: { cells },
    startMs: mondayMs,
  })
  const { kpa } = meanTruth(cushion, 'upright', now)
  expect(kpa).toHaveLength(64)
  const forceN = kpa.reduce((sum, p) => sum + p * 1.6, 0)
  expect(forceN).toBeGreaterThan(0.35 * 75 * 9.81)
  expect(forceN).toBeLessThan(0.6 * 75 * 9.81)
})
