import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { nobody, seat, TestCushion, tolerance, unwatched } from '../testing.ts'
import { alertsSchema } from './alerts.ts'

const person = seat(12)
/** A bout limit of 10 min: warning at 9, exceeded at 10. */
const tenMinutes = { ...unwatched, boutMin: 10 }
const sat = (minutes: number, more = {}) =>
  new TestCushion({ tolerance: { ...tenMinutes, ...more } }).hold(nobody, 10).hold(person, minutes * 60 + 2)

const raised = (cushion: TestCushion) =>
  cushion.of('alert-raised').map(({ alertKind, level }) => `${alertKind} ${level}`)
const alert = (cushion: TestCushion) => {
  const [first] = cushion.state.alerts
  if (first === undefined) throw new Error('no alert is open')
  return first
}

describe('alerts', () => {
  it('are raised at the warning and made worse once when exceeded, under one id', () => {
    const cushion = sat(8.9)
    expect(cushion.state.alerts).toEqual([])
    cushion.hold(person, 60)
    expect(raised(cushion)).toEqual(['bout warning'])
    const { id } = alert(cushion)
    cushion.hold(person, 600)
    expect(raised(cushion)).toEqual(['bout warning', 'bout exceeded'])
    expect(alert(cushion)).toMatchObject({ id, level: 'exceeded', acknowledged: false })
  })
  it('fire only after so many minutes beyond', () => {
    const cushion = sat(11.9, { alertAfterMin: 3 })
    expect(cushion.state).toMatchObject({ level: 'exceeded', alerts: [] })
    cushion.hold(person, 60)
    expect(raised(cushion)).toEqual(['bout warning'])
  })
  it('keep when each level was entered, in state and events', () => {
    const cushion = new TestCushion({ tolerance: { ...tenMinutes, alertAfterMin: 0.5 } }).hold(nobody, 10)
    const satMs = cushion.atMs + 100
    const iso = (minutes: number) => new Date(satMs + minutes * 60_000).toISOString()
    cushion.hold(person, 571)
    expect(alert(cushion)).toMatchObject({ since: iso(9.5), warnedAt: iso(9), exceededAt: null })
    cushion.hold(person, 300)
    expect(alert(cushion)).toMatchObject({ since: iso(9.5), warnedAt: iso(9), exceededAt: iso(10) })
    cushion.hold(nobody, 125)
    const entered = { warnedAt: iso(9), exceededAt: iso(10) }
    expect(cushion.of('alert-raised')).toMatchObject([
      { at: iso(9.5), level: 'warning', warnedAt: iso(9), exceededAt: null },
      { at: iso(10.5), level: 'exceeded', ...entered },
    ])
    expect(cushion.of('alert-cleared')).toMatchObject([entered])
  })
  it('open before times of levels were kept have none, and go on', () => {
    const cushion = sat(9.5)
    const { alerts, ...rest } = z
      .looseObject({ alerts: z.looseObject({}) })
      .parse(cushion.core.snapshot().state)
    const open = alertsSchema.parse(alerts).open.map(({ warnedMs: _, exceededMs: __, ...old }) => old)
    const snapshot = { ...cushion.core.snapshot(), state: { ...rest, alerts: { ...alerts, open } } }
    cushion.goOnFrom(snapshot)
    expect(cushion.core.snapshotRefused).toBeNull()
    expect(alert(cushion)).toMatchObject({ level: 'warning', warnedAt: null, exceededAt: null })
    cushion.hold(person, 60)
    expect(alert(cushion)).toMatchObject({ warnedAt: null, exceededAt: expect.stringContaining('T') })
  })
  it('stay acknowledged while new readings arrive', () => {
    const cushion = sat(10.1)
    const acknowledge = { verb: 'acknowledge', id: 'a', alertId: alert(cushion).id } as const
    const { result, output } = cushion.core.command(acknowledge, cushion.atMs)
    cushion.take(output)
    expect(result.ok).toBe(true)
    cushion.hold(person, 600)
    expect(alert(cushion)).toMatchObject({ acknowledged: true, level: 'exceeded' })
    expect(cushion.of('alert-acknowledged')).toHaveLength(1)
  })
  it('clear when the break ends the bout, not while the sitter is merely up', () => {
    const cushion = sat(10.1).hold(nobody, 60)
    expect(cushion.state.alerts).toHaveLength(1)
    cushion.hold(nobody, 62)
    expect(cushion.state).toMatchObject({ level: 'none', alerts: [] })
    expect(cushion.of('alert-cleared')).toHaveLength(1)
  })
  it('of load clear only when the load has recovered to below 80 %', () => {
    const load = { ...unwatched, left: { loadKpaMin: 100, pressureKpa: null } }
    const cushion = new TestCushion({ tolerance: load }).hold(nobody, 10).hold(person, 480)
    expect(raised(cushion)).toEqual(['load warning'])
    cushion.hold(nobody, 60)
    expect(cushion.state.alerts).toHaveLength(1)
    cushion.hold(nobody, 180)
    expect(cushion.state.alerts).toEqual([])
  })
  it('of pressure need the pressure to be held', () => {
    const hard = { ...unwatched, left: { loadKpaMin: null, pressureKpa: 10 }, holdS: 60 }
    const cushion = new TestCushion({ tolerance: hard }).hold(nobody, 10).hold(person, 55)
    expect(cushion.state.level).toBe('none')
    expect(cushion.state.used.pressureLeft).toBeGreaterThan(1)
    cushion.hold(person, 10)
    expect(raised(cushion)).toEqual(['pressure warning', 'pressure exceeded'])
  })
  it('unknown ids are refused in words', () => {
    const { result } = sat(1).core.command({ verb: 'acknowledge', id: 'a', alertId: 'x' }, 0)
    expect(result).toMatchObject({ ok: false, error: { code: 'unknown-alert' } })
  })
  it('a new tolerance counts at once', () => {
    const cushion = sat(5)
    cushion.take(cushion.core.setTolerance(tolerance({ boutMin: 5 }), cushion.atMs))
    cushion.hold(person, 1)
    expect(cushion.state.level).toBe('exceeded')
    expect(cushion.of('tolerance-changed')).toHaveLength(1)
  })
})

describe('when data stops', () => {
  it('an alarm is raised after a minute if somebody sat, and cleared by the next reading', () => {
    const cushion = sat(1).silence(59)
    expect(cushion.state.alerts).toEqual([])
    cushion.silence(3)
    expect(cushion.state.alerts).toMatchObject([{ kind: 'data-stopped' }])
    expect(cushion.of('data-stopped')).toHaveLength(1)
    cushion.hold(person, 1)
    expect(cushion.state.alerts).toEqual([])
    expect(cushion.of('data-resumed')).toHaveLength(1)
  })
  it('a silence that no link explained does not name a cable that may not be there', () => {
    const [stopped] = sat(1).silence(15).of('data-stopped')
    expect(stopped?.detail).toMatch(/switched on and connected\. Until they do/)
    expect(stopped?.detail).not.toMatch(/cable|plug/)
  })
  it('nothing is raised on an empty seat', () => {
    const cushion = new TestCushion().hold(nobody, 10).silence(300)
    expect(cushion.state.alerts).toEqual([])
  })
  it('a lost link is unknown at once', () => {
    const cushion = sat(1)
    cushion.take(cushion.core.linkLost(cushion.atMs + 100, 'The cable was pulled out.'))
    expect(cushion.state.occupancy).toBe('unknown')
    cushion.silence(15)
    expect(cushion.of('data-stopped')[0]?.detail).toMatch(/pulled out\. Until they do/)
  })
})
