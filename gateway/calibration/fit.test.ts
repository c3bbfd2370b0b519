/** Fits of simulated cells, whose true parameters are known, through real holds with noise and whole counts. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CalibrationMethod, PlannedStep } from '../../core/model/calibration-steps.ts'
import { fullScale } from '../../core/model/counting.ts'
import { saturationCount } from '../../core/pressure/conductance.ts'
import { FsrArray } from '../../simulator/cells/fsr.ts'
import { drawPart, type FsrPart, usualSpread } from '../../simulator/cells/fsr-part.ts'
import { Random } from '../../simulator/random.ts'
import { type HeldStep, heldKinds } from './creep-fit.ts'
import { type CellFit, fitCell } from './fit.ts'
import { Hold, type HoldOutcome, LoadClock } from './hold.ts'
import { forceOnCellN, planOf, suggestedWeights, type Weights } from './plan.ts'

const areaCm2 = 1.27
const stamp = { areaCm2, stampAreaCm2: null }
const options = {
  method: 'exact',
  zeroCount: 0,
  assumedHysteresis: 0.1,
  bits: 10,
  rMOhm: 4700,
  ...stamp,
} as const

interface TestCell {
  readonly part: FsrPart
  readonly method?: CalibrationMethod
  readonly weights?: Weights
  readonly repeats?: number
  readonly seed?: number
  readonly hands?: (massG: number) => number
}

/** The procedure as a person does it: a few seconds to place a weight, then the hold. */
function measure({
  part,
  method = 'exact',
  weights = suggestedWeights(areaCm2, method),
  repeats = 0,
  seed = 1,
  hands = (g) => g,
}: TestCell): HeldStep[] {
  const cells = new FsrArray({
    parts: [part],
    areasCm2: [areaCm2],
    spread: usualSpread,
    bits: 10,
    random: new Random(seed, 'noise'),
  })
  const clock = new LoadClock([0], fullScale({ bits: 10 }))
  let atMs = 0
  const frame = (massG: number): readonly number[] => {
    atMs += 100
    const counts = cells.step(Float64Array.of((10 * forceOnCellN(hands(massG), stamp)) / areaCm2), 0.1)
    clock.step(atMs, counts)
    return counts
  }
  const load = (massG: number, frames: number) => {
    for (let i = 0; i < frames; i++) frame(massG)
  }
  const held = (step: PlannedStep): HeldStep => {
    load(step.massG, 20)
    const request = { cell: 0, step, zeroCounts: [0], saturationCount: saturationCount({ bits: 10 }) }
    const hold = new Hold(request, clock, atMs)
    let outcome: HoldOutcome | null = null
    while (outcome === null) outcome = hold.frame(atMs, frame(step.massG))
    if (!outcome.ok) throw new Error(outcome.problem)
    return outcome.held
  }
  const steps: HeldStep[] = []
  for (const step of planOf({ method, ...weights, repeats })) {
    if (step.kind === 'preload') {
      for (let press = 0; press < 5; press++) {
        load(step.massG, 15)
        load(0, 15)
      }
      continue
    }
    if (step.kind === 'repeat') load(0, 600)
    steps.push(held(step))
  }
  return steps
}

const fitted = (cell: TestCell): CellFit =>
  fitCell(measure(cell), { ...options, method: cell.method ?? 'exact' })
const partOf = (seed: number): FsrPart => drawPart(new Random(seed, 'parts'), usualSpread)
const held = (kind: HeldStep['kind'], massG: number, counts: number): HeldStep => ({
  kind,
  massG,
  counts,
  creepLog: 0,
  branch: kind === 'down' ? 0.5 : -0.5,
  saturated: false,
  trend: [],
})
/** Counts of an ideal cell, G = 1e-4 F^n on 4.7 kOhm. */
const ideal = (massG: number, n = 1, loop = 1): number => {
  const ratio = 4700 * 1e-4 * forceOnCellN(massG, stamp) ** n * loop
  return (1023 * ratio) / (1 + ratio)
}

