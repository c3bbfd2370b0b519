import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FrameColumns } from '../../contract/record.ts'
import { columnsOf, framesFrom, t0 } from '../testing.ts'
import { packChunk, unpackChunk } from './chunk.ts'

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
/** Any run of frames with the same number of cells. */
const anyRun: fc.Arbitrary<FrameColumns> = fc
  .tuple(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 5 }), fc.boolean())
  .chain(([n, cells, calibrated]) => {
    const column = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: n, maxLength: n })
    const columns = <T>(value: fc.Arbitrary<T>) =>
      fc.array(column(value), { minLength: cells, maxLength: cells })
    const near = fc.integer({ min: 480, max: 520 })
    const count = fc.oneof({ weight: 5, arbitrary: near }, { weight: 1, arbitrary: u32 })
    const kpa = fc.option(fc.integer({ min: -10_000, max: 100_000_000 }).map((steps) => steps / 100))
    return fc.record({
      atMs: column(fc.integer({ min: 0, max: 9e12 })),
      boot: column(u32),
      seq: column(u32),
      boardMs: column(u32),
      counts: columns(count),
      kpa: calibrated ? columns(kpa) : fc.constant(null),
    })
  })

/** A minute of a sitter who sways and breathes: noise of one count, pressure from the count with a slow creep. */
function livelyMinute(random: () => number): FrameColumns {
  const noise = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const levels = [545, 533, 535, 521, 311, 299, 297, 268]
  const n = 600
  const counts = levels.map((level, cell) =>
    Array.from({ length: n }, (_, i) => Math.round(level + 4 * Math.sin(i / 31 + cell) + noise())),
  )
  const kpa = counts.map((column) =>
    column.map((count, i) => Math.round((100 * (0.047 * count - 11)) / (1 + 2e-6 * i)) / 100),
  )
  const tenths = Array.from({ length: n }, (_, i) => i * 100)
  return {
    atMs: tenths.map((ms) => t0 + ms + Math.floor(ms / 20_000)),
    boot: tenths.map(() => 7),
    seq: tenths.map((ms) => 4_294_967_000 + ms / 100),
    boardMs: tenths.map((ms) => ms + 123_456),
    counts,
    kpa,
  }
}

describe('a chunk of frames', () => {
  it('returns exactly what was packed, for any values', () => {
    fc.assert(
      fc.property(fc.array(anyRun, { maxLength: 3 }), (runs) => {
        expect(unpackChunk(packChunk(runs))).toEqual(runs)
      }),
      { numRuns: 150 },
    )
  })

  it('of a lively minute of 8 cells at 10 Hz takes less than 1.7 kB: about 0.8 MB in 8 hours', () => {
    let state = 42
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state / 2 ** 32
    }
    const minute = livelyMinute(random)
    const packed = packChunk([minute])
    expect(unpackChunk(packed)).toEqual([minute])
    expect(packed.length).toBeLessThan(1700)
  })

  it('of an empty seat takes almost nothing', () => {
    const still = columnsOf(
      framesFrom(t0, 600).map((frame) => ({ ...frame, counts: [3, 0, 2, 0], kpa: [0, 0, 0, 0] })),
    )
    expect(packChunk([still]).length).toBeLessThan(100)
  })

  it('that is damaged anywhere does not decode to frames', () => {
    const packed = packChunk([columnsOf(framesFrom(t0, 300))])
    for (let at = 0; at < packed.length; at += 3) {
      const damaged = Uint8Array.from(packed)
      damaged[at] = (damaged[at] ?? 0) ^ 0x10
      expect(() => unpackChunk(damaged)).toThrow()
    }
    expect(() => unpackChunk(packed.subarray(0, packed.length - 3))).toThrow()
    expect(() => unpackChunk(new Uint8Array())).toThrow()
  })
})
