/**
 * Used fractions and levels of the limits in force. A level is entered at 70 / 90 / 100 % of a limit and left only 10 points
 * below (ours; people notice 10-14 % in ischial pressure). A pressure limit counts a fraction only once the PPI was held
 * at or above it for `holdS`; dips of up to 2 s do not break the hold. It is left after 15 s below, as long as a weight shift has to
 * last to count: a fidget does not clear an alert only to raise it again.
 */
import { z } from 'zod'
import { type Level, levels } from '../model/levels.ts'
import { limitNames } from '../model/limits.ts'
import type { Tolerance } from '../model/tolerance.ts'

const ENTER = [0, 0.7, 0.9, 1] as const
const LEAVE_BELOW = 0.1
const DIP_MS = 2000
const RELIEVED_MS = 15_000
/** Stands for a limit that is not watched, where NaN stands for one whose used fraction is not known now. */
export const NOT_WATCHED = -1

/** At or above the threshold since; below it since; below where its level is left since. */
const hold = z.object({
  sinceMs: z.number().nullable(),
  belowMs: z.number().nullable(),
  relievedMs: z.number().nullable(),
})
export const limitsSchema = z.object({
  /** 0 none .. 3 exceeded, in the order of limitNames. */
  levels: z.array(z.number().int().min(0).max(3)).length(limitNames.length),
  /** left 70, 90, 100 %, right 70, 90, 100 %. */
  holds: z.array(hold).length(6),
})
export type LimitsState = z.infer<typeof limitsSchema>

export const freshLimits = (): LimitsState => ({
  levels: limitNames.map(() => 0),
  holds: Array.from({ length: 6 }, () => ({ sinceMs: null, belowMs: null, relievedMs: null })),
})

/** The used fractions in the order of limitNames: seconds and kPa min against the limits, NaN unknown, NOT_WATCHED. */
export function fillUsed(
  used: Float64Array,
  is: {
    boutS: number
    dayS: number
    loadLeft: number
    loadRight: number
    leftKpa: number
    rightKpa: number
  },
  tolerance: Tolerance,
): void {
  const { boutMin, dayMin, left, right } = tolerance
  used[0] = boutMin === null ? NOT_WATCHED : is.boutS / 60 / boutMin
  used[1] = dayMin === null ? NOT_WATCHED : is.dayS / 60 / dayMin
  used[2] = left.loadKpaMin === null ? NOT_WATCHED : is.loadLeft / left.loadKpaMin
  used[3] = right.loadKpaMin === null ? NOT_WATCHED : is.loadRight / right.loadKpaMin
  used[4] = left.pressureKpa === null ? NOT_WATCHED : is.leftKpa / left.pressureKpa
  used[5] = right.pressureKpa === null ? NOT_WATCHED : is.rightKpa / right.pressureKpa
}

/** Moves the levels on to one more moment. True when one of them changed. */
export function stepLimits(
  state: LimitsState,
  { atMs, used, holdMs }: { atMs: number; used: Float64Array; holdMs: number },
): boolean {
  let changed = false
  for (let i = 0; i < limitNames.length; i++) {
    const fraction = used[i] ?? NOT_WATCHED
    const was = state.levels[i] ?? 0
    const now = i < 4 ? plainLevel(was, fraction) : heldLevel(state, { limit: i, fraction, atMs, holdMs })
    if (now === was) continue
    state.levels[i] = now
    changed = true
  }
  return changed
}

/** Sight was lost: nothing was held through it. */
export function breakHolds(state: LimitsState): void {
  for (const hold of state.holds) {
    hold.sinceMs = null
    hold.belowMs = null
    hold.relievedMs = null
  }
}

/** Seconds for which the PPI has been at or above the whole pressure limit; 0 when it is not. */
export function heldS(state: LimitsState, side: 0 | 1, atMs: number): number {
  const since = state.holds[side * 3 + 2]?.sinceMs ?? null
  return since === null ? 0 : (atMs - since) / 1000
}

export function highestLevel(state: LimitsState): Level {
  return levels[Math.max(...state.levels)] ?? 'none'
}

function plainLevel(was: number, fraction: number): number {
  if (fraction === NOT_WATCHED) return 0
  if (Number.isNaN(fraction)) return was
  let now = was
  while (now < 3 && fraction >= (ENTER[now + 1] ?? Infinity)) now++
  while (now > 0 && fraction < (ENTER[now] ?? 0) - LEAVE_BELOW) now--
  return now
}

function heldLevel(
  state: LimitsState,
  { limit, fraction, atMs, holdMs }: { limit: number; fraction: number; atMs: number; holdMs: number },
): number {
  const was = state.levels[limit] ?? 0
  const first = (limit - 4) * 3
  let reached = 0
  for (let k = 1; k <= 3; k++) {
    const hold = state.holds[first + k - 1]
    if (hold === undefined) continue
    const enter = ENTER[k] ?? Infinity
    if (!(fraction < enter - LEAVE_BELOW)) hold.relievedMs = null
    else if (hold.relievedMs === null) hold.relievedMs = atMs
    if (fraction >= enter) {
      if (hold.sinceMs === null) hold.sinceMs = atMs
      hold.belowMs = null
      if (atMs - hold.sinceMs >= holdMs) reached = k
    } else if (hold.sinceMs !== null) {
      if (hold.belowMs === null) hold.belowMs = atMs
      if (atMs - hold.belowMs > DIP_MS || Number.isNaN(fraction)) hold.sinceMs = null
    }
  }
  if (fraction === NOT_WATCHED) return 0
  if (Number.isNaN(fraction)) return was
  let now = Math.max(was, reached)
  while (now > 0) {
    const relievedMs = state.holds[first + now - 1]?.relievedMs ?? null
    if (relievedMs === null || atMs - relievedMs < RELIEVED_MS) break
    now--
  }
  return now
}