describe('fit of one cell', () => {
  it('by hand: an ideal cell gives back its own k, n and loop', () => {
    const steps = [
      held('empty', 0, 0),
      ...[100, 200, 400, 700, 1200].map((g) => held('up', g, ideal(g, 0.9, 0.95))),
      ...[700, 400, 200, 100].map((g) => held('down', g, ideal(g, 0.9, 1.05))),
      held('verify', 300, ideal(300, 0.9, 0.95)),
    ]
    const fit = fitCell(steps, options)
    expect(fit.calibration?.n).toBeCloseTo(0.9, 6)
    expect((fit.calibration?.k ?? 0) / 1e-4).toBeCloseTo(1, 6)
    expect(fit.calibration?.hysteresis).toBeCloseTo(0.1, 6)
    expect(fit.verifyError).toBeCloseTo(0, 6)
    expect(fit).toMatchObject({ verdict: 'pass', reasons: [] })
  })

  it('quick, by hand: two weights give n and k, with the loop and the zero of before', () => {
    const steps = [held('up', 100, ideal(100, 0.9, 0.95)), held('up', 400, ideal(400, 0.9, 0.95))]
    const fit = fitCell(steps, { ...options, method: 'quick' })
    expect(fit.calibration?.n).toBeCloseTo(0.9, 6)
    expect((fit.calibration?.k ?? 0) / 1e-4).toBeCloseTo(1, 6)
    expect(fit).toMatchObject({ verdict: 'pass', reasons: [], verifyError: null })
    expect(fit.calibration?.hysteresis).toBeCloseTo(0.1, 6)
    expect(fit.calibration).toMatchObject({ method: 'quick', zeroAdc: 0 })
  })

  it('quick: forces of simulated parts come out within 4 %', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const part = partOf(seed)
      const { calibration } = fitted({ part, method: 'quick', seed })
      for (const forceN of [0.6, 2, 6]) {
        const found = ((part.k * forceN ** part.n) / (calibration?.k ?? 1)) ** (1 / (calibration?.n ?? 1))
        expect(Math.abs(found / forceN - 1)).toBeLessThan(0.04)
      }
    }
  })

  it('by hand: k is the mean over the ladder and the repeats, whose spread is the repeatability; n stays that of the ladder', () => {
    const ladder = [
      held('empty', 0, 0),
      ...[100, 200, 400, 700, 1200].map((g) => held('up', g, ideal(g, 0.9))),
      held('verify', 300, ideal(300, 0.9)),
    ]
    const repeats = [1.03, 0.99, 1.02].map((factor) => held('repeat', 400, ideal(400, 0.9, factor)))
    const logs = [0, Math.log(1.03), Math.log(0.99), Math.log(1.02)]
    const mean = logs.reduce((sum, log) => sum + log, 0) / 4
    const fit = fitCell([...ladder, ...repeats], options)
    expect(fit.calibration?.n).toBeCloseTo(0.9, 6)
    expect((fit.calibration?.k ?? 0) / (1e-4 * Math.exp(mean))).toBeCloseTo(1, 6)
    const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0)
    expect(fit.repeatability).toBeCloseTo(Math.sqrt(squares / 3), 6)
    expect(fitCell(ladder, options).repeatability).toBeNull()
  })

  it('repeats bring a cell closer: the error over 60 cells is half that of the ladder alone, or less, with twelve repeats', () => {
    // At the pressures of sitting, after ten minutes: k absorbs the unknown start of a cell's creep.
    const [forceN, afterS] = [1.6, 600]
    const off = (repeats: number): number => {
      const squares = Array.from({ length: 60 }, (_, i) => {
        const part = partOf(i + 1)
        const { k = 0, n = 1, creepPerDecade = 0 } = fitted({ part, seed: i + 1, repeats }).calibration ?? {}
        const is =
          part.k * forceN ** part.n * (1 + part.creepPerDecade * Math.log10(1 + afterS / part.creepFromS))
        return Math.log((k * forceN ** n * (1 + creepPerDecade * Math.log10(1 + afterS))) / is) ** 2
      })
      return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length)
    }
    expect(off(12) / off(0)).toBeLessThan(0.5)
  })

  it('a weight that gives different results each time is a warning', () => {
    const steps = measure({ part: partOf(7), repeats: 4 })
    let at = 0
    const moved = steps.map((step) =>
      step.kind === 'repeat' ? { ...step, counts: step.counts * (at++ % 2 === 0 ? 0.92 : 1.08) } : step,
    )
    expect(fitCell(moved, options)).toMatchObject({ verdict: 'warn', reasons: ['not-repeated'] })
  })

  it('does not fit creep to the check weight, where a slow cell still shows the weights before', () => {
    const part = { ...partOf(3), creepPerDecade: 0.05, creepFromS: 1, recoveryS: 9 }
    for (const seed of [1, 2, 3])
      expect(Math.abs((fitted({ part, seed }).calibration?.creepPerDecade ?? 0) - 0.05)).toBeLessThan(0.004)
  })

  it('finds the parameters of simulated parts: n within 0.03, k 5 %, creep 0.015, loop 0.025, force 5 %', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const part = partOf(seed)
        const fit = fitted({ part, seed })
        const found = fit.calibration
        if (found === null) throw new Error(fit.reasons.join())
        expect(fit.verdict).toBe('pass')
        expect(Math.abs(found.n - part.n)).toBeLessThan(0.03)
        expect(Math.abs(found.k / part.k - 1)).toBeLessThan(0.05)
        expect(Math.abs(found.creepPerDecade - part.creepPerDecade)).toBeLessThan(0.015)
        expect(Math.abs(found.hysteresis - part.hysteresis)).toBeLessThan(0.025)
        for (const forceN of [0.6, 1.3, 2.5, 5, 10]) {
          const force = ((part.k * forceN ** part.n) / found.k) ** (1 / found.n)
          expect(Math.abs(force / forceN - 1)).toBeLessThan(0.05)
        }
        expect(Math.abs(fit.verifyError ?? 1)).toBeLessThan(0.05)
      }),
      { numRuns: 40 },
    )
  })

  it('R_M is only a scale: another one gives the same force for the same count', () => {
    const steps = measure({ part: partOf(3) })
    const [a, b] = [fitCell(steps, options), fitCell(steps, { ...options, rMOhm: 47_000 })]
    expect(b.calibration?.n).toBeCloseTo(a.calibration?.n ?? 0, 9)
    expect((b.calibration?.k ?? 0) * 10).toBeCloseTo(a.calibration?.k ?? 0, 9)
  })

  it('if all weights are 3 % off, forces are 3 % off and nothing else changes', () => {
    const steps = measure({ part: partOf(4), hands: (g) => g / 1.03 })
    const right = measure({ part: partOf(4) })
    const [off, good] = [fitCell(steps, options), fitCell(right, options)]
    expect(off.calibration?.n).toBeCloseTo(good.calibration?.n ?? 0, 1)
    expect((off.calibration?.k ?? 0) / (good.calibration?.k ?? 1)).toBeCloseTo(0.97, 1)
  })

  it('a large stamp puts only its share on the cell', () => {
    expect(forceOnCellN(1000, { areaCm2: 1.27, stampAreaCm2: 2.54 })).toBeCloseTo(4.903325, 9)
    expect(forceOnCellN(1000, { areaCm2: 1.27, stampAreaCm2: 1 })).toBeCloseTo(9.80665, 9)
  })
})

