import { describe, expect, it } from 'vitest'
import { baselineOf, median } from './pressure/baseline.ts'
import { geometryOf } from './pressure/geometry.ts'
import { calibration, countAt, layout, nobody, seat, TestCushion, tolerance } from './testing.ts'

const person = seat(12)
const relative = () =>
  new TestCushion({ calibration: null, tolerance: tolerance({ boutMin: 10 }) }).hold(nobody, 10)
const take = (cushion: TestCushion) => {
  cushion.take(cushion.core.command({ verb: 'calibrate', id: 'c', action: 'baseline' }, cushion.atMs).output)
  return cushion
}

describe('relative mode', () => {
  it('knows sitting, bouts and their limits, but no kPa and no load', () => {
    const cushion = relative().hold(person, 610)
    expect(cushion.state).toMatchObject({ occupancy: 'occupied', level: 'exceeded' })
    expect(cushion.state.used).toMatchObject({ loadLeft: null, pressureLeft: null })
    expect(cushion.state.left).toEqual({ ppiKpa: null, errorKpa: null, ppiRelative: null, loadKpaMin: null })
    expect(cushion.core.reading.kpa()).toBeNull()
    expect(cushion.core.reading.live().kpa).toEqual(new Array(8).fill(null))
    expect(cushion.minutes.at(-1)).toMatchObject({
      leftMeanKpa: null,
      leftPtiKpaMin: null,
      leftMeanRelative: null,
    })
  })
  it('takes a baseline in five minutes of sitting, pauses while nobody sits, and then speaks in its unit', () => {
    const cushion = take(relative())
    expect(cushion.core.baseline).toBe('running')
    cushion.hold(person, 200).hold(nobody, 60).hold(person, 60)
    expect(cushion.core.baseline).toBe('running')
    cushion.hold(person, 60)
    expect(cushion.core.baseline).toBe('done')
    expect(cushion.state.left.ppiRelative).toBeCloseTo(1, 1)
    cushion.hold(seat(18, 6), 10)
    expect(cushion.state.left.ppiRelative).toBeCloseTo(1.5, 1)
    expect(cushion.state.right.ppiRelative).toBeCloseTo(0.5, 1)
    expect(Math.abs((cushion.core.reading.live().relative?.[0] ?? 0) - 1.5)).toBeLessThan(0.1)
    cushion.hold(person, 120)
    expect(cushion.minutes.at(-1)?.leftMeanRelative).toBeCloseTo(1, 0)
  })
  it('is a median: a minute of leaning does not move it', () => {
    const cushion = take(relative()).hold(person, 120).hold(seat(20, 5), 60).hold(person, 130)
    expect(cushion.state.left.ppiRelative).toBeCloseTo(1, 1)
  })
  it('can be cancelled, and survives a restart on the way', () => {
    const cushion = take(relative()).hold(person, 150).restart().hold(person, 152)
    expect(cushion.core.baseline).toBe('done')
    const other = take(relative()).hold(person, 150)
    other.take(other.core.command({ verb: 'calibrate', id: 'c', action: 'cancel' }, other.atMs).output)
    expect(other.core.baseline).toBe('none')
  })
  it.each([
    ['before the baseline', false],
    ['through the baseline', true],
  ])('one cell that rails, flips and spikes makes no relief and no empty seat (%s)', (_, baseline) => {
    // A light person on soft foam: the bad cell reads hundreds of times what the others do.
    const light = seat(2.4, 2.4, 0.9)
    const cushion = relative()
    if (baseline) take(cushion)
    let at = 0
    for (let s = 0; s < 900; s += 5) {
      // It stays high for up to a minute, low for up to a minute, and jumps now and then.
      at = (at * 7 + 3) % 11
      const high = at % 2 === 0
      for (let frame = 0; frame < 50; frame++) {
        const breath = 1 + 0.01 * Math.sin((s + frame / 10) * 1.5)
        const counts = light.map((kpa, cell) => countAt(kpa * breath) + ((frame + cell) % 3))
        counts[1] = frame === 20 ? 1023 : high ? 967 + (frame % 4) : frame % 2
        cushion.counts(counts)
      }
    }
    expect(cushion.of('pressure-relief')).toEqual([])
    expect(cushion.bouts).toEqual([])
    expect(cushion.core.totals().seatedS).toBeGreaterThan(895)
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
    const cushion = relative().hold(person, 60)
    const { result, output } = cushion.core.command(
      { verb: 'calibrate', id: 'c', action: 'set', calibration },
      cushion.atMs,
    )
    cushion.take(output)
    expect(result.ok).toBe(true)
    expect(cushion.core.baseline).toBeNull()
    cushion.hold(person, 10)
    expect(cushion.state.left.ppiKpa).toBeCloseTo(12, 0)
    expect(cushion.state.occupancy).toBe('occupied')
    expect(cushion.bouts).toEqual([])
    cushion.restart().hold(person, 1)
    expect(cushion.core.calibration).toEqual(calibration)
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
    const cushion = new TestCushion()
    for (let i = 0; i < 100; i++) cushion.counts(new Array(8).fill(9))
    expect(cushion.core.reading.kpa()?.[0]).toBeGreaterThan(0)
    const tare = { verb: 'tare', id: 't' } as const
    cushion.take(cushion.core.command(tare, cushion.atMs).output)
    cushion.counts(new Array(8).fill(9))
    expect(cushion.core.reading.kpa()).toEqual(new Array(8).fill(0))
    expect(cushion.of('tare')).toHaveLength(1)
    cushion.hold(person, 5)
    expect(cushion.core.command(tare, cushion.atMs).result).toMatchObject({
      ok: false,
      error: { code: 'occupied' },
    })
    cushion.hold(nobody, 1)
    expect(cushion.core.command(tare, cushion.atMs).result.ok).toBe(false)
  })
})
