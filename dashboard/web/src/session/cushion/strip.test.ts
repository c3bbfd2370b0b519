import { describe, expect, it } from 'vitest'
import type { StripPoint } from '../../../../../contract/sockets.ts'
import { stripMs } from '../../../../../core/summary/strip.ts'
import { brokenLine, stripGaps } from './strip.ts'

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
    expect(stripGaps([], nowMs, 1)).toEqual([{ fromMs: nowMs - stripMs, toMs: nowMs }])
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
