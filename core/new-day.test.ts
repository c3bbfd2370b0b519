/** What a new day takes over from the one before: see docs/decisions/0005. */
import { describe, expect, it } from 'vitest'
import { Bench, nobody, seat, tolerance } from './testing.ts'

const s = (hours: number) => hours * 3600
/** Sitting from 02:00 UTC for half an hour, day start 04:00. */
const night = () => {
  const bench = new Bench(
    { tolerance: tolerance({ left: { loadKpaMin: 100, pressureKpa: null } }), rateHz: 2 },
    Date.UTC(2026, 0, 5, 2),
  )
  return bench.hold(nobody, 10).hold(seat(10), 1800)
}

describe('a new day', () => {
  it('begins without load and seated time after a night with the computer off', () => {
    const bench = night()
    expect(bench.state.left.loadKpaMin).toBeCloseTo(300, -1)
    expect(bench.of('alert-raised').some(({ alertKind }) => alertKind === 'load')).toBe(true)
    bench.sleep(s(7)).hold(nobody, 5)
    expect(bench.state.left.loadKpaMin).toBe(0)
    expect(bench.state.daySeatedS).toBe(0)
    expect(bench.state.alerts.filter(({ kind }) => kind === 'load')).toEqual([])
  })

  it('keeps the load over a gap within the day: unknown is no rest', () => {
    const bench = new Bench({ rateHz: 2 }, Date.UTC(2026, 0, 5, 5))
    bench.hold(nobody, 10).hold(seat(10), 1800)
    const before = bench.state.left.loadKpaMin ?? 0
    bench.sleep(s(7)).hold(seat(10), 3)
    expect(bench.state.left.loadKpaMin ?? 0).toBeGreaterThanOrEqual(before)
  })

  it('takes the load along when somebody sits through its start', () => {
    const bench = night().hold(seat(10), s(1.6))
    expect(bench.state.left.loadKpaMin).toBeCloseTo(300 + 96 * 10, -2)
    expect(bench.state.daySeatedS).toBeLessThan(s(0.2))
  })

  it('takes nothing along when the seat was empty for longer than a minute', () => {
    const bench = night().hold(seat(10), s(1.4)).hold(nobody, s(0.2))
    expect(bench.state.left.loadKpaMin).toBe(0)
  })
})
