/** A network may hold frames back and deliver them later: what comes late is known. */
import { describe, expect, it } from 'vitest'
import { nineMs, nobody, seat, TestCushion, tolerance } from './testing.ts'

const person = seat(12)

/** Frames of `s` seconds are made while ticks go on; then all of them arrive. */
function stall(cushion: TestCushion, s: number): TestCushion {
  const fromMs = cushion.atMs
  cushion.silence(s)
  cushion.atMs = fromMs
  return cushion.hold(person, s)
}

const figures = (cushion: TestCushion) => {
  cushion.take(cushion.core.finish(cushion.atMs))
  const { seatedS, emptyS, unknownS } = cushion.core.totals()
  const minutes = cushion.minutes.map(({ atMs, seatedS, unknownS, frames }) => ({
    atMs,
    seatedS,
    unknownS,
    frames,
  }))
  return { totals: { seatedS, emptyS, unknownS }, minutes, bouts: cushion.bouts }
}

describe('frames that come late', () => {
  it.each([8, 45, 100])('after %d s count as if they had come in time', (s) => {
    const make = () => new TestCushion().hold(nobody, 10).hold(person, 100)
    const plain = make().hold(person, s).hold(person, 200)
    expect(figures(stall(make(), s).hold(person, 200))).toEqual(figures(plain))
  })

  it('are unknown as long as they have not come, and end the alarm as soon as they do', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 60)
    const fromMs = cushion.atMs
    cushion.silence(70)
    expect(cushion.state).toMatchObject({ occupancy: 'unknown', alerts: [{ kind: 'data-stopped' }] })
    const nowMs = cushion.atMs
    cushion.atMs = fromMs
    cushion.hold(person, 0.1)
    expect(cushion.state).toMatchObject({ occupancy: 'occupied', alerts: [] })
    expect(cushion.of('data-resumed')).toMatchObject([
      { s: 0.1, detail: expect.stringContaining('arrived late') },
    ])
    const [cleared] = cushion.of('alert-cleared')
    expect(Date.parse(cleared?.at ?? '')).toBe(nowMs)
  })

  it('are no new silence while they arrive little by little', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 60)
    const fromMs = cushion.atMs
    cushion.silence(70)
    let nowMs = cushion.atMs
    cushion.atMs = fromMs
    for (let times = 0; times < 30; times++) {
      cushion.hold(person, 2)
      nowMs += 250
      cushion.take(cushion.core.tick(nowMs))
      expect(cushion.state).toMatchObject({ occupancy: 'occupied', alerts: [] })
    }
    expect(cushion.of('data-stopped')).toHaveLength(1)
  })

  it('leave a pressure hold running', () => {
    const watched = tolerance({ left: { loadKpaMin: null, pressureKpa: 10 }, holdS: 60, boutMin: null })
    const cushion = new TestCushion({ tolerance: watched }).hold(nobody, 10).hold(person, 40)
    stall(cushion, 15).hold(person, 10)
    expect(cushion.of('alert-raised')).toContainEqual(expect.objectContaining({ alertKind: 'pressure' }))
  })

  it('fill only their own part of a silence', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 60)
    cushion.silence(40)
    const nowMs = cushion.atMs
    cushion.atMs = nowMs - 25_000
    cushion.hold(person, 25).hold(person, 60)
    const { totals } = figures(cushion)
    expect(totals.unknownS).toBeCloseTo(15, 0)
    expect(totals.seatedS + totals.emptyS + totals.unknownS).toBeCloseTo(
      (cushion.atMs - nineMs - 100) / 1000,
      3,
    )
  })

  it('stay unknown when they come after minutes, once what they are of has been counted', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 60)
    stall(cushion, 300).hold(person, 60)
    const { totals } = figures(cushion)
    expect(totals.unknownS).toBeCloseTo(180, -1)
    expect(totals.seatedS + totals.emptyS + totals.unknownS).toBeCloseTo(
      (cushion.atMs - nineMs - 100) / 1000,
      3,
    )
  })

  it('count as well after a restart in the silence, and after the clock was set in it', () => {
    const make = () => new TestCushion().hold(nobody, 10).hold(person, 60)
    const plain = make().hold(person, 90)
    const restarted = make()
    const fromMs = restarted.atMs
    restarted.silence(30).restart()
    restarted.atMs = fromMs
    expect(figures(restarted.hold(person, 90))).toEqual(figures(plain))

    const set = make()
    const day = 86_400_000
    set.silence(30)
    set.take(set.core.moveTime(day))
    set.atMs = fromMs + day
    set.hold(person, 90)
    const { totals } = figures(set)
    expect(totals.unknownS).toBeCloseTo(figures(plain).totals.unknownS, 1)
  })
})
