import { describe, expect, test } from 'vitest'
import { Random } from '../random.ts'
import { layout, meanTruth, model, mondayMs, stillScenario } from '../testing.ts'
import { exactCalibration, nominalCalibration } from './calibration.ts'
import { FsrArray } from './fsr.ts'
import { type FsrPart, nominalPart, usualSpread } from './fsr-part.ts'

const quiet = { ...usualSpread, noise: 0, repeatability: 0 }

/** One cell without noise and with 24 bits, as conductance in siemens. */
function cellWith(part: Partial<FsrPart>) {
  const cell = { ...nominalPart, ...part }
  const cells = new FsrArray({
    parts: [cell],
    areasCm2: [1.27],
    spread: quiet,
    bits: 24,
    random: new Random(1, 'cell'),
  })
  return (kpa: number, forS: number) => {
    const adc = cells.step(Float64Array.of(kpa), forS)[0] ?? 0
    return adc / (cell.rMOhm * (cells.fullScale - adc))
  }
}

test('without creep and hysteresis it is G = k F^n of the datasheet', () => {
  const g = cellWith({ creepPerDecade: 0, hysteresis: 0 })
  for (const kpa of [1, 4, 12.6, 40, 100]) {
    expect(g(kpa, 0.1) / (1.2e-4 * ((kpa * 1.27) / 10) ** 0.95)).toBeCloseTo(1, 3)
  }
})

test('creep: 5 % more per decade of time under load, forgotten off load', () => {
  const g = cellWith({ creepPerDecade: 0.05, hysteresis: 0 })
  const at10 = g(13, 10)
  const at100 = g(13, 90)
  const at1000 = g(13, 900)
  expect(at100 / at10 - 1).toBeGreaterThan(0.043)
  expect(at100 / at10 - 1).toBeLessThan(0.05)
  expect(at1000 - at100).toBeCloseTo(at100 - at10, 6)
  g(0, 60)
  expect(g(13, 10) / at10).toBeCloseTo(1, 3)
})

test('a stress cushion of 17 % in four minutes can be asked for', () => {
  const g = cellWith({ creepPerDecade: 0.1, hysteresis: 0 })
  expect(g(13, 240) / cellWith({ creepPerDecade: 0, hysteresis: 0 })(13, 240)).toBeGreaterThan(1.17)
})

test('hysteresis: unloading reads about 10 % more than loading', () => {
  const g = cellWith({ creepPerDecade: 0, hysteresis: 0.1 })
  const up: number[] = []
  const down: number[] = []
  for (let kpa = 1; kpa <= 40; kpa++) up.push(g(kpa, 1))
  for (let kpa = 40; kpa >= 1; kpa--) down.unshift(g(kpa, 1))
  const loop = (down[12] ?? 0) / (up[12] ?? 1) - 1
  expect(loop).toBeGreaterThan(0.07)
  expect(loop).toBeLessThan(0.12)
})

test('nothing conducts below the actuation force, and full scale is never passed', () => {
  const g = cellWith({})
  expect(g(0.1, 1)).toBe(0)
  const cells = new FsrArray({
    parts: [nominalPart],
    areasCm2: [14.5],
    spread: usualSpread,
    bits: 10,
    random: new Random(1, 'big'),
  })
  expect(cells.step(Float64Array.of(1e9), 1)[0]).toBe(1023)
})

describe('calibration files', () => {
  test('the nominal one has every cell as in the datasheet', () => {
    const { cells } = nominalCalibration(layout)
    expect(cells).toHaveLength(8)
    expect(cells[0]).toEqual({
      rMOhm: 4700,
      k: 1.2e-4,
      n: 0.95,
      creepPerDecade: 0.05,
      zeroAdc: 0,
      hysteresis: 0.1,
    })
  })

  test('the exact one differs from its parts by what a careful calibration leaves, or not at all', () => {
    const parts = model(stillScenario(), 3).parts
    const of = (residual?: number) =>
      exactCalibration(3, layout, residual === undefined ? {} : { residual }).cells.map((cell) => cell.k)
    expect(of(0)).toEqual(parts.map((part) => part.k))
    expect(of()).not.toEqual(of(0))
    for (const [i, k] of of().entries()) expect(Math.abs(k / (parts[i]?.k ?? 1) - 1)).toBeLessThan(0.03)
    expect(of()).toEqual(of())
  })

  test('the exact one gives the true pressure back within 10 % once creep is taken out', () => {
    const errors: number[] = []
    for (let seed = 1; seed <= 10; seed++) {
      const cushion = model(stillScenario(), seed)
      const truth = meanTruth(cushion, 'upright', { atMs: mondayMs, forS: 100 })
      const counts = cushion.counts(mondayMs + 100_000)
      for (const [i, cell] of exactCalibration(seed, layout).cells.entries()) {
        const siemens = (adc: number) => adc / (cell.rMOhm * (1023 - adc))
        const g = (siemens(counts[i] ?? 0) - siemens(cell.zeroAdc)) / (1 + cell.creepPerDecade * 2)
        const kpa = (10 * (g / cell.k) ** (1 / cell.n)) / 1.27
        errors.push(Math.abs(kpa / (truth.kpa[i] ?? 1) - 1))
      }
    }
    expect(Math.max(...errors)).toBeLessThan(0.12)
    expect(errors.toSorted((a, b) => a - b)[40]).toBeLessThan(0.05)
  })
})
