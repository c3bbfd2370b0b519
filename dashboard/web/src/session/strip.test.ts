import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StripPoint } from '../../../../contract/sockets.ts'
import type { Live } from '../../../../core/model/live.ts'
import { brokenLine, stripBuffer, stripGaps, stripWindowMs } from './strip.ts'

const nowMs = 1_800_000_000_000
const point = (agoS: number, more: Partial<StripPoint> = {}): StripPoint => ({
  atMs: nowMs - agoS * 1000,
  leftKpa: 12,
  rightKpa: 11,
  leftErrorKpa: 1,
  rightErrorKpa: 1,
  leftRelative: null,
  rightRelative: null,
  occupancy: 'occupied',
  ...more,
})
const full = (skip: (agoS: number) => boolean = () => false): StripPoint[] =>
  Array.from({ length: 600 }, (_, at) => 599 - at)
    .filter((agoS) => !skip(agoS))
    .map((agoS) => point(agoS))
const live = (atMs: number): Live => ({
  v: 1,
  atMs,
  seq: 1,
  kpa: [],
  relative: null,
  leftPpiKpa: 12,
  rightPpiKpa: 11,
  leftErrorKpa: 1,
  rightErrorKpa: 1,
  leftRelative: null,
  rightRelative: null,
  copX: 0,
  copY: 0,
  occupancy: 'occupied',
})

describe('gaps of the strip', () => {
  it('none in ten full minutes', () => expect(stripGaps(full(), nowMs, 1)).toEqual([]))
  it('missing seconds are one gap from the last to the next point', () =>
    expect(
      stripGaps(
        full((ago) => ago > 100 && ago < 130),
        nowMs,
        1,
      ),
    ).toEqual([{ fromMs: nowMs - 130_000, toMs: nowMs - 100_000 }]))
  it('unknown occupancy is a gap although points arrive', () => {
    const points = full().map((one) =>
      one.atMs > nowMs - 60_000 ? { ...one, occupancy: 'unknown' as const } : one,
    )
    expect(stripGaps(points, nowMs, 1)).toEqual([{ fromMs: nowMs - 60_000, toMs: nowMs }])
  })
  it('silence up to now is a gap, and no points at all are one', () => {
    expect(
      stripGaps(
        full((ago) => ago < 30),
        nowMs,
        1,
      ),
    ).toHaveLength(1)
    expect(stripGaps([], nowMs, 1)).toEqual([{ fromMs: nowMs - stripWindowMs, toMs: nowMs }])
  })
  it('a fast simulator leaves longer steps between its points', () =>
    expect(
      stripGaps(
        full((ago) => ago % 60 !== 0),
        nowMs,
        60,
      ),
    ).toEqual([]))
})

describe('a line breaks at its gaps', () => {
  it('has a NaN between the two ends, and invents no point', () => {
    const points = full((ago) => ago > 100 && ago < 130)
    const line = brokenLine(points, 1, (one) => one.leftKpa)
    expect(line.filter((xy) => Number.isNaN(xy.y))).toHaveLength(1)
    expect(line.filter((xy) => !Number.isNaN(xy.y))).toHaveLength(points.length)
  })
  it('breaks at null and unknown', () => {
    const line = brokenLine(
      [point(3), point(2, { leftKpa: null }), point(1), point(0, { occupancy: 'unknown' })],
      1,
      (one) => one.leftKpa,
    )
    expect(line.map((xy) => Number.isNaN(xy.y))).toEqual([false, true, false, true])
  })
})

describe('the buffer', () => {
  it('takes one point a second and stays bounded', () => {
    const buffer = stripBuffer()
    let added = 0
    for (let ms = 0; ms < 1_200_000; ms += 100) if (buffer.add(live(nowMs + ms))) added += 1
    expect(added).toBe(1_200)
    expect(buffer.points().length).toBeLessThanOrEqual(607)
  })
  it('begins anew when a restarted simulator goes back in time', () => {
    const buffer = stripBuffer()
    buffer.add(live(nowMs))
    expect(buffer.add(live(nowMs - 3_600_000))).toBe(true)
    expect(buffer.points()).toHaveLength(1)
  })
  it('rises strictly whatever arrives', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3_000_000 }), { maxLength: 80 }), (offsets) => {
        const buffer = stripBuffer()
        for (const offset of offsets) buffer.add(live(nowMs + offset))
        const times = buffer.points().map((one) => one.atMs)
        return times.every((ms, at) => at === 0 || ms > (times[at - 1] ?? 0))
      }),
    )
  })
})
