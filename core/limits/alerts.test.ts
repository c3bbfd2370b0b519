import { describe, expect, it } from 'vitest'
import { Bench, nobody, seat, tolerance, unwatched } from '../testing.ts'

const person = seat(12)
/** A bout limit of 10 min: warning at 9, exceeded at 10. */
const tenMinutes = { ...unwatched, boutMin: 10 }
const sat = (minutes: number, more = {}) =>
  new Bench({ tolerance: { ...tenMinutes, ...more } }).hold(nobody, 10).hold(person, minutes * 60 + 2)

const raised = (bench: Bench) =>
  bench.of('alert-raised').map(({ alertKind, level }) => `${alertKind} ${level}`)
const alert = (bench: Bench) => {
  const [first] = bench.state.alerts
  if (first === undefined) throw new Error('no alert is open')
  return first
}

describe('alerts', () => {
  it('are raised at the warning and made worse once when exceeded, under one id', () => {
    const bench = sat(8.9)
    expect(bench.state.alerts).toEqual([])
    bench.hold(person, 60)
    expect(raised(bench)).toEqual(['bout warning'])
    const { id } = alert(bench)
    bench.hold(person, 600)
    expect(raised(bench)).toEqual(['bout warning', 'bout exceeded'])
    expect(alert(bench)).toMatchObject({ id, level: 'exceeded', acknowledged: false })
    expect(bench.sounds).toBe(2)
  })
  it('fire only after so many minutes beyond', () => {
    const bench = sat(11.9, { alertAfterMin: 3 })
    expect(bench.state).toMatchObject({ level: 'exceeded', alerts: [] })
    bench.hold(person, 60)
    expect(raised(bench)).toEqual(['bout warning'])
  })
  it('stay acknowledged while new readings arrive', () => {
    const bench = sat(10.1)
    const acknowledge = { verb: 'acknowledge', id: 'a', alertId: alert(bench).id } as const
    const { result, output } = bench.core.command(acknowledge, bench.atMs)
    bench.take(output)
    expect(result.ok).toBe(true)
    bench.hold(person, 600)
    expect(alert(bench)).toMatchObject({ acknowledged: true, level: 'exceeded' })
    expect(bench.sounds).toBe(2)
    expect(bench.of('alert-acknowledged')).toHaveLength(1)
  })
  it('clear when the break ends the bout, not while the sitter is merely up', () => {
    const bench = sat(10.1).hold(nobody, 60)
    expect(bench.state.alerts).toHaveLength(1)
    bench.hold(nobody, 62)
    expect(bench.state).toMatchObject({ level: 'none', alerts: [] })
    expect(bench.of('alert-cleared')).toHaveLength(1)
  })
  it('of load clear only when the load has recovered to below 80 %', () => {
    const load = { ...unwatched, left: { loadKpaMin: 100, pressureKpa: null } }
    const bench = new Bench({ tolerance: load }).hold(nobody, 10).hold(person, 480)
    expect(raised(bench)).toEqual(['load warning'])
    bench.hold(nobody, 60)
    expect(bench.state.alerts).toHaveLength(1)
    bench.hold(nobody, 180)
    expect(bench.state.alerts).toEqual([])
  })
  it('of pressure need the pressure to be held', () => {
    const hard = { ...unwatched, left: { loadKpaMin: null, pressureKpa: 10 }, holdS: 60 }
    const bench = new Bench({ tolerance: hard }).hold(nobody, 10).hold(person, 55)
    expect(bench.state.level).toBe('none')
    expect(bench.state.used.pressureLeft).toBeGreaterThan(1)
    bench.hold(person, 10)
    expect(raised(bench)).toEqual(['pressure warning', 'pressure exceeded'])
  })
  it('snoozed by kind make no sound until it ends by itself, then once', () => {
    const bench = sat(8)
    bench.take(bench.core.command({ verb: 'snooze', id: 's', kind: 'bout', minutes: 5 }, bench.atMs).output)
    bench.hold(person, 240)
    expect(raised(bench)).toEqual(['bout warning', 'bout exceeded'])
    expect(alert(bench).snoozedUntil).not.toBeNull()
    expect(bench.sounds).toBe(0)
    bench.hold(person, 90)
    expect(bench.sounds).toBe(1)
    expect(alert(bench).snoozedUntil).toBeNull()
  })
  it('are owed after quiet time, unless the sitter got up meanwhile', () => {
    const quiet = (bench: Bench) =>
      bench.take(bench.core.command({ verb: 'quiet', id: 'q', minutes: 5 }, bench.atMs).output)
    const stays = sat(8)
    quiet(stays)
    stays.hold(person, 240)
    expect(stays.sounds).toBe(0)
    expect(stays.state.quietUntil).not.toBeNull()
    stays.hold(person, 90)
    expect(stays.sounds).toBe(1)
    const leaves = sat(8)
    quiet(leaves)
    leaves.hold(person, 120).hold(nobody, 400)
    expect(leaves.sounds).toBe(0)
  })
  it('unknown ids are refused in words', () => {
    const { result } = sat(1).core.command({ verb: 'acknowledge', id: 'a', alertId: 'x' }, 0)
    expect(result).toMatchObject({ ok: false, error: { code: 'unknown-alert' } })
  })
  it('a new tolerance counts at once', () => {
    const bench = sat(5)
    bench.take(bench.core.setTolerance(tolerance({ boutMin: 5 }), bench.atMs))
    bench.hold(person, 1)
    expect(bench.state.level).toBe('exceeded')
    expect(bench.of('tolerance-changed')).toHaveLength(1)
  })
})

describe('when data stops', () => {
  it('an alarm is raised after a minute if somebody sat, and cleared by the next reading', () => {
    const bench = sat(1).silence(59)
    expect(bench.state.alerts).toEqual([])
    bench.silence(3)
    expect(bench.state.alerts).toMatchObject([{ kind: 'data-stopped' }])
    expect(bench.of('data-stopped')).toHaveLength(1)
    bench.hold(person, 1)
    expect(bench.state.alerts).toEqual([])
    expect(bench.of('data-resumed')).toHaveLength(1)
  })
  it('nothing is raised on an empty seat', () => {
    const bench = new Bench().hold(nobody, 10).silence(300)
    expect(bench.state.alerts).toEqual([])
  })
  it('a lost link is unknown at once', () => {
    const bench = sat(1)
    bench.take(bench.core.linkLost(bench.atMs + 100, 'The cable was pulled out.'))
    expect(bench.state.occupancy).toBe('unknown')
    bench.silence(15)
    expect(bench.of('data-stopped')[0]?.detail).toContain('The cable was pulled out.')
  })
})
