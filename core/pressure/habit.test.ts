import { describe, expect, it } from 'vitest'
import type { CoreState } from '../summary/snapshot.ts'
import { nobody, seat, TestCushion, unwatched } from '../testing.ts'

const person = seat(12)
/** The right side hangs over the edge of the chair. */
const halfOff = [12, 12, 8, 5, 4, 4, 3, 2]

function sittings(cushion: TestCushion, kpa: readonly number[], times: number): TestCushion {
  for (let i = 0; i < times; i++) cushion.hold(kpa, 40).hold(nobody, 130)
  return cushion
}
const learnt = () => sittings(new TestCushion({ tolerance: unwatched }).hold(nobody, 70), person, 7)
const error = (cushion: TestCushion) =>
  (cushion.state.right.errorKpa ?? 0) / (cushion.state.right.ppiKpa ?? 1)

describe('the habit of sitting down', () => {
  it('a side that is suddenly light lies askew, and its stated error holds what may be missing', () => {
    const cushion = learnt().hold(person, 40)
    const usual = error(cushion)
    expect(cushion.state).toMatchObject({ askew: false, checkDue: false })
    cushion.hold(nobody, 130).hold(halfOff, 40)
    expect(cushion.state.askew).toBe(true)
    expect(error(cushion)).toBeGreaterThan(12 / 6.5 - 1)
    cushion.hold(nobody, 130).hold(person, 40)
    expect(cushion.state.askew).toBe(false)
    expect(error(cushion)).toBeCloseTo(usual, 2)
  })
  it('a lean later in the sitting is no askew cushion', () => {
    const cushion = learnt().hold(person, 60).hold(seat(18, 6), 120)
    expect(cushion.state.askew).toBe(false)
  })
  it('says nothing before it knows the sitter', () => {
    const cushion = sittings(new TestCushion({ tolerance: unwatched }).hold(nobody, 70), person, 3)
    expect(cushion.hold(halfOff, 40).state.askew).toBe(false)
  })
  it('a slow change asks for a check, and is never called askew', () => {
    const cushion = learnt()
    for (let i = 0; i < 24; i++) {
      const faded = person.map((kpa) => kpa * (1 - 0.012 * i))
      expect(sittings(cushion, faded, 1).state.askew).toBe(false)
    }
    expect(cushion.state.checkDue).toBe(true)
  })
  it('a seat that was off in the last sittings is not believed at once when it looks as it did', () => {
    const cushion = learnt()
    const usual = error(cushion.hold(person, 40))
    cushion.hold(nobody, 130)
    sittings(
      cushion,
      person.map((kpa) => kpa * 1.1),
      4,
    ).hold(person, 40)
    expect(cushion.state.askew).toBe(false)
    expect(error(cushion)).toBeGreaterThan(1.3 * usual)
    sittings(cushion.hold(nobody, 130), person, 8).hold(person, 40)
    expect(error(cushion)).toBeCloseTo(usual, 2)
  })
  it('is no wider for a difference that is usual for everybody, or for this sitter', () => {
    const at = (factor: number) => person.map((kpa) => kpa * factor)
    const calm = learnt().hold(person, 40)
    const usual = error(calm)
    expect(error(calm.hold(nobody, 130).hold(at(1.02), 40))).toBeCloseTo(usual, 3)
    expect(error(calm.hold(nobody, 130).hold(at(1.1), 40))).toBeGreaterThan(1.3 * usual)
    const restless = new TestCushion({ tolerance: unwatched }).hold(nobody, 70)
    for (let i = 0; i < 4; i++) sittings(sittings(restless, at(1.1), 1), at(0.9), 1)
    expect(error(restless.hold(at(1.1), 40))).toBeCloseTo(usual, 3)
    expect(error(restless.hold(nobody, 130).hold(at(1.6), 40))).toBeGreaterThan(1.3 * usual)
  })
  it('the whole seat tells another posture from another cushion: a body weighs the same', () => {
    const leaning = (share: number) => seat(12 * (1 + share), 12 * (1 + share), 4 - 12 * share)
    const restless = new TestCushion({ tolerance: unwatched }).hold(nobody, 70)
    for (let i = 0; i < 5; i++) sittings(sittings(restless, leaning(0.1), 1), leaning(-0.1), 1)
    const usual = error(restless.hold(person, 40))
    expect(error(restless.hold(nobody, 130).hold(leaning(0.08), 40))).toBeCloseTo(usual, 2)
    const warmer = person.map((kpa) => kpa * 1.08)
    expect(error(restless.hold(nobody, 130).hold(warmer, 40))).toBeGreaterThan(1.3 * usual)
  })
  it('a seat that gets warm within a sitting is doubted after some minutes, another posture is not', () => {
    const cushion = learnt().hold(person, 60)
    const usual = error(cushion)
    expect(error(cushion.hold(seat(12.6, 12.6, 3.4), 180))).toBeCloseTo(usual, 2)
    const warmer = person.map((kpa) => kpa * 1.1)
    expect(error(cushion.hold(warmer, 180))).toBeGreaterThan(1.3 * usual)
    expect(cushion.state.askew).toBe(false)
  })
  it('a new habit is learnt from the beginning, and a long sitting then still survives a restart', () => {
    const cushion = sittings(learnt(), halfOff, 8).hold(halfOff, 300)
    const { habit } = cushion.core.snapshot().state as CoreState
    expect(habit.sittings).toBe(0)
    expect(habit.deviation.every(Number.isFinite)).toBe(true)
    const boutS = cushion.state.boutS
    expect(cushion.restart().hold(halfOff, 10).state.boutS).toBeGreaterThan(boutS)
  })
  it('reads a habit that was saved before that was remembered', () => {
    const cushion = learnt()
    const older = JSON.stringify(cushion.core.snapshot(), (key, value) =>
      key === 'lately' ? undefined : value,
    )
    expect(older).not.toContain('lately')
    expect(cushion.goOnFrom(JSON.parse(older)).hold(person, 40).state.askew).toBe(false)
  })
  it('survives a restart', () => {
    const cushion = learnt().hold(person, 20).restart().hold(person, 20)
    const other = learnt().hold(person, 40)
    expect(cushion.core.snapshot()).toEqual(other.core.snapshot())
  })
})
