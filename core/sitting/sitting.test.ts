import { describe, expect, it } from 'vitest'
import { nineMs, nobody, seat, TestCushion, tolerance, unwatched } from '../testing.ts'

const iso = (ms: number) => new Date(ms).toISOString()
const person = seat(12)

describe('occupancy', () => {
  it('is unknown before it was decided, then occupied within about a second, dated to the sitting down', () => {
    const cushion = new TestCushion().hold(nobody, 10)
    expect(cushion.state.occupancy).toBe('empty')
    cushion.hold(person, 0.5)
    expect(cushion.state.occupancy).toBe('empty')
    cushion.hold(person, 1)
    expect(cushion.state.occupancy).toBe('occupied')
    expect(cushion.of('bout-started')[0]?.at).toBe(iso(nineMs + 10_100))
  })
  it('is empty about two seconds after standing up, dated to it', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 60).hold(nobody, 3)
    expect(cushion.state.occupancy).toBe('empty')
    expect(cushion.state.boutS).toBeCloseTo(60, 1)
  })
  it.each([
    ['somebody light on soft foam', seat(5, 5, 2)],
    ['somebody heavy on wood', seat(40, 38, 8)],
    ['somebody leaning to the left', seat(17, 6, 4)],
    ['somebody perched on the edge', seat(13, 13, 1)],
  ])('sees %s', (_, kpa) => {
    expect(new TestCushion().hold(nobody, 10).hold(kpa, 3).state.occupancy).toBe('occupied')
  })
  it.each([
    ['a laptop', seat(0.3, 0.3, 0.3), 'empty'],
    ['a bag on one side', [3, 5, 0, 0, 2, 1, 0, 0], 'unknown'],
    ['a light bag over the whole seat', seat(1.5, 1.4, 1.2), 'unknown'],
  ])('does not take %s for a person, however long it lies there', (_, kpa, occupancy) => {
    const cushion = new TestCushion().hold(nobody, 10).hold(kpa, 600, { still: true })
    expect(cushion.state).toMatchObject({ occupancy, object: occupancy === 'unknown' })
    expect(cushion.state.daySeatedS).toBe(0)
    expect(cushion.state.left.loadKpaMin).toBe(0)
    cushion.hold(nobody, 5).hold(person, 3)
    expect(cushion.state.occupancy).toBe('occupied')
  })
  it('takes even a faint load for a person once it moves as a body does', () => {
    const cushion = new TestCushion().hold(nobody, 10)
    for (let i = 0; i < 8; i++)
      cushion.hold(i % 2 === 0 ? [2.6, 2, 0.6, 0, 1.2, 1.2, 0.8, 0.8] : [2, 2, 1.2, 0.3, 1, 1, 1.1, 1.1], 4)
    expect(cushion.state.occupancy).toBe('occupied')
  })
  it('keeps somebody who sits very still: a person is no stuck sensor and no bag', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 1800, { still: true })
    expect(cushion.state.occupancy).toBe('occupied')
    expect(cushion.of('cell-fault')).toEqual([])
  })
  it('is not shaken by a jump of less than a second', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 30).hold(nobody, 0.8).hold(person, 30)
    expect(cushion.state.boutS).toBeCloseTo(60.8, 0)
    expect(cushion.state.daySeatedS).toBeCloseTo(60.8, 0)
  })
  it('is unknown after three periods and a second without a frame, and when no cell is good', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 30)
    cushion.take(cushion.core.tick(cushion.atMs + 1300))
    expect(cushion.state.occupancy).toBe('occupied')
    cushion.take(cushion.core.tick(cushion.atMs + 1301))
    expect(cushion.state).toMatchObject({ occupancy: 'unknown', confidence: 0, timeLeftS: null })
    expect(cushion.state.left.ppiKpa).toBeNull()
    cushion.hold(person, 3)
    expect(cushion.state.occupancy).toBe('occupied')
    for (let i = 0; i < 5; i++) cushion.counts(new Array(8).fill(-1))
    expect(cushion.state.occupancy).toBe('unknown')
  })
})

