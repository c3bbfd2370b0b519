/**
 * Which raw frames are old enough to go. A single timestamp or look at the clock never deletes anything: a frame must be older than the
 * retention by its cushion's newest frame, by the wall clock, and by the time that the store itself has seen pass (seen-time.ts, kept
 * in the store). Deletion is slow, at most one day of a cushion per hour of running, so that a person can notice; the log reports it.
 * Frames of a clock that was never set (before `earliestMs`) stay until a person asks for it.
 *
 * Simulated cushions have their own, often fast clock. Only that counts, and deletion is immediate.
 */
import { dayMs } from '../core/time/calendar.ts'
import { minuteMs } from './frames/frame-runs.ts'

export const usualRetentionDays = 400
export const pruneEveryMs = 3_600_000
/** How often the store notes the time that it has seen. */
export const noteEveryMs = 60_000

/** The first and last frame of a cushion, of a real one from `earliestMs` on. */
interface FramesOf {
  readonly simulated: boolean
  readonly firstAtMs: number
  readonly lastAtMs: number
}

/** Older than `days` before the newest frame and before `nowMs`; of that only the first `mostMs`. */
export interface Age {
  readonly days: number
  readonly nowMs: number
  readonly mostMs: number
}

/** Whole minutes before this time are old. */
export function oldUntilMs(
  { simulated, firstAtMs, lastAtMs }: FramesOf,
  { days, nowMs, mostMs }: Age,
): number {
  const endMs = lastAtMs - days * dayMs
  const toMs = simulated ? endMs : Math.min(endMs, nowMs - days * dayMs, firstAtMs + mostMs)
  return Math.floor(toMs / minuteMs) * minuteMs
}

const iso = (ms: number) => new Date(ms).toISOString()

export const describeOld = (
  old: { readonly name: string; readonly fromMs: number; readonly lastAtMs: number; readonly frames: number },
  days: number,
): string =>
  `${old.name}: ${old.frames} raw readings, from ${iso(old.fromMs)} to ${iso(old.lastAtMs)}, are older than ${days} days.`

export const deletedOld = (old: Parameters<typeof describeOld>[0], days: number): string =>
  `${describeOld(old, days)} They were deleted; minutes, bouts and events are kept.`
export const notDeleted = 'Old readings could not be deleted. Sitbone tries again in an hour.'