describe('verdict', () => {
  const good = measure({ part: partOf(7) })
  const with_ = (change: (step: HeldStep) => HeldStep): CellFit => fitCell(good.map(change), options)

  it.each([
    [1.1, 'pass', []],
    [1.25, 'warn', ['verify-off']],
    [0.8, 'warn', ['verify-off']],
    [1.4, 'fail', ['verify-far-off']],
  ] as const)('a check weight %f times as heavy: %s', (factor, verdict, reasons) => {
    const fit = with_((step) => (step.kind === 'verify' ? { ...step, massG: step.massG / factor } : step))
    expect(fit).toMatchObject({ verdict, reasons })
  })
  it('an open cell fails, so does a stuck one and one with too few weights', () => {
    expect(with_((step) => ({ ...step, counts: 1 })).reasons).toContain('open')
    expect(with_((step) => ({ ...step, counts: step.kind === 'empty' ? 0 : 512 })).reasons).toContain('stuck')
    const few = good.filter(({ massG }) => massG !== 200)
    expect(fitCell(few, options)).toMatchObject({ verdict: 'fail', reasons: ['too-few-weights'] })
  })
  it('saturated steps are left out: a warning while five weights are left, else too few', () => {
    const more = { massesG: [100, 200, 400, 700, 1200, 6000], verifyG: 300 }
    const fit = fitted({ part: partOf(2), weights: more })
    expect(fit).toMatchObject({ verdict: 'warn', reasons: ['saturated'] })
    const heavy = fitted({ part: partOf(2), weights: { massesG: [200, 400, 900, 5500, 7000], verifyG: 500 } })
    expect(heavy).toMatchObject({ verdict: 'fail', reasons: ['saturated', 'too-few-weights'] })
  })
  it('an exponent like that of a faulty cell fails', () => {
    const steps = [...[100, 200, 400, 700, 1200].map((g) => held('up', g, ideal(g, 0.21)))]
    expect(fitCell(steps, options).reasons).toContain('exponent')
  })
  it('weights that do not fit one line fail', () => {
    const off = [3, 0.4, 2, 0.3, 1.5]
    const steps = [200, 300, 400, 500, 700].map((g, i) => held('up', g, ideal(g * (off[i] ?? 1))))
    expect(fitCell(steps, options).reasons).toContain('poor-fit')
  })
  it('without a check weight, or without unloading, it warns', () => {
    const steps = good.filter(({ kind }) => kind === 'up' || kind === 'empty')
    expect(fitCell(steps, options)).toMatchObject({
      verdict: 'warn',
      reasons: ['loop-not-measured', 'not-verified'],
    })
  })
  it('no input makes it throw or give NaN', () => {
    const step = fc.record({
      kind: fc.constantFrom(...heldKinds),
      massG: fc.integer({ min: 1, max: 5000 }),
      counts: fc.double({ min: 0, max: 1023, noNaN: true }),
      creepLog: fc.double({ min: 0, max: 4, noNaN: true }),
      branch: fc.constantFrom(-0.5, 0.5),
      saturated: fc.boolean(),
      trend: fc.array(
        fc.record({
          creepLog: fc.double({ min: 0, max: 4, noNaN: true }),
          counts: fc.double({ min: 0, max: 1023, noNaN: true }),
        }),
        { maxLength: 10 },
      ),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
        const fit = fitCell(steps, options)
        for (const value of Object.values(fit.calibration ?? {})) expect(value).toSatisfy(Number.isFinite)
        if (fit.calibration === null) expect(fit.verdict).toBe('fail')
      }),
    )
  })
})
