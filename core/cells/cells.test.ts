import { describe, expect, it } from 'vitest'
import { countAt, nobody, seat, TestCushion } from '../testing.ts'

const person = seat(12, 14)

/** Sits with one cell replaced by a fault. */
function faulty(cell: number, count: (good: number) => number, s: number): TestCushion {
  const cushion = new TestCushion().hold(nobody, 10).hold(person, 60)
  const { core } = cushion
  const frame = core.frame.bind(core)
  core.frame = (given) =>
    frame({ ...given, counts: given.counts.map((good, index) => (index === cell ? count(good) : good)) })
  return cushion.hold(person, s)
}

describe('bad cells', () => {
  it('an open cell is found, left out, reported with advice, and its neighbour represents the zone', () => {
    const cushion = faulty(0, () => 0, 30)
    expect(cushion.core.cells()[0]).toMatchObject({ verdict: 'open' })
    expect(cushion.core.cells()[0]?.advice).toContain('Cell 0')
    expect(cushion.state.left.ppiKpa).toBeCloseTo(12, 0)
    expect(cushion.state.confidence).toBe(0.75)
    expect(cushion.of('cell-fault')).toMatchObject([{ cell: 0, verdict: 'open' }])
    expect(cushion.state.alerts).toMatchObject([{ kind: 'cell-fault', cells: [0] }])
    expect(cushion.core.reading.kpa()?.[0]).toBeNull()
  })
  it('a living cell that the posture has lifted off is not open: its noise is still there', () => {
    let n = 0
    const cushion = faulty(0, () => [0, 1, 0, 0, 2, 0][n++ % 6] ?? 0, 300)
    expect(cushion.of('cell-fault')).toEqual([])
  })
  it('a stuck cell is found within a minute of sitting, and doubt shows in the error', () => {
    const good = new TestCushion().hold(nobody, 10).hold(person, 100)
    const cushion = faulty(2, () => 700, 40)
    expect(cushion.core.cells()[2]?.verdict).toBe('stuck')
    expect(cushion.state.right.ppiKpa).toBeCloseTo(14, 0)
    expect(cushion.state.right.errorKpa).toBeGreaterThan(good.state.right.errorKpa ?? Infinity)
  })
  it('a shorted cell does not spoil its zone even at first', () => {
    const cushion = faulty(1, () => 1023, 2)
    expect(cushion.state.left.ppiKpa).toBeCloseTo(12, 0)
    cushion.hold(person, 10)
    expect(cushion.core.cells()[1]?.verdict).toBe('saturated')
  })
  it('cells that are really that loaded say a lower bound and so', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(seat(180), 20)
    expect(
      cushion.core
        .cells()
        .map(({ verdict }) => verdict)
        .slice(0, 4),
    ).toEqual(new Array(4).fill('saturated'))
    expect(cushion.state.left.ppiKpa).toBeCloseTo(971 / 52 / 0.127, 0)
    expect(cushion.state.confidence).toBe(0)
    expect(cushion.state.alerts.filter(({ kind }) => kind === 'cell-fault')).toEqual([])
  })
  it('a cell that lives again is taken back', () => {
    let dead = true
    const cushion = faulty(0, (good) => (dead ? 0 : good), 30)
    dead = false
    cushion.hold(person, 10)
    expect(cushion.core.cells()[0]?.verdict).toBe('ok')
    expect(cushion.of('cell-recovered')).toHaveLength(1)
    expect(cushion.state.alerts).toEqual([])
  })
  it('stuck on an empty seat it stays named across a gap of hours, and is nobody who sits', () => {
    const cushion = new TestCushion()
    const emptySeat = (s: number) => {
      for (let i = 0; i < s * 10; i++)
        cushion.counts(nobody.map((_, cell) => (cell === 1 ? 412 : 2 + ((i * 7 + cell * 3) % 5))))
    }
    emptySeat(60)
    cushion.sleep(5400)
    emptySeat(120)
    expect(cushion.of('cell-fault')).toMatchObject([{ cell: 1, verdict: 'stuck' }])
    expect(cushion.of('cell-recovered')).toEqual([])
    expect(cushion.of('bout-started')).toEqual([])
    expect(cushion.state.occupancy).toBe('empty')
  })
  it('a zone without a good cell is unknown: its load stays and its side has no figure', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 60)
    const { core } = cushion
    const frame = core.frame.bind(core)
    core.frame = (given) => frame({ ...given, counts: given.counts.map((good, i) => (i < 2 ? 0 : good)) })
    cushion.hold(person, 1)
    // Leaning also puts both cells of a pair at zero, so they need not be bad.
    expect(cushion.state.left.ppiKpa).not.toBeNull()
    const impossible = person.map((kpa, i) => (i < 2 ? -1 : countAt(kpa)))
    core.frame = frame
    const before = cushion.state.left.loadKpaMin
    for (let i = 0; i < 300; i++) cushion.counts(impossible)
    expect(cushion.state.left).toMatchObject({ ppiKpa: null, errorKpa: null, loadKpaMin: before })
    expect(cushion.state.right.ppiKpa).toBeCloseTo(14, 0)
    expect(cushion.state.occupancy).toBe('occupied')
  })
  it('gives no verdict in an hour of ordinary sitting with breaks', () => {
    const cushion = new TestCushion().hold(nobody, 10)
    for (let i = 0; i < 4; i++) {
      cushion
        .hold(person, 400)
        .hold(seat(5, 18), 200)
        .hold(seat(12, 12, 0.2), 200)
        .hold(nobody, 150)
    }
    expect(cushion.of('cell-fault')).toEqual([])
  })
})
