import { describe, expect, it } from 'vitest'
import { Bench, countAt, nobody, seat } from '../testing.ts'

const person = seat(12, 14)

/** Sits with one cell replaced by a fault. */
function faulty(cell: number, count: (good: number) => number, s: number): Bench {
  const bench = new Bench().hold(nobody, 10).hold(person, 60)
  const { core } = bench
  const frame = core.frame.bind(core)
  core.frame = (given) =>
    frame({ ...given, counts: given.counts.map((good, index) => (index === cell ? count(good) : good)) })
  return bench.hold(person, s)
}

describe('bad cells', () => {
  it('an open cell is found, left out, told with advice, and its neighbour speaks for the zone', () => {
    const bench = faulty(0, () => 0, 30)
    expect(bench.core.cells()[0]).toMatchObject({ verdict: 'open' })
    expect(bench.core.cells()[0]?.advice).toContain('Cell 0')
    expect(bench.state.left.ppiKpa).toBeCloseTo(12, 0)
    expect(bench.state.confidence).toBe(0.75)
    expect(bench.of('cell-fault')).toMatchObject([{ cell: 0, verdict: 'open' }])
    expect(bench.state.alerts).toMatchObject([{ kind: 'cell-fault', cells: [0] }])
    expect(bench.core.reading.kpa()?.[0]).toBeNull()
  })
  it('a living cell that the posture has lifted off is not open: its noise is still there', () => {
    let n = 0
    const bench = faulty(0, () => [0, 1, 0, 0, 2, 0][n++ % 6] ?? 0, 300)
    expect(bench.of('cell-fault')).toEqual([])
  })
  it('a stuck cell is found within a minute of sitting, and doubt shows in the error', () => {
    const good = new Bench().hold(nobody, 10).hold(person, 100)
    const bench = faulty(2, () => 700, 40)
    expect(bench.core.cells()[2]?.verdict).toBe('stuck')
    expect(bench.state.right.ppiKpa).toBeCloseTo(14, 0)
    expect(bench.state.right.errorKpa).toBeGreaterThan(good.state.right.errorKpa ?? Infinity)
  })
  it('a shorted cell does not spoil its zone even at first', () => {
    const bench = faulty(1, () => 1023, 2)
    expect(bench.state.left.ppiKpa).toBeCloseTo(12, 0)
    bench.hold(person, 10)
    expect(bench.core.cells()[1]?.verdict).toBe('saturated')
  })
  it('cells that are really that loaded say a lower bound and so', () => {
    const bench = new Bench().hold(nobody, 10).hold(seat(180), 20)
    expect(
      bench.core
        .cells()
        .map(({ verdict }) => verdict)
        .slice(0, 4),
    ).toEqual(new Array(4).fill('saturated'))
    expect(bench.state.left.ppiKpa).toBeCloseTo(971 / 52 / 0.127, 0)
    expect(bench.state.confidence).toBe(0)
    expect(bench.state.alerts.filter(({ kind }) => kind === 'cell-fault')).toEqual([])
  })
  it('a cell that lives again is taken back', () => {
    let dead = true
    const bench = faulty(0, (good) => (dead ? 0 : good), 30)
    dead = false
    bench.hold(person, 10)
    expect(bench.core.cells()[0]?.verdict).toBe('ok')
    expect(bench.of('cell-recovered')).toHaveLength(1)
    expect(bench.state.alerts).toEqual([])
  })
  it('stuck on an empty seat it stays named across a gap of hours, and is nobody who sits', () => {
    const bench = new Bench()
    const emptySeat = (s: number) => {
      for (let i = 0; i < s * 10; i++)
        bench.counts(nobody.map((_, cell) => (cell === 1 ? 412 : 2 + ((i * 7 + cell * 3) % 5))))
    }
    emptySeat(60)
    bench.sleep(5400)
    emptySeat(120)
    expect(bench.of('cell-fault')).toMatchObject([{ cell: 1, verdict: 'stuck' }])
    expect(bench.of('cell-recovered')).toEqual([])
    expect(bench.of('bout-started')).toEqual([])
    expect(bench.state.occupancy).toBe('empty')
  })
  it('a zone without a good cell is unknown: its load stands still and its side has no figure', () => {
    const bench = new Bench().hold(nobody, 10).hold(person, 60)
    const { core } = bench
    const frame = core.frame.bind(core)
    core.frame = (given) => frame({ ...given, counts: given.counts.map((good, i) => (i < 2 ? 0 : good)) })
    bench.hold(person, 1)
    // Both cells of a pair at zero is what leaning looks like: nothing says that they are bad.
    expect(bench.state.left.ppiKpa).not.toBeNull()
    const impossible = person.map((kpa, i) => (i < 2 ? -1 : countAt(kpa)))
    core.frame = frame
    const before = bench.state.left.loadKpaMin
    for (let i = 0; i < 300; i++) bench.counts(impossible)
    expect(bench.state.left).toMatchObject({ ppiKpa: null, errorKpa: null, loadKpaMin: before })
    expect(bench.state.right.ppiKpa).toBeCloseTo(14, 0)
    expect(bench.state.occupancy).toBe('occupied')
  })
  it('gives no verdict in an hour of ordinary sitting with breaks', () => {
    const bench = new Bench().hold(nobody, 10)
    for (let i = 0; i < 4; i++) {
      bench
        .hold(person, 400)
        .hold(seat(5, 18), 200)
        .hold(seat(12, 12, 0.2), 200)
        .hold(nobody, 150)
    }
    expect(bench.of('cell-fault')).toEqual([])
  })
})