describe('bouts and breaks', () => {
  it('a break of two minutes ends the bout, dated to the standing up', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 300).hold(nobody, 119)
    expect(cushion.bouts).toEqual([])
    cushion.hold(nobody, 2)
    expect(cushion.bouts).toHaveLength(1)
    expect(cushion.bouts[0]?.boutS).toBeCloseTo(300, 1)
    expect(cushion.bouts[0]?.endedAtMs).toBe(nineMs + 310_100)
    expect(cushion.state.boutS).toBe(0)
    expect(cushion.state.lastBreak).toMatchObject({ startedAt: iso(nineMs + 310_100), endedAt: null })
    cushion.hold(person, 5)
    expect(cushion.state.lastBreak?.breakS).toBeCloseTo(121, 0)
    expect(cushion.state.lastBreak?.endedAt).toBe(iso(nineMs + 431_100))
  })
  it('a shorter absence is inside the bout but is not seated time', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 300).hold(nobody, 60).hold(person, 300)
    expect(cushion.state.boutS).toBeCloseTo(660, 0)
    expect(cushion.state.daySeatedS).toBeCloseTo(600, 0)
    expect(cushion.state.lastBreak).toBeNull()
  })
  it('unknown minutes leave the bout open and do not count as seated', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 300).silence(300).hold(person, 300)
    expect(cushion.bouts).toEqual([])
    expect(cushion.state.boutS).toBeCloseTo(600, 0)
    expect(cushion.core.totals()).toMatchObject({
      seatedS: expect.closeTo(600, 0),
      unknownS: expect.closeTo(300, 0),
    })
  })
  it.each([
    ['12 min', 720],
    ['5 h', 5 * 3600],
  ])('unknown for %s is no break and ends no bout: the time on both sides counts on', (_, s) => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 600).silence(s)
    expect(cushion.state.boutS).toBeCloseTo(600, 0)
    cushion.hold(person, 300)
    expect(cushion.bouts).toEqual([])
    expect(cushion.state.boutS).toBeCloseTo(900, 0)
    expect(cushion.state.lastBreak).toBeNull()
  })
  it('after an unknown time the seat has to be seen empty for a whole break', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 600).hold(nobody, 100).silence(3600)
    cushion.hold(nobody, 100).hold(person, 60)
    expect(cushion.bouts).toEqual([])
    expect(cushion.hold(nobody, 121).bouts).toHaveLength(1)
  })
  it('a new day ends a bout in which nobody was seen sitting, at its last known moment', () => {
    const cushion = new TestCushion({ rateHz: 2 }, Date.UTC(2026, 0, 5, 22))
      .hold(nobody, 10)
      .hold(person, 600)
    cushion.sleep(9 * 3600).hold(person, 60)
    expect(cushion.bouts).toMatchObject([{ boutS: expect.closeTo(600, -1) }])
    expect(cushion.state.boutS).toBeCloseTo(60, -1)
  })
  it('unknown for long claims no rest either', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 300).silence(3600)
    expect(cushion.state.lastBreak).toBeNull()
    const load = cushion.state.left.loadKpaMin
    expect(load).toBeCloseTo(60, 0)
    cushion.hold(person, 2)
    expect(cushion.state.left.loadKpaMin).toBeGreaterThanOrEqual(load ?? 0)
  })
  it('does not count unknown time toward a break', () => {
    const cushion = new TestCushion()
      .hold(nobody, 10)
      .hold(person, 300)
      .hold(nobody, 60)
      .silence(120)
      .hold(nobody, 50)
    expect(cushion.bouts).toEqual([])
    cushion.hold(nobody, 12)
    expect(cushion.bouts).toHaveLength(1)
  })
  it('gives the same with and without ticks during a sleep of hours', () => {
    const ticked = new TestCushion().hold(nobody, 10).hold(person, 300).silence(7200).hold(person, 60)
    const slept = new TestCushion().hold(nobody, 10).hold(person, 300).sleep(7200).hold(person, 60)
    expect(slept.bouts).toEqual(ticked.bouts)
    expect(slept.state).toEqual({ ...ticked.state, alerts: [] })
    expect(slept.core.totals()).toEqual(ticked.core.totals())
  })
  it('goes on through a restart in the middle of a bout', () => {
    const whole = new TestCushion().hold(nobody, 10).hold(person, 600)
    const cut = new TestCushion().hold(nobody, 10).hold(person, 300).restart().hold(person, 300)
    expect(cut.state).toEqual(whole.state)
  })
  it('a new day begins at 04:00, in the middle of a bout', () => {
    const cushion = new TestCushion({ rateHz: 1, tolerance: unwatched }, Date.UTC(2026, 0, 5, 3, 50))
    cushion.hold(nobody, 5).hold(person, 1200)
    expect(cushion.state.daySeatedS).toBeCloseTo(605, 0)
    expect(cushion.state.boutS).toBeCloseTo(1199, 0)
  })
  it('keeps the length of a break when breakMin is set shorter than the debounce needs', () => {
    const cushion = new TestCushion({ tolerance: tolerance({ breakMin: 0.25 }) })
      .hold(nobody, 10)
      .hold(person, 60)
      .hold(nobody, 16)
    expect(cushion.bouts).toHaveLength(1)
  })
})

