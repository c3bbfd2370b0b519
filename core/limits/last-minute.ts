/**
 * Mean pressure of about the last minute of sitting, per side: an exponential mean with half a minute, which has the mean age
 * of a minute's boxcar; a plain mean at first.
 *
 * Time left uses a value that follows the mean up at once, but down only after a fall of 5 % (ours), and then for as long as it
 * falls. So swaying does not increase time left, but off-loading does, smoothly and within a minute or two.
 */
import { z } from 'zod'

const tauMs = 30_000
const offLoaded = 0.95

const known = z.number().nullable()
export const lastMinuteSchema = z.object({
  ms: z.number(),
  left: known,
  right: known,
  reckonLeft: known,
  reckonRight: known,
  /** Load was taken off, and the mean still falls. */
  fallingLeft: z.boolean().default(false),
  fallingRight: z.boolean().default(false),
})
export type LastMinute = z.infer<typeof lastMinuteSchema>

export const freshLastMinute = (): LastMinute => ({
  ms: 0,
  left: null,
  right: null,
  reckonLeft: null,
  reckonRight: null,
  fallingLeft: false,
  fallingRight: false,
})

/** `dtMs` of somebody sitting at these pressures (kPa; NaN unknown: the mean stays). */
export function stepLastMinute(
  state: LastMinute,
  { dtMs, left, right }: { dtMs: number; left: number; right: number },
): void {
  state.ms += dtMs
  const weight = Math.min(1, dtMs / Math.min(state.ms, tauMs))
  state.left = mean(state.left, left, weight)
  state.right = mean(state.right, right, weight)
  state.fallingLeft = falls(state.fallingLeft, state.reckonLeft, state.left)
  state.fallingRight = falls(state.fallingRight, state.reckonRight, state.right)
  state.reckonLeft = state.fallingLeft ? state.left : highest(state.reckonLeft, state.left)
  state.reckonRight = state.fallingRight ? state.right : highest(state.reckonRight, state.right)
}

function mean(was: number | null, is: number, weight: number): number | null {
  if (Number.isNaN(is)) return was
  return was === null ? is : was + (is - was) * weight
}

function falls(before: boolean, reckoned: number | null, mean: number | null): boolean {
  if (reckoned === null || mean === null || mean > reckoned) return false
  return before || mean < offLoaded * reckoned
}

const highest = (was: number | null, is: number | null): number | null =>
  was === null || is === null ? is : Math.max(was, is)
