/** The zero of the empty seat, frame by frame: learns what the unloaded cells read, and tracks the zeros where that is safe. */
import type { CoreContext } from '../context.ts'
import { endEmptySeat, learnEmptySeat } from './learnt-zero.ts'
import { endTracking, trackZero } from './zero-tracking.ts'

type ZeroContext = Pick<CoreContext, 'state' | 'readings' | 'calibration'>

export function stepZero(context: ZeroContext, dtMs: number): void {
  const { zero, zeroTracking, occupancy } = context.state
  if (occupancy.now === 'empty' && occupancy.contactMs === null && !occupancy.person) {
    followEmptySeat(context, dtMs)
  } else {
    endEmptySeat(zero)
    endTracking(zeroTracking)
  }
}

function followEmptySeat({ state, readings, calibration }: ZeroContext, dtMs: number): void {
  const { zero, zeroTracking, tare, counts, health, nowMs } = state
  const { saturationCount } = readings
  learnEmptySeat(zero, {
    dtMs,
    counts,
    setZero: (index) => readings.zeroCounts[index] ?? 0,
    livedWithin: (index, ms) => nowMs - (health.cells[index]?.anchorMs ?? 0) < ms,
    saturationCount,
  })
  const moved = trackZero(zeroTracking, tare, {
    emptyMs: zero.ms,
    means: zero.means,
    calibrated: (index) => calibration?.cells[index]?.zeroAdc ?? 0,
    bad: (index) => health.cells[index]?.verdict !== 'ok',
    saturationCount,
  })
  if (moved) readings.setTare(tare)
}
