import { describe, expect, it } from 'vitest'
import { coreStateSchema } from '../summary/snapshot.ts'
import { countAt, nobody, seat, TestCushion } from '../testing.ts'

const person = seat(12, 14)
const learned = (cushion: TestCushion) => coreStateSchema.parse(cushion.core.snapshot().state).zero.learned
/** These counts, `others` on all cells but the first. */
function frames(
  cushion: TestCushion,
  s: number,
  first: number,
  others: (index: number, frame: number) => number,
): TestCushion {
  for (let frame = 0; frame < s * 10; frame++) {
    cushion.counts(person.map((_, index) => (index === 0 ? first : others(index, frame))))
  }
  return cushion
}
const quiet = () => 0
const living = (index: number, frame: number) =>
  countAt(person[index] ?? 0) + ((frame * 7 + index * 3) % 5) - 2

describe('the learnt zero of the empty seat', () => {
  it('waits until the seat has been empty for a minute, and ten seconds more', () => {
    const cushion = new TestCushion().hold(nobody, 65)
    expect(learned(cushion)).toBeNull()
    expect(learned(cushion.hold(nobody, 10))).toEqual(nobody)
  })
  it('has nothing in it of somebody who sits down slowly', () => {
    const cushion = new TestCushion().hold(nobody, 75)
    for (let i = 0; i < 8; i++) cushion.hold(seat(i / 10, i / 10, i / 20), 0.5, { still: true })
    cushion.hold(person, 30)
    expect(learned(cushion)).toEqual(nobody)
  })
  it('is not taken from a stuck cell, which is then reported as stuck and not as open', () => {
    for (const emptyS of [6, 30, 300]) {
      const cushion = frames(frames(new TestCushion(), emptyS, 300, quiet), 60, 300, living)
      expect(cushion.core.cells()[0]?.verdict).toBe('stuck')
      expect(cushion.of('cell-fault')).toHaveLength(1)
    }
  })
  it('is taken from a living cell that the cover presses, however far it is from the calibrated zero', () => {
    const cushion = frames(new TestCushion(), 80, 0, (index, frame) => 40 + (((frame + index) % 5) - 2))
    expect(learned(cushion)?.[3]).toBeCloseTo(40, 0)
    expect(learned(cushion)?.[0]).toBe(0)
  })
  it('does not make a push-up on the arms of somebody who left while one cell is stuck', () => {
    const cushion = frames(new TestCushion().hold(nobody, 75), 120, 300, living)
    frames(cushion, 55, 300, quiet)
    expect(cushion.state.occupancy).toBe('empty')
    expect(cushion.of('cell-fault')).toMatchObject([{ cell: 0, verdict: 'stuck' }])
  })
})
