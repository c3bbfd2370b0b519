/**
 * Used fractions and levels of the limits in force. A level is entered at 70 / 90 / 100 % of a limit and left only 10 points
 * below (ours; people notice 10-14 % in ischial pressure). A pressure limit counts a fraction only once the PPI was held
 * at or above it for `holdS`; dips of up to 2 s do not break the hold. It is left after 15 s below, as long as a weight shift has to
 * last to count: a fidget does not clear an alert only to raise it again.
 */
import { z } from 'zod'
import { type Level, levelFrom, levels } from '../model/levels.ts'
import { limitNames } from '../model/limits.ts'
import type { Tolerance } from '../model/schemas/tolerance.ts'
import type { Side } from '../model/schemas/zones.ts'

const enterShares = levels.map((level) => levelFrom[level])
const leaveBelow = 0.1
const dipMs = 2000
const relievedAfterMs = 15_000
/** Marks a limit that is not watched; NaN marks one whose used fraction is not known now. */
export const notWatched = -1

/** At or above the threshold since; below it since; below where its level is left since. */
const hold = z.object({
  sinceMs: z.number().nullable(),
  belowMs: z.number().nullable(),
  relievedMs: z.number().nullable(),
})
type Hold = z.infer<typeof hold>
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

/** Seconds, and in kPa mode load (kPa min) and PPI (kPa) of each side; NaN unknown. */
export interface LimitedNow {
  readonly boutS: number
  readonly dayS: number
  readonly kpa: {
    readonly load: Readonly<Record<Side, number>>
    readonly ppi: Readonly<Record<Side, number>>
  } | null
}

/** What each limit is used of, in the order of limitNames: NaN unknown, notWatched. */
export function usedFractions(now: LimitedNow, tolerance: Tolerance): readonly number[] {
  const { boutMin, dayMin, left, right } = tolerance
  const { kpa } = now
  return [
    boutMin === null ? notWatched : now.boutS / 60 / boutMin,
    dayMin === null ? notWatched : now.dayS / 60 / dayMin,
    kpa === null || left.loadKpaMin === null ? notWatched : kpa.load.left / left.loadKpaMin,
    kpa === null || right.loadKpaMin === null ? notWatched : kpa.load.right / right.loadKpaMin,
    kpa === null || left.pressureKpa === null ? notWatched : kpa.ppi.left / left.pressureKpa,
    kpa === null || right.pressureKpa === null ? notWatched : kpa.ppi.right / right.pressureKpa,
  ]
}

/** Moves the levels on to one more moment. True when one of them changed. */
export function stepLimits(
  state: LimitsState,
  { atMs, used, holdMs }: { atMs: number; used: ArrayLike<number>; holdMs: number },
): boolean {
  let changed = false
  for (let i = 0; i < limitNames.length; i++) {
    const fraction = used[i] ?? notWatched
    const was = state.levels[i] ?? 0
    const now = i < 4 ? plainLevel(was, fraction) : heldLevel(state, { limit: i, fraction, atMs, holdMs })
    if (now === was) continue
    state.levels[i] = now
    changed = true
  }
  return changed
}

/** Readings stopped: no hold continues through the gap. */
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
  if (fraction === notWatched) return 0
  if (Number.isNaN(fraction)) return was
  let now = was
  while (now < 3 && fraction >= (enterShares[now + 1] ?? Infinity)) now++
  while (now > 0 && fraction < (enterShares[now] ?? 0) - leaveBelow) now--
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
    stepHold(hold, { fraction, atMs, enter: enterShares[k] ?? Infinity })
    if (hold.sinceMs !== null && hold.belowMs === null && atMs - hold.sinceMs >= holdMs) reached = k
  }
  if (fraction === notWatched) return 0
  if (Number.isNaN(fraction)) return was
  let now = Math.max(was, reached)
  while (now > 0 && isRelieved(state.holds[first + now - 1], atMs)) now--
  return now
}

/** How long the fraction has been at or above one level's threshold, through dips, and how long plainly below it. */
function stepHold(
  hold: Hold,
  { fraction, atMs, enter }: { fraction: number; atMs: number; enter: number },
): void {
  if (!(fraction < enter - leaveBelow)) hold.relievedMs = null
  else if (hold.relievedMs === null) hold.relievedMs = atMs
  if (fraction >= enter) {
    if (hold.sinceMs === null) hold.sinceMs = atMs
    hold.belowMs = null
  } else if (hold.sinceMs !== null) {
    if (hold.belowMs === null) hold.belowMs = atMs
    if (atMs - hold.belowMs > dipMs || Number.isNaN(fraction)) hold.sinceMs = null
  }
}

function isRelieved(hold: Hold | undefined, atMs: number): boolean {
  const relievedMs = hold?.relievedMs ?? null
  return relievedMs !== null && atMs - relievedMs >= relievedAfterMs
}
