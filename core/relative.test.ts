import { describe, expect, it } from 'vitest'
import { baselineOf, median } from './pressure/baseline.ts'
import { geometryOf } from './pressure/geometry.ts'
import { Bench, calibration, layout, nobody, seat, tolerance } from './testing.ts'

const person = seat(12)
const relative = () =>
  new Bench({ calibration: null, tolerance: tolerance({ boutMin: 10 }) }).hold(nobody, 10)
const take = (bench: Bench) => {
  bench.take(bench.core.command({ verb: 'calibrate', id: 'c', action: 'baseline' }, bench.atMs).output)
  return bench
}

describe('relative mode', () => {
  it('knows sitting, bouts and their limits, but no kPa and no load', () => {
    const bench = relative().hold(person, 610)
    expect(bench.state).toMatchObject({ occupancy: 'occupied', level: 'exceeded' })
    expect(bench.state.used).toMatchObject({ loadLeft: null, pressureLeft: null })
    expect(bench.state.left).toEqual({ ppiKpa: null, errorKpa: null, ppiRelative: null, loadKpaMin: null })
    expect(bench.core.reading.kpa()).toBeNull()
    expect(bench.core.reading.live().kpa).toEqual(new Array(8).fill(null))
    expect(bench.minutes.at(-1)).toMatchObject({
      leftMeanKpa: null,
      leftPtiKpaMin: null,
      leftMeanRelative: null,
    })
  })
  it('takes a baseline in five minutes of sitting, pauses while nobody sits, and then speaks in its unit', () => {
    const bench = take(relative())
    expect(bench.core.baseline).toBe('running')
    bench.hold(person, 200).hold(nobody, 60).hold(person, 60)
    expect(bench.core.baseline).toBe('running')
    bench.hold(person, 60)
    expect(bench.core.baseline).toBe('done')
    expect(bench.state.left.ppiRelative).toBeCloseTo(1, 1)
    bench.hold(seat(18, 6), 10)
    expect(bench.state.left.ppiRelative).toBeCloseTo(1.5, 1)
    expect(bench.state.right.ppiRelative).toBeCloseTo(0.5, 1)
    expect(Math.abs((bench.core.reading.live().relative?.[0] ?? 0) - 1.5)).toBeLessThan(0.1)
    bench.hold(person, 120)
    expect(bench.minutes.at(-1)?.leftMeanRelative).toBeCloseTo(1, 0)
  })
  it('is a median: a minute of leaning does not move it', () => {
    const bench = take(relative()).hold(person, 120).hold(seat(20, 5), 60).hold(person, 130)
    expect(bench.state.left.ppiRelative).toBeCloseTo(1, 1)
  })
  it('can be cancelled, and survives a restart on the way', () => {
    const bench = take(relative()).hold(person, 150).restart().hold(person, 152)
    expect(bench.core.baseline).toBe('done')
    const other = take(relative()).hold(person, 150)
    other.take(other.core.command({ verb: 'calibrate', id: 'c', action: 'cancel' }, other.atMs).output)
    expect(other.core.baseline).toBe('none')
  })
  it('median by hand, and a hardly loaded cell is set against its side instead of zero', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5])
    const baseline = baselineOf([[2, 2, 4, 4, 0, 1, 1, 1]], geometryOf(layout))
    expect(baseline).toMatchObject({ left: 2, right: 4 })
    expect(baseline.cells[4]).toBeCloseTo(0.4, 10)
  })
})

describe('commands', () => {
  it('a calibration put in force gives kPa from then on, without a jump in what was accounted for', () => {
    const bench = relative().hold(person, 60)
    const { result, output } = bench.core.command(
      { verb: 'calibrate', id: 'c', action: 'set', calibration },
      bench.atMs,
    )
    bench.take(output)
    expect(result.ok).toBe(true)
    expect(bench.core.baseline).toBeNull()
    bench.hold(person, 10)
    expect(bench.state.left.ppiKpa).toBeCloseTo(12, 0)
    expect(bench.state.occupancy).toBe('occupied')
    expect(bench.bouts).toEqual([])
    bench.restart().hold(person, 1)
    expect(bench.core.calibration).toEqual(calibration)
  })
  it.each([
    ['of another cushion', { ...calibration, cells: calibration.cells.slice(1) }],
    ['that is none', { v: 1, cells: 'no' }],
  ])('a calibration %s is refused in words', (_, given) => {
    const command = { verb: 'calibrate', id: 'c', action: 'set', calibration: given } as const
    const { result } = relative().core.command(command, 0)
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid' } })
    expect(result.error?.message).toContain('still in use')
  })
  it('tare takes the zero of an empty seat and refuses an occupied one', () => {
    const bench = new Bench()
    for (let i = 0; i < 100; i++) bench.counts(new Array(8).fill(9))
    expect(bench.core.reading.kpa()?.[0]).toBeGreaterThan(0)
    const tare = { verb: 'tare', id: 't' } as const
    bench.take(bench.core.command(tare, bench.atMs).output)
    bench.counts(new Array(8).fill(9))
    expect(bench.core.reading.kpa()).toEqual(new Array(8).fill(0))
    expect(bench.of('tare')).toHaveLength(1)
    bench.hold(person, 5)
    expect(bench.core.command(tare, bench.atMs).result).toMatchObject({
      ok: false,
      error: { code: 'occupied' },
    })
    bench.hold(nobody, 1)
    expect(bench.core.command(tare, bench.atMs).result.ok).toBe(false)
  })
})
