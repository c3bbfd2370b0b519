import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { geometryOf } from '../pressure/geometry.ts'
import { layout, nobody, seat, TestCushion } from '../testing.ts'
import { cellsOnOtherSide, freshLeftRight, stepLeftRight } from './left-right-swap.ts'

const geometry = geometryOf(layout)
const upright = seat(12, 12, 5)
const left = [16.6, 16.6, 5.8, 5.8, 6, 6, 3.5, 3.5]
const right = [5.8, 5.8, 16.6, 16.6, 3.5, 3.5, 6, 6]
/** A leg crossed: its thigh leaves the seat. */
const crossed = [9.6, 9.6, 13.7, 13.7, 1.5, 1.5, 7.5, 7.5]

type Wiring = readonly number[]
const inOrder: Wiring = [0, 1, 2, 3, 4, 5, 6, 7]
const innerExchanged: Wiring = [0, 2, 1, 3, 4, 5, 6, 7]
const sitBonesExchanged: Wiring = [2, 3, 0, 1, 4, 5, 6, 7]
const allExchanged: Wiring = [2, 3, 0, 1, 6, 7, 4, 5]
const wired = (kpa: readonly number[], wiring: Wiring): number[] => wiring.map((cell) => kpa[cell] ?? 0)

/** Somebody who leans to one side and to the other, and crosses a leg in between. */
function leaning(cushion: TestCushion, wiring: Wiring, times: number): TestCushion {
  for (let i = 0; i < times; i++)
    for (const [kpa, s] of [
      [upright, 60],
      [left, 20],
      [upright, 60],
      [crossed, 30],
      [right, 20],
    ] as const)
      cushion.hold(wired(kpa, wiring), s)
  return cushion
}
const begun = () => new TestCushion({ rateHz: 5 }).hold(nobody, 10)
const named = (cushion: TestCushion) =>
  cushion.of('cell-fault').map(({ cell, verdict }) => `${cell} ${verdict}`)

describe('plugs of the left exchanged with plugs of the right', () => {
  it('one of each side: both are named after some leans, left out, and believed again once they are put right', () => {
    const cushion = leaning(begun(), innerExchanged, 6)
    expect(named(cushion)).toEqual(['1 swapped', '2 swapped'])
    expect(cushion.core.cells()[1]?.advice).toContain('wiring table')
    // Its value is believed, its side is not.
    expect(cushion.core.reading.kpa()?.[1]).toBeGreaterThan(0)
    expect(cushion.state.sidesInDoubt).toBe(false)
    leaning(cushion, innerExchanged, 10)
    expect(named(cushion)).toHaveLength(2)
    leaning(cushion, inOrder, 10)
    expect(cushion.of('cell-recovered').map(({ cell }) => cell)).toEqual([1, 2])
  })

  it('what was learnt of it outlasts breaks and restarts', () => {
    const cushion = begun()
    for (let i = 0; i < 6; i++) leaning(cushion, innerExchanged, 1).hold(nobody, 30).restart()
    expect(named(cushion)).toEqual(['1 swapped', '2 swapped'])
  })

  it('all under the sit bones: there is no telling which are right, so all cells get the verdict', () => {
    const cushion = leaning(begun(), sitBonesExchanged, 12)
    expect(new Set(named(cushion))).toEqual(new Set(inOrder.map((cell) => `${cell} swapped`)))
    expect(cushion.state.sidesInDoubt).toBe(true)
    cushion.hold(wired(left, sitBonesExchanged), 60)
    // Both sides show the worse one, sitting goes on, and load grows on both.
    expect(cushion.state).toMatchObject({ occupancy: 'occupied', sideBalance: null, confidence: 0 })
    expect(cushion.state.left.ppiKpa).toBeCloseTo(16.6, 0)
    expect(cushion.state.right.ppiKpa).toBe(cushion.state.left.ppiKpa)
    const before = cushion.core.totals()
    cushion.hold(wired(right, sitBonesExchanged), 120)
    const after = cushion.core.totals()
    expect(after.seatedS - before.seatedS).toBeCloseTo(120, 0)
    expect(after.unknownS).toBe(before.unknownS)
  })

  it('neither a correct cushion nor one that is mirrored as a whole gets a verdict', () => {
    for (const wiring of [inOrder, allExchanged]) expect(named(leaning(begun(), wiring, 12))).toEqual([])
  })

  it('somebody who crosses a leg and sits down harder on that side is not taken for exchanged plugs', () => {
    const cushion = begun()
    const hardOn = (mirrored: boolean) =>
      wired([14.5, 14.5, 9.5, 9.5, 1.5, 1.5, 7.5, 7.5], mirrored ? allExchanged : inOrder)
    for (let i = 0; i < 25; i++) cushion.hold(upright, 60).hold(hardOn(i % 2 === 0), 40)
    expect(named(cushion)).toEqual([])
  })

  it('somebody who never leans causes no verdict, whatever the wiring', () => {
    const cushion = begun()
    for (let i = 0; i < 10; i++)
      cushion.hold(wired(upright, innerExchanged), 120).hold(wired(seat(10, 10, 8), innerExchanged), 60)
    expect(named(cushion)).toEqual([])
  })

  it('cells without a load say nothing; a cell that moves with its own side is never named, whatever else happens', () => {
    const lean = fc.record({
      amount: fc.double({ min: -1, max: 1, noNaN: true }),
      level: fc.double({ min: 0.2, max: 30, noNaN: true }),
      unknown: fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 3 }),
      seated: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(lean, { maxLength: 300 }), (leans) => {
        const state = freshLeftRight()
        for (const { amount, level, unknown, seated } of leans) {
          const levels = inOrder.map((i) =>
            unknown.includes(i) ? NaN : level * Math.exp(geometry.half.left.includes(i) ? -amount : amount),
          )
          stepLeftRight(state, { seated, levels, geometry, least: 0.5 })
        }
        expect(cellsOnOtherSide(state, geometry)).toEqual([])
      }),
      { numRuns: 200 },
    )
  })
})
