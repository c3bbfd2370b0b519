/** The zero of the empty seat, frame by frame: learns what the unloaded cells read, and tracks the zeros where that is safe. */
import type { CoreContext } from '../context.ts'
import { endEmptySeat, learnEmptySeat } from './learnt-zero.ts'
import { trackZero } from './zero-tracking.ts'

export function stepZero(
  { state, readings, calibration }: Pick<CoreContext, 'state' | 'readings' | 'calibration'>,
  dtMs: number,
): void {
  const { zero, zeroTracking, tare, occupancy, counts, health, nowMs } = state
  const { saturationCount } = readings
  if (occupancy.now === 'empty' && occupancy.contactMs === null && !occupancy.person) {
    learnEmptySeat(zero, {
      dtMs,
      counts,
      setZero: (index) => readings.zeroCounts[index] ?? 0,
      livedWithin: (index, ms) => nowMs - (health.cells[index]?.anchorMs ?? 0) < ms,
      saturationCount,
    })
  } else endEmptySeat(zero)
  const moved = trackZero(zeroTracking, tare, {
    emptyMs: zero.ms,
    means: zero.means,
    calibrated: (index) => calibration?.cells[index]?.zeroAdc ?? 0,
    bad: (index) => health.cells[index]?.verdict !== 'ok',
    saturationCount,
  })
  if (moved) readings.setTare(tare)
}
