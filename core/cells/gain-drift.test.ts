import { describe, expect, it } from 'vitest'
import { geometryOf } from '../pressure/geometry.ts'
import { countAt, layout, nobody, seat, TestCushion } from '../testing.ts'
import { findSwap } from './front-back-swap.ts'

const person = seat(12, 14, 6)
const geometry = geometryOf(layout)
const changed = (kpa: readonly number[], index: number, factor: number): number[] =>
  kpa.map((value, i) => (i === index ? value * factor : value))

/** `n` sittings of four minutes, with breaks between. */
function sittings(cushion: TestCushion, kpa: readonly number[], n: number): TestCushion {
  for (let i = 0; i < n; i++) cushion.hold(kpa, 240).hold(nobody, 20)
  return cushion
}
const learnt = (): TestCushion => sittings(new TestCushion({ rateHz: 5 }).hold(nobody, 10), person, 5)

describe('a cell whose share of its zone changes', () => {
  it('in a step while somebody sits: the verdict waits for the next sit-down, through a restart, and ends with a calibration', () => {
    const cushion = learnt()
    cushion.hold(person, 200).hold(changed(person, 2, 0.6), 600)
    expect(cushion.of('cell-fault')).toEqual([])
    cushion.hold(nobody, 20).restart()
    sittings(cushion, changed(person, 2, 0.6), 1)
    expect(cushion.of('cell-fault')).toMatchObject([{ cell: 2, verdict: 'gain-change' }])
    expect(cushion.core.cells()[2]?.advice).toContain('calibrate')
    expect(cushion.core.reading.kpa()?.[2]).toBeNull()
    sittings(cushion, person, 1)
    expect(cushion.of('cell-recovered')).toMatchObject([{ cell: 2 }])
  })
  it('overnight, unseen: after two sittings, and the right one of the pair', () => {
    const cushion = sittings(learnt().sleep(50_000), changed(person, 5, 1.8), 2)
    expect(cushion.of('cell-fault')).toMatchObject([{ cell: 5, verdict: 'gain-change' }])
  })
  it('is none when a step goes back before the next sit-down, and none when a body leans', () => {
    const cushion = learnt()
    cushion
      .hold(person, 200)
      .hold(changed(person, 2, 0.6), 300)
      .hold(nobody, 20)
    sittings(cushion, person, 2)
    sittings(cushion, seat(6, 20, 8), 3)
    sittings(cushion, [12, 12, 14, 14, 2, 2, 9, 9], 3)
    expect(cushion.of('cell-fault')).toEqual([])
  })
})

describe('exchanged plugs', () => {
  it('of the zones of one side are found after three sittings, and taken back when put right', () => {
    const cushion = sittings(new TestCushion({ rateHz: 5 }).hold(nobody, 10), [6, 6, 14, 14, 12, 12, 6, 6], 3)
    expect(cushion.of('cell-fault').map(({ cell, verdict }) => [cell, verdict])).toEqual([
      [0, 'swapped'],
      [1, 'swapped'],
      [4, 'swapped'],
      [5, 'swapped'],
    ])
    expect(cushion.state.left.ppiKpa).toBeNull()
    sittings(cushion, person, 1)
    expect(cushion.core.cells().every(({ verdict }) => verdict === 'ok')).toBe(true)
  })
  it('of one side show on soft foam too, where sit bones carry half as much again as thighs', () => {
    expect(findSwap([6, 6, 9, 9, 9, 9, 6, 6], geometry)).toEqual({ cells: [0, 1, 4, 5], sittings: 3 })
  })
  it('of two cells show when each fits in the place of the other', () => {
    expect(findSwap([6, 12, 14, 14, 12, 6, 6, 6], geometry)?.cells).toEqual([0, 4])
    expect(findSwap([6, 12, 14, 14, 6, 6, 6, 6], geometry)).toBeNull()
  })
  it('are not seen in what bodies do, nor where a cell is unknown, nor left against right', () => {
    for (const kpa of [
      seat(12),
      seat(5, 19),
      seat(10, 10, 14),
      [9.6, 9.6, 13.7, 13.7, 1.8, 1.8, 9, 9],
      seat(12, 12, 1),
      // A leg crossed on soft foam, and leaning over on it.
      [5, 5, 7, 7, 2, 2, 7, 7],
      [9, 9, 3.2, 3.2, 6, 6, 3.3, 3.3],
    ]) {
      expect(findSwap(kpa, geometry)).toBeNull()
    }
    expect(findSwap([NaN, 6, 14, 14, 12, 12, 6, 6], geometry)).toBeNull()
  })
})

describe('a flat cell', () => {
  /** Cell 0 shows about 300 noisy counts under any load. */
  function flat(cushion: TestCushion, kpa: readonly number[], s: number): TestCushion {
    for (let i = 0; i < s * 5; i++) {
      const counts = kpa.map((value, j) => countAt(value) + (value > 0 ? ((i * 7 + j * 3) % 5) - 2 : 0))
      counts[0] = 300 + ((i * 5) % 7) - 3
      cushion.counts(counts)
    }
    return cushion
  }
  it('lives but does not follow its neighbours: not stuck, found over some minutes of sitting with breaks', () => {
    const cushion = new TestCushion({ rateHz: 5 })
    for (let i = 0; i < 4; i++) flat(flat(cushion, nobody, 60), seat(12, 14, 6), 80)
    expect(cushion.of('cell-fault')).toMatchObject([{ cell: 0, verdict: 'flat' }])
    expect(cushion.core.cells()[0]?.advice).toContain('hardly follows')
    cushion.hold(seat(12), 60).hold(nobody, 20).hold(seat(12), 60)
    expect(cushion.core.cells()[0]?.verdict).toBe('ok')
  })
  it('is not one that is still because the sitter is', () => {
    const cushion = flat(new TestCushion({ rateHz: 5 }), seat(12, 14, 6), 1200)
    expect(cushion.of('cell-fault')).toEqual([])
  })
})
