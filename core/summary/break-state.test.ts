import { describe, expect, it } from 'vitest'
import { nobody, seat, TestCushion, tolerance, unwatched } from '../testing.ts'

const cushionWith = (more: object) =>
  new TestCushion({ rateHz: 2, tolerance: tolerance({ ...unwatched, ...more }) }).hold(nobody, 10)
const load = { left: { loadKpaMin: 100, pressureKpa: null }, recoveryHalfTimeMin: 10 }
const breakOf = ({ state }: TestCushion) => {
  if (state.break == null) throw new Error('no break goes on')
  return state.break
}
const minutesFrom = (fromMs: number, at: string | null) => (Date.parse(at ?? '') - fromMs) / 60_000

describe('a break', () => {
  it('is none before somebody sat, while somebody sits, and while nothing is known', () => {
    const sitting = cushionWith(load)
    expect(sitting.state.break).toBeNull()
    expect(sitting.hold(seat(10), 60).state.break).toBeNull()
    expect(sitting.silence(30).state.break).toBeNull()
  })

  it('is enough when half of the rested time is there again, and that moment stays where it is', () => {
    // 10 kPa use up 100 kPa min in 10 min; 100 fall to 50 within one half-time, and leave 5 min.
    const away = cushionWith(load).hold(seat(10), 600).hold(nobody, 180)
    const stoodUpMs = away.atMs - 180_000
    const early = breakOf(away)
    expect(minutesFrom(stoodUpMs, early.startedAt)).toBeCloseTo(0, 1)
    expect(minutesFrom(stoodUpMs, early.enoughAt)).toBeCloseTo(10, 0)
    expect(early.timeLeftThenS).toBeCloseTo(300, -1)
    expect(early.timeLeftNowS).toBeLessThan(150)
    expect(early.limit).toBe('loadLeft')
    const late = breakOf(away.hold(nobody, 900))
    expect(late.enoughAt?.slice(0, 19)).toBe(early.enoughAt?.slice(0, 19))
    expect(late.timeLeftNowS).toBe(late.timeLeftThenS)
    expect(late.timeLeftNowS ?? 0).toBeGreaterThan(400)
  })

  it('gives what it says: whoever sits down then has that time', () => {
    const away = cushionWith(load).hold(seat(10), 600).hold(nobody, 120)
    const { enoughAt, timeLeftThenS } = breakOf(away)
    away.hold(nobody, (Date.parse(enoughAt ?? '') - away.atMs) / 1000).hold(seat(10), timeLeftThenS ?? 0)
    expect(away.state.used.loadLeft).toBeCloseTo(1, 1)
  })

  it('of a limit in one go is enough when the bout is over; shorter, it is part of it', () => {
    const away = cushionWith({ boutMin: 10 }).hold(seat(10), 480).hold(nobody, 60)
    const short = breakOf(away)
    expect(minutesFrom(away.atMs, short.enoughAt)).toBeCloseTo(1, 1)
    expect(short).toMatchObject({ timeLeftThenS: 600, limit: 'bout' })
    expect(short.timeLeftNowS).toBeCloseTo(60, -1)
    expect(breakOf(away.hold(nobody, 70)).timeLeftNowS).toBe(600)
  })

  it('cannot be enough once the limit of the day is reached', () => {
    const away = cushionWith({ dayMin: 5, boutMin: 10 }).hold(seat(10), 310).hold(nobody, 300)
    expect(breakOf(away)).toMatchObject({ enoughAt: null, timeLeftNowS: 0, limit: 'day' })
  })

  it('without limits is enough when the bout is over, with no limit to come', () => {
    const away = cushionWith({}).hold(seat(10), 300).hold(nobody, 200)
    expect(breakOf(away)).toMatchObject({ timeLeftNowS: null, timeLeftThenS: null, limit: null })
    expect(minutesFrom(away.atMs, breakOf(away).enoughAt)).toBeCloseTo(-200 / 60 + 2, 1)
  })
})
