/** What a new day inherits from the previous one: see docs/decisions/0005. */
import { describe, expect, it } from 'vitest'
import { nobody, seat, TestCushion, tolerance } from './testing.ts'

const s = (hours: number) => hours * 3600
/** Sitting from 02:00 UTC for half an hour, day start 04:00. */
const night = () => {
  const cushion = new TestCushion(
    { tolerance: tolerance({ left: { loadKpaMin: 100, pressureKpa: null } }), rateHz: 2 },
    Date.UTC(2026, 0, 5, 2),
  )
  return cushion.hold(nobody, 10).hold(seat(10), 1800)
}

describe('a new day', () => {
  it('begins without load and seated time after a night with the computer off', () => {
    const cushion = night()
    expect(cushion.state.left.loadKpaMin).toBeCloseTo(300, -1)
    expect(cushion.of('alert-raised').some(({ alertKind }) => alertKind === 'load')).toBe(true)
    cushion.sleep(s(7)).hold(nobody, 5)
    expect(cushion.state.left.loadKpaMin).toBe(0)
    expect(cushion.state.daySeatedS).toBe(0)
    expect(cushion.state.alerts.filter(({ kind }) => kind === 'load')).toEqual([])
  })

  it('keeps the load over a gap within the day: unknown is no rest', () => {
    const cushion = new TestCushion({ rateHz: 2 }, Date.UTC(2026, 0, 5, 5))
    cushion.hold(nobody, 10).hold(seat(10), 1800)
    const before = cushion.state.left.loadKpaMin ?? 0
    cushion.sleep(s(7)).hold(seat(10), 3)
    expect(cushion.state.left.loadKpaMin ?? 0).toBeGreaterThanOrEqual(before)
  })

  it('takes the load along when somebody sits through its start', () => {
    const cushion = night().hold(seat(10), s(1.6))
    expect(cushion.state.left.loadKpaMin).toBeCloseTo(300 + 96 * 10, -2)
    expect(cushion.state.daySeatedS).toBeLessThan(s(0.2))
  })

  it('takes nothing along when the seat was empty for longer than a minute', () => {
    const cushion = night().hold(seat(10), s(1.4)).hold(nobody, s(0.2))
    expect(cushion.state.left.loadKpaMin).toBe(0)
  })
})
