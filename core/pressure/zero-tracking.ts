/**
 * The zero of each cell follows a small, slow drift by itself, and only when that is safe: the seat has been empty for a
 * minute without a break (so at least half a minute after standing up, when foam and cells have come back), and every good
 * cell is near its zero. A bag or a laptop presses some cell further than that, and then none is followed: no cell's zero
 * may swallow a thing that lies there. Never while occupied or unknown.
 *
 * Bounded twice: from where it stands, a cell is followed over at most followShare of its range; and away from the zero
 * that was set by hand or calibration, over at most totalShare. More is not followed: it asks for a tare.
 *
 * (Zero tracking only while empty for >= 60 s and >= 30 s after standing up: docs/domain.md.)
 */
import { z } from 'zod'

const emptyMs = 60_000
const stepMs = 10_000
/** Half of an offset is gone after about 3.5 min of empty seat. */
const tauMs = 300_000
const followShare = 0.006
const totalShare = 0.02
/** Smaller steps wait until they are worth new tables, counts. */
const worthCounts = 0.1

export const zeroTrackingSchema = z.object({
  /** Offsets against the calibration's zeros as this file left them, counts; another value means: set by hand since. */
  tare: z.array(z.number()),
  /** How far each has been moved since it was set by hand, counts. */
  moved: z.array(z.number()),
  /** Empty time at the last step, ms. */
  stepMs: z.number(),
  /** 1 for a cell that reads further from its zero than may be followed, with the seat empty for long. */
  off: z.array(z.number()),
})
export type ZeroTrackingState = z.infer<typeof zeroTrackingSchema>

export const freshZeroTracking = (): ZeroTrackingState => ({ tare: [], moved: [], stepMs: 0, off: [] })

export interface EmptySeat {
  /** How long the seat has been known to be empty with nothing on it, ms; 0 when it is not. */
  readonly emptyMs: number
  /** Mean counts of each cell over the last seconds, and the counts in force as its zero without `tare`. */
  readonly means: readonly number[]
  readonly calibrated: (index: number) => number
  readonly bad: (index: number) => boolean
  readonly saturationCount: number
}

/** Moves `tare` (counts above the calibration's zeros) where that is safe. True when it did: readings have to follow. */
export function trackZero(state: ZeroTrackingState, tare: number[], seat: EmptySeat): boolean {
  if (seat.emptyMs < emptyMs) {
    state.stepMs = 0
    return false
  }
  if (seat.emptyMs - state.stepMs < stepMs) return false
  const dtMs = state.stepMs === 0 ? stepMs : seat.emptyMs - state.stepMs
  state.stepMs = seat.emptyMs
  markFarOff(state, tare, seat)
  // One cell that is far off may be the corner of a thing that lies lightly on the others.
  return state.off.includes(1) ? false : follow(state, tare, seat, Math.min(1, dtMs / tauMs))
}

function markFarOff(state: ZeroTrackingState, tare: readonly number[], seat: EmptySeat): void {
  const most = followShare * seat.saturationCount
  const total = totalShare * seat.saturationCount
  for (let i = 0; i < tare.length; i++) {
    if (state.tare[i] !== tare[i]) {
      state.tare[i] = tare[i] ?? 0
      state.moved[i] = 0
    }
    const away = seat.bad(i) ? 0 : offset(seat, tare, i)
    state.off[i] = Math.abs(away) > most || Math.abs((state.moved[i] ?? 0) + away) > total ? 1 : 0
  }
}

/** True when a zero moved. */
function follow(state: ZeroTrackingState, tare: number[], seat: EmptySeat, weight: number): boolean {
  let changed = false
  for (let i = 0; i < tare.length; i++) {
    if (seat.bad(i)) continue
    const away = offset(seat, tare, i)
    // The last tenth of a count is not worth chasing; a step below it would never be taken with a small weight.
    if (Math.abs(away) < worthCounts) continue
    const step =
      Math.sign(away) * Math.min(Math.abs(away), Math.max(Math.abs(away) * weight, worthCounts / 2))
    tare[i] = (tare[i] ?? 0) + step
    state.tare[i] = tare[i] ?? 0
    state.moved[i] = (state.moved[i] ?? 0) + step
    changed = true
  }
  return changed
}

/** What the cell reads above the zero in force; that one is never below a count of 0. */
function offset(seat: EmptySeat, tare: readonly number[], index: number): number {
  return (seat.means[index] ?? 0) - Math.max(0, seat.calibrated(index) + (tare[index] ?? 0))
}
