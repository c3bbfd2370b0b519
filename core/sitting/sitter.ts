/** Movements on the seat: weight shifts, pressure reliefs, in-chair movements; also takes the baseline. */
import type { CoreContext } from '../context.ts'
import { stepBaseline } from '../pressure/baseline.ts'
import { levelsOf } from '../pressure/units.ts'
import { countHappening } from '../summary/minutes.ts'
import type { SeatMoment } from './judge-seat.ts'
import { endMovement, stepMovement } from './movement.ts'
import { endShifts, stepRelief, stepShifts, type WeightShift } from './shifts.ts'
import { thresholdsOf } from './thresholds.ts'

type SitterContext = Pick<
  CoreContext,
  'state' | 'out' | 'seat' | 'calibration' | 'readings' | 'geometry' | 'thresholds'
>

export function stepSitter(context: SitterContext, now: SeatMoment): void {
  const { occupancy } = context.state
  if (occupancy.liftedMs === now.atMs) endActivity(context, now.atMs)
  const seated = occupancy.person && occupancy.now === 'occupied'
  if (seated && occupancy.liftedMs === null) {
    stepActivity(context, now)
    takeBaseline(context, now.dtMs)
  }
  stepReliefs(context, now, seated)
}

/** The sitter left or readings stopped: shifts and movements end. */
export function endActivity(context: Pick<CoreContext, 'state' | 'out'>, atMs: number): void {
  const shift = endShifts(context.state.shifts, atMs)
  if (shift !== null) emitShift(context, shift)
  endMovement(context.state.movement)
}

function stepActivity(context: SitterContext, { atMs, dtMs }: SeatMoment): void {
  const { state, out, seat, calibration } = context
  const { ppi, cop } = seat
  const { least } = levelsOf(calibration)
  const shift = stepShifts(state.shifts, { atMs, dtMs, left: ppi.left, right: ppi.right, least })
  if (shift !== null) emitShift(context, shift)
  const began = stepMovement(state.movement, { atMs, x: cop.x, y: cop.y })
  if (began === null) return
  countHappening(state.minutes, 'movements')
  out.event('in-chair-movement', began)
}

/** Pressure reliefs continue while off the seat, because the return decides. */
function stepReliefs(
  { state, out }: Pick<CoreContext, 'state' | 'out'>,
  { atMs, level }: SeatMoment,
  person: boolean,
): void {
  if (state.bouts.startMs === null) return
  const relief = stepRelief(state.shifts, { atMs, level, usual: state.occupancy.sittingLevel, person })
  if (relief === null) return
  countHappening(state.minutes, 'pressureReliefs')
  out.event('pressure-relief', relief.fromMs, { s: relief.s })
}

function takeBaseline(context: SitterContext, dtMs: number): void {
  const { state, out, calibration, readings, geometry } = context
  if (state.baseline.running === null || calibration !== null) return
  if (!stepBaseline(state.baseline, { dtMs, level: readings.level }, geometry)) return
  context.thresholds = thresholdsOf(calibration, state.baseline)
  out.changed = true
}

function emitShift(
  { out, state }: Pick<CoreContext, 'state' | 'out'>,
  { side, fromMs, s }: WeightShift,
): void {
  countHappening(state.minutes, 'weightShifts')
  out.event('weight-shift', fromMs, { side, s })
}
