/** Shows how somebody sits to pressure/habit.ts, once it is sure that a person does. */
import type { CoreContext } from '../context.ts'
import { isHabitIdle, stepHabit } from '../pressure/habit.ts'

type Needs = Pick<CoreContext, 'state' | 'out' | 'geometry' | 'readings' | 'trust'>

export function learnHabit(context: Needs, atMs: number): void {
  const { state, geometry, trust, out } = context
  const { now, person, liftedMs, contactMs } = state.occupancy
  const seated = now === 'occupied' && person && liftedMs === null && !trust.sidesInDoubt
  const sinceMs = seated && contactMs !== null ? atMs - contactMs : null
  if (isHabitIdle(state.habit, sinceMs)) return
  const sample = {
    sinceMs,
    sure: state.occupancy.doubtMs === null,
    parts: () => levelsOf(context),
    sides: geometry.partSides,
  }
  if (stepHabit(state.habit, sample)) out.changed = true
}

/** A part with a bad cell is not comparable. */
const levelsOf = ({ geometry, readings }: Needs): readonly number[] =>
  geometry.parts.map(
    (cells) => cells.reduce((sum, i) => sum + (readings.zoneLevel[i] ?? NaN), 0) / cells.length,
  )