describe('weight shifts, reliefs, movements', () => {
  it('half off one side for 20 s is a weight shift of that side', () => {
    const cushion = new TestCushion()
      .hold(nobody, 10)
      .hold(person, 120)
      .hold(seat(6, 17), 20)
      .hold(person, 30)
    const [shift] = cushion.of('weight-shift')
    expect(shift).toMatchObject({ side: 'left', at: iso(nineMs + 131_000) })
    expect(shift?.s).toBeGreaterThan(18)
    expect(shift?.s).toBeLessThan(22)
    expect(cushion.of('weight-shift')).toHaveLength(1)
    expect(cushion.of('pressure-relief')).toHaveLength(0)
  })
  it('both sides at once are one shift without a side', () => {
    const cushion = new TestCushion()
      .hold(nobody, 10)
      .hold(person, 120)
      .hold(seat(6, 6.5, 6), 20)
      .hold(person, 30)
    expect(cushion.of('weight-shift')).toMatchObject([{ side: null }])
  })
  it.each([
    ['a shift of 10 s', seat(6, 17), 10],
    ['a quarter off', seat(9.2, 13), 40],
    ['a new posture of minutes', seat(6, 17), 300],
  ])('%s is none', (_, kpa, s) => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 120).hold(kpa, s).hold(person, 60)
    expect(cushion.of('weight-shift').filter(({ side }) => side === 'left')).toEqual([])
  })
  it('the whole seat off-loaded for 30 s is a pressure relief, and no weight shift', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 120).hold(nobody, 30).hold(person, 20)
    const [relief] = cushion.of('pressure-relief')
    expect(relief?.s).toBeCloseTo(30, 0)
    expect(cushion.of('weight-shift')).toEqual([])
    expect(cushion.state.boutS).toBeCloseTo(170, 0)
  })
  it('leaves a sitter there of whose push-up a single cell shows a count or two', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 120)
    const { daySeatedS } = cushion.state
    for (let i = 0; i < 300; i++) cushion.counts([0, i % 4 === 0 ? 2 : 1, 0, 0, 0, 0, 0, 0])
    cushion.hold(person, 5)
    expect(cushion.state.daySeatedS - daySeatedS).toBeCloseTo(35, 0)
    expect(cushion.of('pressure-relief')).toHaveLength(1)
  })
  it('pushing up on the arms leaves the sitter there, but not for minutes', () => {
    const lifted = seat(0.5, 0.5, 0.2)
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 120).hold(lifted, 25)
    expect(cushion.state.occupancy).toBe('occupied')
    cushion.hold(person, 20)
    expect(cushion.of('pressure-relief')).toHaveLength(1)
    cushion.hold(lifted, 60)
    expect(cushion.state.occupancy).toBe('empty')
    expect(cushion.state.boutS).toBeCloseTo(165, 0)
  })
  it('a break is no relief', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 120).hold(nobody, 130).hold(person, 20)
    expect(cushion.of('pressure-relief')).toEqual([])
  })
  it('moving the centre of pressure by 2 cm for 2 s is an in-chair movement, once', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 60, { still: true })
    const before = cushion.of('in-chair-movement').length
    cushion.hold(seat(8, 16), 30, { still: true })
    expect(cushion.of('in-chair-movement').length - before).toBe(1)
    cushion.hold(person, 1, { still: true }).hold(seat(8, 16), 10, { still: true })
    expect(cushion.of('in-chair-movement').length - before).toBe(1)
  })
})
