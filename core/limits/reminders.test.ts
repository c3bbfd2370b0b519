import { describe, expect, it } from 'vitest'
import { nobody, seat, TestCushion, tolerance, unwatched } from '../testing.ts'

const person = seat(12)
const iso = (ms: number) => new Date(ms).toISOString()
const sitDown = (more: object) =>
  new TestCushion({ rateHz: 2, tolerance: tolerance({ ...unwatched, ...more }) }).hold(nobody, 10)
/** A limit of ten minutes in one go. */
const tenMinutes = (more: object = {}) => sitDown({ boutMin: 10, ...more })
const told = (cushion: TestCushion) => cushion.of('reminder').map(({ limits }) => limits?.join(' '))
const minutes = (n: number) => n * 60
const snooze = (cushion: TestCushion, kind: 'bout' | 'load', forMin: number) =>
  cushion.take(cushion.core.command({ verb: 'snooze', id: 's', kind, minutes: forMin }, cushion.atMs).output)
const quiet = (cushion: TestCushion, forMin: number) =>
  cushion.take(cushion.core.command({ verb: 'quiet', id: 'q', minutes: forMin }, cushion.atMs).output)

describe('a reminder', () => {
  it('comes once within a minute of the limit, not at the warning, and is in the state', () => {
    const cushion = tenMinutes()
    const reachedMs = cushion.atMs + 500 + minutes(10) * 1000
    cushion.hold(person, minutes(10) - 1)
    expect(cushion.state).toMatchObject({ level: 'warning', reminder: null })
    cushion.hold(person, minutes(30))
    expect(cushion.of('reminder')).toHaveLength(1)
    const at = cushion.of('reminder')[0]?.at ?? ''
    expect(Date.parse(at) - reachedMs).toBeGreaterThan(0)
    expect(Date.parse(at) - reachedMs).toBeLessThanOrEqual(60_000)
    expect(cushion.state.reminder).toEqual({ at, level: 'exceeded', limits: ['bout'] })
  })

  it('does not come if the person stands up within that time', () => {
    const cushion = tenMinutes().hold(person, minutes(10) + 30)
    expect(cushion.state.level).toBe('exceeded')
    expect(told(cushion.hold(nobody, minutes(5)))).toEqual([])
  })

  it('comes to somebody who is only up for a moment, once back on the seat', () => {
    const cushion = tenMinutes()
      .hold(person, minutes(10) + 30)
      .hold(nobody, 40)
    expect(told(cushion.hold(person, 30))).toEqual([])
    expect(told(cushion.hold(person, 60))).toEqual(['bout'])
  })

  it('names all limits that are reached by then, both sides together', () => {
    const load = { loadKpaMin: 100, pressureKpa: null }
    const cushion = sitDown({ left: load, right: load, boutMin: 8.4 }).hold(seat(12, 11.9), minutes(12))
    expect(told(cushion)).toEqual(['bout loadLeft loadRight'])
  })

  it('is not repeated for who comes back to the limit within ten minutes, and is after more', () => {
    // 100 kPa min are reached in ten minutes; six minutes off the seat take a third of it.
    const load = { left: { loadKpaMin: 100, pressureKpa: null }, recoveryHalfTimeMin: 10 }
    const cushion = sitDown(load).hold(seat(10), minutes(12))
    expect(told(cushion)).toHaveLength(1)
    cushion.hold(nobody, minutes(6)).hold(seat(10), minutes(6))
    expect(cushion.of('alert-raised').filter(({ level }) => level === 'exceeded')).toHaveLength(2)
    expect(told(cushion)).toHaveLength(1)
    cushion.hold(nobody, minutes(15)).hold(seat(10), minutes(9))
    expect(told(cushion)).toHaveLength(2)
  })

  it('that was never given is given to who comes back', () => {
    const load = { left: { loadKpaMin: 100, pressureKpa: null }, recoveryHalfTimeMin: 10 }
    const cushion = sitDown(load).hold(seat(10), minutes(10) + 20)
    cushion.hold(nobody, minutes(6)).hold(seat(10), minutes(6))
    expect(told(cushion)).toHaveLength(1)
  })

  it('of a pressure limit comes at once: that one has waited its hold time already', () => {
    const cushion = sitDown({ left: { loadKpaMin: null, pressureKpa: 10 }, holdS: 30 }).hold(person, 29)
    expect(told(cushion)).toEqual([])
    expect(told(cushion.hold(person, 4))).toEqual(['pressureLeft'])
  })

  it('is not about what was acknowledged', () => {
    const cushion = tenMinutes().hold(person, minutes(10) + 10)
    const alertId = cushion.state.alerts[0]?.id ?? ''
    cushion.take(cushion.core.command({ verb: 'acknowledge', id: 'a', alertId }, cushion.atMs).output)
    expect(told(cushion.hold(person, minutes(20)))).toEqual([])
  })

  it('kept silent by a snooze comes when it ends, once; ending a snooze by hand repeats nothing', () => {
    const cushion = tenMinutes().hold(person, minutes(8))
    snooze(cushion, 'bout', 5)
    expect(told(cushion.hold(person, minutes(4.9)))).toEqual([])
    expect(told(cushion.hold(person, minutes(5)))).toEqual(['bout'])
    snooze(cushion, 'bout', 15)
    expect(told(cushion.hold(person, minutes(14)))).toHaveLength(1)
    expect(told(cushion.hold(person, minutes(3)))).toHaveLength(2)
    snooze(cushion, 'bout', 15)
    snooze(cushion, 'bout', 0)
    expect(told(cushion.hold(person, minutes(30)))).toHaveLength(2)
  })

  it('kept silent by quiet time is owed, unless the break was taken meanwhile', () => {
    const stays = tenMinutes().hold(person, minutes(8))
    quiet(stays, 5)
    expect(told(stays.hold(person, minutes(4.9)))).toEqual([])
    expect(told(stays.hold(person, minutes(5)))).toEqual(['bout'])
    const leaves = tenMinutes().hold(person, minutes(8))
    quiet(leaves, 5)
    leaves.hold(person, minutes(4)).hold(nobody, minutes(4))
    expect(told(leaves.hold(person, minutes(5)))).toEqual([])
  })

  it('is only about limits: missing data is an alarm of its own', () => {
    const cushion = tenMinutes().hold(person, minutes(5)).silence(minutes(3))
    expect(cushion.state.alerts).toMatchObject([{ kind: 'data-stopped' }])
    expect(told(cushion)).toEqual([])
  })

  it('waits, like the alert, for the minutes beyond that the limits ask for', () => {
    const cushion = tenMinutes({ alertAfterMin: 3 }).hold(person, minutes(13))
    expect(told(cushion)).toEqual([])
    expect(told(cushion.hold(person, minutes(1)))).toEqual(['bout'])
  })

  it('goes on over a restart from a state that knew no reminders', () => {
    const cushion = tenMinutes().hold(person, minutes(10) + 10)
    const { state, ...snapshot } = cushion.core.snapshot()
    const { reminders: _, ...old } = Object(state)
    cushion.goOnFrom({ ...snapshot, state: old })
    expect(cushion.core.snapshotRefused).toBeNull()
    expect(told(cushion.hold(person, minutes(2)))).toEqual(['bout'])
    expect(cushion.state.reminder?.at).toBe(iso(Date.parse(cushion.of('reminder')[0]?.at ?? '')))
  })
})
