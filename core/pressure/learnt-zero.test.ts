import { describe, expect, it } from 'vitest'
import { coreStateSchema } from '../summary/snapshot.ts'
import { Bench, countAt, nobody, seat } from '../testing.ts'

const person = seat(12, 14)
const learned = (bench: Bench) => coreStateSchema.parse(bench.core.snapshot().state).zero.learned
/** These counts, `others` on all cells but the first. */
function frames(
  bench: Bench,
  s: number,
  first: number,
  others: (index: number, frame: number) => number,
): Bench {
  for (let frame = 0; frame < s * 10; frame++) {
    bench.counts(person.map((_, index) => (index === 0 ? first : others(index, frame))))
  }
  return bench
}
const quiet = () => 0
const living = (index: number, frame: number) =>
  countAt(person[index] ?? 0) + ((frame * 7 + index * 3) % 5) - 2

describe('the learnt zero of the empty seat', () => {
  it('waits until the seat has been empty for a minute, and ten seconds more', () => {
    const bench = new Bench().hold(nobody, 65)
    expect(learned(bench)).toBeNull()
    expect(learned(bench.hold(nobody, 10))).toEqual(nobody)
  })
  it('has nothing in it of somebody who sits down slowly', () => {
    const bench = new Bench().hold(nobody, 75)
    for (let i = 0; i < 8; i++) bench.hold(seat(i / 10, i / 10, i / 20), 0.5, { still: true })
    bench.hold(person, 30)
    expect(learned(bench)).toEqual(nobody)
  })
  it('is not taken from a stuck cell, which is then told as stuck and not as open', () => {
    for (const emptyS of [6, 30, 300]) {
      const bench = frames(frames(new Bench(), emptyS, 300, quiet), 60, 300, living)
      expect(bench.core.cells()[0]?.verdict).toBe('stuck')
      expect(bench.of('cell-fault')).toHaveLength(1)
    }
  })
  it('is taken from a living cell that the cover presses, however far it is from the calibrated zero', () => {
    const bench = frames(new Bench(), 80, 0, (index, frame) => 40 + (((frame + index) % 5) - 2))
    expect(learned(bench)?.[3]).toBeCloseTo(40, 0)
    expect(learned(bench)?.[0]).toBe(0)
  })
  it('does not make a push-up on the arms of somebody who left while one cell is stuck', () => {
    const bench = frames(new Bench().hold(nobody, 75), 120, 300, living)
    frames(bench, 55, 300, quiet)
    expect(bench.state.occupancy).toBe('empty')
    expect(bench.of('cell-fault')).toMatchObject([{ cell: 0, verdict: 'stuck' }])
  })
})
