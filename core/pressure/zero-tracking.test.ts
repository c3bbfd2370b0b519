import { describe, expect, it } from 'vitest'
import { coreStateSchema } from '../summary/snapshot.ts'
import { countAt, options, seat, TestCushion } from '../testing.ts'
import { freshZeroTracking, trackZero } from './zero-tracking.ts'

const person = seat(12)
/** An empty seat with these counts. */
function empty(cushion: TestCushion, counts: readonly number[], s: number): TestCushion {
  for (let i = 0; i < s * options().rateHz; i++) cushion.counts(counts)
  return cushion
}
const all = (count: number): number[] => new Array<number>(8).fill(count)
const tare = (cushion: TestCushion): readonly number[] =>
  coreStateSchema.parse(cushion.core.snapshot().state).tare

describe('zero tracking', () => {
  it('follows a small drift of the empty seat, slowly, over a restart as well', () => {
    const cushion = empty(new TestCushion(), all(0), 120)
    expect(tare(cushion)).toEqual(all(0))
    empty(cushion, all(3), 65)
    expect(tare(cushion)[0]).toBeLessThan(0.8)
    empty(cushion, all(3), 600).restart()
    empty(cushion, all(3), 1200)
    expect(tare(cushion)[0]).toBeCloseTo(3, 0)
    expect(tare(cushion)[7]).toBeCloseTo(3, 0)
    empty(cushion, all(0), 2400)
    expect(tare(cushion)[0]).toBeCloseTo(0, 0)
  })
  it('waits a minute of empty seat, again after each sitting', () => {
    const cushion = new TestCushion()
    for (let i = 0; i < 5; i++) {
      empty(cushion.hold(person, 30), all(3), 55)
    }
    expect(cushion.state.occupancy).toBe('empty')
    expect(tare(cushion)).toEqual(all(0))
  })
  it('never moves while somebody sits, while the seat is unknown, or with a bag on it', () => {
    const cushion = empty(new TestCushion(), all(0), 30).hold(person, 900, { still: true })
    cushion.silence(900)
    cushion.hold([3, 5, 0, 0, 2, 1, 0, 0], 1800, { still: true })
    expect(cushion.state).toMatchObject({ occupancy: 'unknown', object: true })
    expect(tare(cushion)).toEqual(all(0))
  })
  it('follows no cell while a laptop lies there, too light to be contact; says so on the cells that it presses', () => {
    const cushion = empty(new TestCushion(), all(0), 90)
    const laptop = [countAt(0.3), countAt(0.3), 2, 2, countAt(0.4), 2, 2, 2]
    empty(cushion, laptop, 3600)
    expect(tare(cushion)).toEqual(all(0))
    const told = cushion.core.cells().filter(({ advice }) => advice !== null)
    expect(told.map(({ index }) => index)).toEqual([0, 1, 4])
    expect(told[0]).toMatchObject({ verdict: 'ok' })
    expect(told[0]?.advice).toContain('tare')
    empty(cushion, all(0), 90)
    expect(cushion.core.cells().every(({ advice }) => advice === null)).toBe(true)
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
