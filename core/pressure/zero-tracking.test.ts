import { describe, expect, it } from 'vitest'
import { coreStateSchema } from '../summary/snapshot.ts'
import { Bench, countAt, options, seat } from '../testing.ts'
import { freshZeroTracking, trackZero } from './zero-tracking.ts'

const person = seat(12)
/** Counts of an empty seat on which the cells read this much. */
function empty(bench: Bench, counts: readonly number[], s: number): Bench {
  for (let i = 0; i < s * options().rateHz; i++) bench.counts(counts)
  return bench
}
const all = (count: number): number[] => new Array<number>(8).fill(count)
const tare = (bench: Bench): readonly number[] => coreStateSchema.parse(bench.core.snapshot().state).tare

describe('zero tracking', () => {
  it('follows a small drift of the empty seat, slowly, over a restart as well', () => {
    const bench = empty(new Bench(), all(0), 120)
    expect(tare(bench)).toEqual(all(0))
    empty(bench, all(3), 65)
    expect(tare(bench)[0]).toBeLessThan(0.8)
    empty(bench, all(3), 600).restart()
    empty(bench, all(3), 1200)
    expect(tare(bench)[0]).toBeCloseTo(3, 0)
    expect(tare(bench)[7]).toBeCloseTo(3, 0)
    empty(bench, all(0), 2400)
    expect(tare(bench)[0]).toBeCloseTo(0, 0)
  })
  it('waits a minute of empty seat, again after each sitting', () => {
    const bench = new Bench()
    for (let i = 0; i < 5; i++) {
      empty(bench.hold(person, 30), all(3), 55)
    }
    expect(bench.state.occupancy).toBe('empty')
    expect(tare(bench)).toEqual(all(0))
  })
  it('never moves while somebody sits, while the seat is unknown, or with a bag on it', () => {
    const bench = empty(new Bench(), all(0), 30).hold(person, 900, { still: true })
    bench.silence(900)
    bench.hold([3, 5, 0, 0, 2, 1, 0, 0], 1800, { still: true })
    expect(bench.state.occupancy).toBe('empty')
    expect(tare(bench)).toEqual(all(0))
  })
  it('follows no cell while a laptop lies there, too light to be contact; says so on the cells that it presses', () => {
    const bench = empty(new Bench(), all(0), 90)
    const laptop = [countAt(0.3), countAt(0.3), 2, 2, countAt(0.4), 2, 2, 2]
    empty(bench, laptop, 3600)
    expect(tare(bench)).toEqual(all(0))
    const told = bench.core.cells().filter(({ advice }) => advice !== null)
    expect(told.map(({ index }) => index)).toEqual([0, 1, 4])
    expect(told[0]).toMatchObject({ verdict: 'ok' })
    expect(told[0]?.advice).toContain('tare')
    empty(bench, all(0), 90)
    expect(bench.core.cells().every(({ advice }) => advice === null)).toBe(true)
  })
  it('goes no further than a fiftieth of the range from where it was set, and anew after a tare', () => {
    const state = freshZeroTracking()
    const offsets = [0, 0]
    let emptyMs = 60_000
    const hours = (count: (step: number) => number, n: number) => {
      for (let i = 0; i < n * 360; i++) {
        emptyMs += 10_000
        const means = [count(i), 0]
        const seatNow = { emptyMs, means, calibrated: () => 0, bad: () => false, saturationCount: 971 }
        trackZero(state, offsets, seatNow)
      }
    }
    hours((i) => i / 120, 20)
    expect(offsets[0]).toBeGreaterThan(15)
    expect(offsets[0]).toBeLessThanOrEqual(0.02 * 971)
    expect(offsets[1]).toBe(0)
    expect(state.off).toEqual([1, 0])
    offsets[0] = 60
    hours(() => 62, 2)
    expect(state.off).toEqual([0, 0])
    expect(offsets[0]).toBeCloseTo(62, 0)
  })
})
