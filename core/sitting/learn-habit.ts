/** Shows the half minute after sitting down to pressure/habit.ts, once it is sure that a person sits. */
import type { CoreContext } from '../context.ts'
import { stepHabit } from '../pressure/habit.ts'

type Needs = Pick<CoreContext, 'state' | 'out' | 'geometry' | 'readings' | 'trust'>

export function learnHabit(context: Needs, atMs: number): void {
  const { state, geometry, trust, out } = context
  const { now, person, liftedMs, contactMs } = state.occupancy
  const seated = now === 'occupied' && person && liftedMs === null && !trust.sidesInDoubt
  const sinceMs = seated && contactMs !== null ? atMs - contactMs : null
  const sample = { sinceMs, sure: state.occupancy.doubtMs === null, parts: () => levelsOf(context) }
  if (stepHabit(state.habit, { ...sample, sides: geometry.partSides })) out.changed = true
}

/** A part with a bad cell is not comparable. */
const levelsOf = ({ geometry, readings }: Needs): readonly number[] =>
  geometry.parts.map(
    (cells) => cells.reduce((sum, i) => sum + (readings.zoneLevel[i] ?? NaN), 0) / cells.length,
  )
