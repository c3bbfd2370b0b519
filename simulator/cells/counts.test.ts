import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { simulatedPostures, simulatedSurfaces } from '../../core/model/simulated-sitter.ts'
import { layout, meanTruth, model, mondayMs, stillScenario } from '../testing.ts'
import { createCushionModel } from './cushion.ts'
import type { CellFault } from './fault.ts'

const now = { atMs: mondayMs, forS: 120 }

describe('counts', () => {
  const fault: fc.Arbitrary<CellFault> = fc.oneof(
    fc.constant({ kind: 'open' } as const),
    fc.constant({ kind: 'saturated' } as const),
    fc.record({ kind: fc.constant('stuck' as const), adc: fc.double({ noNaN: true }) }),
    fc.record({
      kind: fc.constant('drifting' as const),
      perHour: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    }),
    fc.record({ kind: fc.constant('gain' as const), factor: fc.double({ min: 0, max: 1e9, noNaN: true }) }),
    fc.record({
      kind: fc.constant('spiking' as const),
      perMinute: fc.double({ min: 0, max: 1e4, noNaN: true }),
    }),
  )

  test('are whole numbers from 0 to full scale, whatever sits there and whatever is broken', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer(),
          massKg: fc.double({ min: 40, max: 130, noNaN: true }),
          surface: fc.constantFrom(...simulatedSurfaces),
          bits: fc.integer({ min: 8, max: 16 }),
          cell: fc.integer({ min: 0, max: 9 }),
          fault,
          posture: fc.constantFrom(...simulatedPostures),
          stepMs: fc.integer({ min: 1, max: 100_000 }),
        }),
        ({ seed, massKg, surface, bits, cell, fault, posture, stepMs }) => {
          const scenario = stillScenario({ massKg, surface })
          const cushion = createCushionModel({ scenario, seed, layout, startMs: mondayMs, bits })
          cushion.sitter.sit()
          cushion.sitter.setPosture(posture)
          cushion.setFault(cell, fault)
          for (let i = 0; i < 30; i++) {
            if (i === 20) cushion.sitter.stand()
            for (const count of cushion.step(mondayMs + i * stepMs).counts) {
              expect(Number.isInteger(count) && count >= 0 && count < 2 ** bits).toBe(true)
            }
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  test('use the middle of the range at 10-15 kPa and stay unsaturated on wood', () => {
    const office = model(stillScenario())
    meanTruth(office, 'upright', now)
    for (const count of office.counts(mondayMs + 121_000).slice(0, 4)) {
      expect(count).toBeGreaterThan(400)
      expect(count).toBeLessThan(650)
    }
    const wood = model(stillScenario({ surface: 'wood', massKg: 130 }))
    meanTruth(wood, 'lean-left', now)
    expect(Math.max(...wood.counts(mondayMs + 121_000))).toBeLessThan(0.95 * 1023)
  })

  test('faults show as they should and heal', () => {
    const cushion = model(stillScenario())
    meanTruth(cushion, 'upright', now)
    let atMs = mondayMs + 120_000
    const count = (cell: number) => {
      atMs += 100
      return cushion.counts(atMs)[cell] ?? -1
    }
    const healthy = count(0)
    cushion.setFault(0, { kind: 'open' })
    expect(count(0)).toBe(0)
    cushion.setFault(0, { kind: 'saturated' })
    expect(count(0)).toBe(1023)
    cushion.setFault(1, { kind: 'stuck' })
    expect(new Set(Array.from({ length: 50 }, () => count(1))).size).toBe(1)
    cushion.setFault(0, { kind: 'drifting', perHour: 1 })
    atMs += 3_600_000
    expect(count(0)).toBeGreaterThan(healthy + 100)
    cushion.setFault(0, null)
    expect(Math.abs(count(0) - healthy)).toBeLessThan(40)
  })
})
