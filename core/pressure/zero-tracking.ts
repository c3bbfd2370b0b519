/**
 * Each cell's zero follows small, slow drift, and only when that is safe: the seat has been empty for an unbroken minute (so
 * foam and cells have recovered), and every good cell is near its zero. A bag or a laptop presses some cell further than that,
 * and then no zero moves: tracking must not hide a thing that lies there. Never while occupied or unknown.
 *
 * Two bounds: at most followShare of the range from the current zero, and at most totalShare from the zero set by hand or
 * calibration. Beyond that the cell asks for a tare.
 *
 * (Zero tracking only while empty for >= 60 s and >= 30 s after standing up: docs/domain.md.)
 */
import { z } from 'zod'

const emptyMs = 60_000
const stepMs = 10_000
/** Half of an offset is corrected after about 3.5 min of empty seat. */
const tauMs = 300_000
const followShare = 0.006
const totalShare = 0.02
/** Smaller steps wait until they justify new tables, counts. */
const worthCounts = 0.1

export const zeroTrackingSchema = z.object({
  /** Offsets from the calibration's zeros as this file left them, counts; a different value was set by hand since. */
  tare: z.array(z.number()),
  /** How far each has moved since it was set by hand, counts. */
  moved: z.array(z.number()),
  /** Empty time at the last step, ms. */
  stepMs: z.number(),
  /** 1 for a cell too far from its zero to be followed, with the seat empty for long. */
  off: z.array(z.number()),
})
export type ZeroTrackingState = z.infer<typeof zeroTrackingSchema>

export const freshZeroTracking = (): ZeroTrackingState => ({ tare: [], moved: [], stepMs: 0, off: [] })

export interface EmptySeat {
  /** How long the seat has been known to be completely empty, ms. */
  readonly emptyMs: number
  /** Mean counts of each cell over the last seconds, and its zero without `tare`. */
  readonly means: readonly number[]
  readonly calibrated: (index: number) => number
  readonly bad: (index: number) => boolean
  readonly saturationCount: number
}

/** Moves `tare` (counts above the calibration's zeros) where that is safe. True if it did; readings must then be updated. */
export function trackZero(state: ZeroTrackingState, tare: number[], seat: EmptySeat): boolean {
  if (seat.emptyMs < emptyMs) {
    endTracking(state)
    return false
  }
  if (seat.emptyMs - state.stepMs < stepMs) return false
  const dtMs = state.stepMs === 0 ? stepMs : seat.emptyMs - state.stepMs
  state.stepMs = seat.emptyMs
  markFarOff(state, tare, seat)
  // A single cell far off may be the corner of a thing that rests lightly on the others.
  return state.off.includes(1) ? false : follow(state, tare, seat, Math.min(1, dtMs / tauMs))
}

/** The seat is not, or no longer, known to be empty. */
export function endTracking(state: ZeroTrackingState): void {
  state.stepMs = 0
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
    // The last tenth of a count does not matter, and small weights would never reach it.
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

/** Reading above the current zero, which is never below a count of 0. */
function offset(seat: EmptySeat, tare: readonly number[], index: number): number {
  return (seat.means[index] ?? 0) - Math.max(0, seat.calibrated(index) + (tare[index] ?? 0))
}
