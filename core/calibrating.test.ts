/** What a calibration does to the core: time with weights on the seat is unknown, failed cells are left out, which one is in force. */
import { describe, expect, it } from 'vitest'
import type { Calibration } from './model/schemas/calibration.ts'
import { Bench, calibration, nobody, seat } from './testing.ts'

const made = (at: string, more: Partial<Calibration> = {}): Calibration => ({
  ...calibration,
  madeAt: `${at}T00:00:00.000Z`,
  ...more,
})
const set = (bench: Bench, given: unknown) => {
  const command = { verb: 'calibrate', id: '1', action: 'set', calibration: given } as const
  const { result, output } = bench.core.command(command, bench.atMs)
  bench.take(output)
  return result
}

describe('while a calibration goes on', () => {
  it('weights are readings but no sitting: the time is unknown, no bout, no load, no cell verdict', () => {
    const bench = new Bench().hold(nobody, 60)
    bench.weightsOn = true
    bench.hold([90, 0, 0, 0, 0, 0, 0, 0], 300, { still: true })
    expect(bench.state).toMatchObject({ occupancy: 'unknown', daySeatedS: 0 })
    expect(bench.core.reading.kpa()?.[0]).toBeGreaterThan(80)
    expect(bench.of('bout-started')).toEqual([])
    expect(bench.of('cell-fault')).toEqual([])
    expect(bench.of('data-stopped')).toEqual([])
    expect(bench.core.totals().unknownS).toBeGreaterThan(295)
    bench.weightsOn = false
    bench.hold(nobody, 60)
    expect(bench.state.occupancy).toBe('empty')
  })
})

describe('a calibration put in force', () => {
  it('leaves out a cell that failed, and takes it in again with the next one', () => {
    const bench = new Bench().hold(seat(12), 60)
    const cells = calibration.cells.map((cell, i) => (i === 1 ? { ...cell, verdict: 'fail' as const } : cell))
    expect(set(bench, made('2026-01-02', { cells })).ok).toBe(true)
    bench.hold(seat(12), 10)
    expect(bench.core.reading.kpa()?.[1]).toBeNull()
    expect(bench.state.left.ppiKpa).toBeCloseTo(12, 0)
    expect(bench.state.confidence).toBe(0.75)
    bench.restart().hold(seat(12), 10)
    expect(bench.core.reading.kpa()?.[1]).toBeNull()
    set(bench, made('2026-01-03'))
    bench.hold(seat(12), 10)
    expect(bench.core.reading.kpa()?.[1]).toBeCloseTo(12, 0)
    expect(bench.of('calibration-changed')).toHaveLength(2)
  })

  it('brings its own zeros: a tare of before no longer counts', () => {
    const bench = new Bench().hold(nobody, 30)
    for (let i = 0; i < 400; i++) bench.counts([20, 20, 20, 20, 20, 20, 20, 20])
    const tare = bench.core.command({ verb: 'tare', id: 't' }, bench.atMs)
    expect(tare.result.ok).toBe(true)
    bench.counts([20, 20, 20, 20, 20, 20, 20, 20])
    expect(bench.core.reading.kpa()?.[0]).toBe(0)
    const cells = calibration.cells.map((cell) => ({ ...cell, zeroAdc: 20 }))
    set(bench, made('2026-01-02', { cells }))
    bench.counts([40, 20, 20, 20, 20, 20, 20, 20])
    expect(bench.core.reading.kpa()?.[0]).toBeGreaterThan(0)
    expect(bench.core.reading.kpa()?.[1]).toBe(0)
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
    const bench = new Bench({ calibration: made('2026-01-01', { surface: 'file' }) }).hold(nobody, 5)
    set(bench, { ...given, surface: 'kept' })
    expect(bench.core.calibration?.surface).toBe('kept')
    bench.restart()
    expect(bench.core.calibration?.surface).toBe(wins)
  })

  it('of another number of cells is refused, the old one stays', () => {
    const bench = new Bench().hold(nobody, 5)
    expect(set(bench, made('2026-02-01', { cells: calibration.cells.slice(1) })).error?.code).toBe('invalid')
    expect(bench.core.calibration).toEqual(calibration)
  })
})
