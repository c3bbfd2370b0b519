/**
 * Effects of a calibration on the core: time with weights on the seat is unknown, failed cells are left out, and which one is
 * in force.
 */
import { describe, expect, it } from 'vitest'
import type { Calibration } from './model/schemas/calibration.ts'
import { calibration, nobody, seat, TestCushion } from './testing.ts'

const made = (at: string, more: Partial<Calibration> = {}): Calibration => ({
  ...calibration,
  madeAt: `${at}T00:00:00.000Z`,
  ...more,
})
const set = (cushion: TestCushion, given: unknown) => {
  const command = { verb: 'calibrate', id: '1', action: 'set', calibration: given } as const
  const { result, output } = cushion.core.command(command, cushion.atMs)
  cushion.take(output)
  return result
}

describe('while a calibration goes on', () => {
  it('weights are readings but no sitting: the time is unknown, no bout, no load, no cell verdict', () => {
    const cushion = new TestCushion().hold(nobody, 60)
    cushion.weightsOn = true
    cushion.hold([90, 0, 0, 0, 0, 0, 0, 0], 300, { still: true })
    expect(cushion.state).toMatchObject({ occupancy: 'unknown', daySeatedS: 0 })
    expect(cushion.core.reading.kpa()?.[0]).toBeGreaterThan(80)
    expect(cushion.of('bout-started')).toEqual([])
    expect(cushion.of('cell-fault')).toEqual([])
    expect(cushion.of('data-stopped')).toEqual([])
    expect(cushion.core.totals().unknownS).toBeGreaterThan(295)
    cushion.weightsOn = false
    cushion.hold(nobody, 60)
    expect(cushion.state.occupancy).toBe('empty')
  })
})

describe('a calibration put in force', () => {
  it('leaves out a cell that failed, and takes it in again with the next one', () => {
    const cushion = new TestCushion().hold(seat(12), 60)
    const cells = calibration.cells.map((cell, i) => (i === 1 ? { ...cell, verdict: 'fail' as const } : cell))
    expect(set(cushion, made('2026-01-02', { cells })).ok).toBe(true)
    cushion.hold(seat(12), 10)
    expect(cushion.core.reading.kpa()?.[1]).toBeNull()
    expect(cushion.state.left.ppiKpa).toBeCloseTo(12, 0)
    expect(cushion.state.confidence).toBe(0.75)
    cushion.restart().hold(seat(12), 10)
    expect(cushion.core.reading.kpa()?.[1]).toBeNull()
    set(cushion, made('2026-01-03'))
    cushion.hold(seat(12), 10)
    expect(cushion.core.reading.kpa()?.[1]).toBeCloseTo(12, 0)
    expect(cushion.of('calibration-changed')).toHaveLength(2)
  })

  it('brings its own zeros: a tare of before no longer counts', () => {
    const cushion = new TestCushion().hold(nobody, 30)
    for (let i = 0; i < 400; i++) cushion.counts([20, 20, 20, 20, 20, 20, 20, 20])
    const tare = cushion.core.command({ verb: 'tare', id: 't' }, cushion.atMs)
    expect(tare.result.ok).toBe(true)
    cushion.counts([20, 20, 20, 20, 20, 20, 20, 20])
    expect(cushion.core.reading.kpa()?.[0]).toBe(0)
    const cells = calibration.cells.map((cell) => ({ ...cell, zeroAdc: 20 }))
    set(cushion, made('2026-01-02', { cells }))
    cushion.counts([40, 20, 20, 20, 20, 20, 20, 20])
    expect(cushion.core.reading.kpa()?.[0]).toBeGreaterThan(0)
    expect(cushion.core.reading.kpa()?.[1]).toBe(0)
  })

  it.each([
    ['made after the file', made('2026-02-01'), 'kept'],
    ['made before the file', made('2025-06-01'), 'file'],
    [
      'made before the file, put in force after it',
      made('2025-06-01', { setAt: '2026-02-01T00:00:00.000Z' }),
      'kept',
    ],
  ] as const)('%s: after a restart the %s one', (_, given, wins) => {
    const cushion = new TestCushion({ calibration: made('2026-01-01', { surface: 'file' }) }).hold(nobody, 5)
    set(cushion, { ...given, surface: 'kept' })
    expect(cushion.core.calibration?.surface).toBe('kept')
    cushion.restart()
    expect(cushion.core.calibration?.surface).toBe(wins)
  })

  it('of another number of cells is refused, the old one stays', () => {
    const cushion = new TestCushion().hold(nobody, 5)
    expect(set(cushion, made('2026-02-01', { cells: calibration.cells.slice(1) })).error?.code).toBe(
      'invalid',
    )
    expect(cushion.core.calibration).toEqual(calibration)
  })
})
