import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FrameColumns } from '../../contract/record.ts'
import { columnsOf, framesFrom, t0 } from '../testing.ts'
import { leanRow, runsOfLean } from './lean-row.ts'

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const kpa = fc.option(fc.integer({ min: -50_000, max: 2_000_000 }).map((steps) => steps / 100))
const run = fc
  .record({ n: fc.integer({ min: 1, max: 20 }), cells: fc.integer({ min: 1, max: 8 }) })
  .chain(({ n, cells }) => {
    const column = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: n, maxLength: n })
    const columns = <T>(of: fc.Arbitrary<T>) => fc.array(column(of), { minLength: cells, maxLength: cells })
    return fc.record({
      atMs: column(fc.integer({ min: 0, max: 9_223_372_036_000 })),
      boot: column(u32),
      seq: column(u32),
      boardMs: column(u32),
      counts: columns(fc.integer({ min: 0, max: 65_535 })),
      kpa: fc.option(columns(kpa)),
    })
  })

describe('a row of frames', () => {
  it('gives back exactly what was put into it, for any values', () => {
    fc.assert(
      fc.property(fc.array(run, { maxLength: 3 }), (runs: FrameColumns[]) => {
        expect(runsOfLean(leanRow(runs))).toEqual(runs)
      }),
      { numRuns: 50 },
    )
  })

  it('takes a fraction of plain numbers', () => {
    expect(leanRow([columnsOf(framesFrom(t0, 5))]).length / 5).toBeLessThan(40)
  })

  it('that was damaged anywhere is refused', () => {
    const row = leanRow([columnsOf(framesFrom(t0, 5))])
    for (let i = 0; i < row.length; i++) {
      const damaged = Uint8Array.from(row, (byte, at) => (at === i ? byte ^ 4 : byte))
      expect(() => runsOfLean(damaged)).toThrow(RangeError)
    }
    expect(() => runsOfLean(row.subarray(0, 3))).toThrow(RangeError)
  })
})
