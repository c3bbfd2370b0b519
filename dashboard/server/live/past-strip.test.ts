import { expect, it } from 'vitest'
import { CushionCore } from '../../../core/cushion-core.ts'
import type { Layout } from '../../../core/model/schemas/layout.ts'
import { startingTolerance } from '../../../core/model/tolerance-fields.ts'
import { Strip, stripReading } from '../../../core/summary/strip.ts'
import { fsr8, grid4x4 } from '../../../firmware-protocol/layout.ts'
import { anInfo, FakeStore, startMs } from '../testing.ts'
import { readPast } from './past-strip.ts'

const count = 200

/** Counts of somebody who rocks from side to side and presses on the inner cells more than on the outer ones. */
const counts = (cells: number, at: number): number[] =>
  Array.from({ length: cells }, (_, cell) =>
    Math.round(300 + 25 * (cell % 4) + 120 * Math.sin(at / 9 + (cell % 2))),
  )

/** 8 x 8 cells side by side, where the PPI is the peak of a window and no mean of the zone. */
const mat: Layout = {
  v: 1,
  name: 'mat',
  cells: Array.from({ length: 64 }, (_, index) => {
    const column = index % 8
    const part = index < 32 ? ('ischium' as const) : ('thigh' as const)
    const zone = column < 4 ? (`left-${part}` as const) : (`right-${part}` as const)
    return { zone, xCm: column * 2 - 7, yCm: Math.floor(index / 8) * 2, areaCm2: 4 }
  }),
}

it.each([
  ['fsr8', fsr8],
  ['grid4x4', grid4x4],
  ['a mat', mat],
])('on %s the strip from the store is the one that was drawn live', async (_name, layout) => {
  const core = new CushionCore({
    cushion: 'desk-1',
    simulated: false,
    layout,
    calibration: {
      v: 1,
      madeAt: '2026-01-01T00:00:00.000Z',
      surface: 'wood',
      cells: layout.cells.map(() => ({
        rMOhm: 10_000,
        k: 1e-4,
        n: 1,
        creepPerDecade: 0,
        zeroAdc: 0,
        hysteresis: 0,
      })),
    },
    tolerance: startingTolerance,
    bits: 10,
    rateHz: 10,
    day: { zone: 'UTC', startHour: 4 },
  })
  const live = new Strip()
  const store = new FakeStore()
  for (let seq = 0; seq < count; seq++) {
    const frame = {
      atMs: startMs + seq * 100,
      boot: 1,
      seq,
      boardMs: seq * 100,
      counts: counts(layout.cells.length, seq),
    }
    const { reading } = core.frame(frame)
    live.add(stripReading(reading.live()))
    store.frameRows.push({ ...frame, kpa: reading.kpa() })
  }
  const cushion = {
    id: 'desk-1',
    availability: 'online' as const,
    info: anInfo({ layout }),
    state: null,
    tolerance: null,
    live: null,
    liveAgeMs: null,
    offlineAgeMs: null,
    strip: new Strip(),
  }
  const past = await readPast(store, cushion, { fromMs: startMs, toMs: startMs + count * 100 })
  expect(past).toHaveLength(20)
  live.points().forEach((drawn, second) => {
    expect(drawn.leftKpa).toBeGreaterThan(1)
    expect(past[second]?.atMs).toBe(drawn.atMs)
    expect(past[second]?.leftKpa).toBeCloseTo(drawn.leftKpa ?? NaN, 1)
    expect(past[second]?.rightKpa).toBeCloseTo(drawn.rightKpa ?? NaN, 1)
  })
})
