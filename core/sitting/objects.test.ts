import { describe, expect, it } from 'vitest'
import { countAt, nineMs, nobody, seat, TestCushion } from '../testing.ts'

const person = seat(12)
/** Heavy and wide enough to pass for a light person at first. */
const heavyBag = [4, 3, 2.5, 3, 2, 0, 2, 0]
/** Left behind on one side. */
const leftBag = [4, 3, 1, 1, 1, 0, 0, 0]

/** A body as quiet as can be: it only breathes, 0.6 % of its load. */
function breathe(cushion: TestCushion, kpa: readonly number[], s: number): TestCushion {
  for (let i = 0; i < s * 10; i++) {
    const breath = 1 + 0.006 * Math.sin(cushion.atMs / 660)
    // Noise of the ADC: the same fraction never twice in a row.
    cushion.counts(
      kpa.map((value, cell) => Math.max(0, countAt(value * breath) + (((i * 7 + cell * 3) % 5) % 2))),
    )
  }
  return cushion
}

describe('things on the seat', () => {
  it('no zero is taken from under a bag, and the answer says what to do', () => {
    const cushion = new TestCushion().hold(nobody, 70).hold(heavyBag, 70, { still: true })
    expect(cushion.state.object).toBe(true)
    const { result } = cushion.core.command({ verb: 'tare', id: 't' }, cushion.atMs)
    expect(result).toMatchObject({ ok: false, error: { code: 'occupied' } })
    expect(result.error?.message).toMatch(/take everything off the cushion/)
  })

  it('a bag may pass for a person for a minute, and then it never was one', () => {
    const cushion = new TestCushion().hold(nobody, 70).hold(heavyBag, 20, { still: true })
    expect(cushion.state).toMatchObject({ occupancy: 'occupied', object: false })
    expect(cushion.of('bout-started')).toHaveLength(1)
    cushion.hold(heavyBag, 40, { still: true })
    expect(cushion.state).toMatchObject({ occupancy: 'unknown', object: true, boutS: 0, daySeatedS: 0 })
    expect(cushion.state.left.loadKpaMin).toBe(0)
    expect(cushion.of('bout-ended')).toMatchObject([{ boutS: 0 }])
    cushion.hold(heavyBag, 600, { still: true }).hold(nobody, 180)
    expect(cushion.state).toMatchObject({ occupancy: 'empty', object: false })
    expect(cushion.bouts).toEqual([])
    expect(cushion.minutes.map(({ seatedS }) => seatedS)).toEqual(cushion.minutes.map(() => 0))
    expect(cushion.minutes.reduce((sum, { unknownS }) => sum + unknownS, 0)).toBeCloseTo(660, -1)
    expect(cushion.core.totals()).toMatchObject({ seatedS: 0, unknownS: expect.closeTo(660, -1) })
  })
  it.each([59.8, 59.9, 60, 60.1])('put down after %s s, it leaves the minute before as it was', (s) => {
    const cushion = new TestCushion().hold(nobody, s).hold(heavyBag, 120, { still: true })
    const [first, second] = cushion.minutes
    expect(cushion.minutes.map(({ atMs }) => (atMs - nineMs) / 60_000)).toEqual(
      [0, 1, 2].slice(0, cushion.minutes.length),
    )
    expect(first?.emptyS).toBeCloseTo(Math.min(s, 60), 0)
    expect(second?.unknownS).toBeCloseTo(60, 0)
  })
  it('is neither sitting nor rest: the load stays, and the bout before it does not grow', () => {
    const cushion = new TestCushion().hold(nobody, 70).hold(person, 600).hold(nobody, 30)
    const { loadKpaMin } = cushion.state.left
    cushion.hold(leftBag, 900, { still: true })
    expect(cushion.state).toMatchObject({ occupancy: 'unknown', object: true })
    expect(cushion.state.left.loadKpaMin).toBeCloseTo(loadKpaMin ?? 0, 0)
    expect(cushion.state.boutS).toBeCloseTo(600, 0)
    expect(cushion.bouts).toEqual([])
  })
  it('left behind by the sitter, it ends the sitting when the sitter left', () => {
    const cushion = new TestCushion().hold(nobody, 70).hold(person, 600).hold(leftBag, 300, { still: true })
    expect(cushion.state).toMatchObject({ occupancy: 'unknown', object: true })
    expect(cushion.state.daySeatedS).toBeCloseTo(600, -1)
  })
  it('a sitter who comes back sits at once, whatever still lies there', () => {
    const cushion = new TestCushion().hold(nobody, 70).hold(heavyBag, 600, { still: true }).hold(person, 3)
    expect(cushion.state).toMatchObject({ occupancy: 'occupied', object: false })
    expect(cushion.state.boutS).toBeCloseTo(3, 0)
  })
  it.each([
    ['a light person on soft foam', seat(5, 5, 3.5)],
    ['a child', seat(3.6, 3.6, 2.3)],
    ['somebody light on the front edge', seat(4.7, 4.7, 1.2)],
  ])('%s who only breathes sits, from the first moment on', (_, kpa) => {
    const cushion = breathe(new TestCushion().hold(nobody, 70), kpa, 300)
    expect(cushion.state).toMatchObject({ occupancy: 'occupied', object: false })
    expect(cushion.state.boutS).toBeCloseTo(300, 0)
  })
  it('movement of a part of the seat is no body', () => {
    const cushion = new TestCushion().hold(nobody, 70)
    const cat = [2.5, 2.5, 0, 0, 3, 2.5, 0, 0]
    for (let i = 0; i < 60; i++) {
      const kpa = i % 9 === 0 ? cat.map((value) => value * 1.2) : cat
      cushion.hold(kpa, 5, { still: true })
    }
    expect(cushion.state).toMatchObject({ occupancy: 'unknown', object: true, daySeatedS: 0 })
  })
  it('a restart in the middle of the doubt changes nothing', () => {
    const run = (restart: boolean) => {
      const cushion = new TestCushion().hold(nobody, 70).hold(heavyBag, 30, { still: true })
      if (restart) cushion.restart()
      return cushion.hold(heavyBag, 60, { still: true }).core.snapshot()
    }
    expect(run(true)).toEqual(run(false))
  })
  it('reads a state that was saved before things were told from people', () => {
    const cushion = new TestCushion().hold(nobody, 70).hold(person, 60)
    const saved = JSON.parse(JSON.stringify(cushion.core.snapshot()))
    for (const key of ['object', 'objectLevel', 'doubtMs', 'leftover', 'body', 'signs', 'usualLevel'])
      delete saved.state.occupancy[key]
    delete saved.state.beforeDoubt
    cushion.goOnFrom(saved).hold(person, 60)
    expect(cushion.core.snapshotRefused).toBeNull()
    expect(cushion.state.boutS).toBeCloseTo(120, 0)
  })
})
