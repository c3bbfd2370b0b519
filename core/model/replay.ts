/** How fast a recorded day can be replayed, and what one window of it holds: the page asks for windows that the server knows. */
import { staleAfterMs } from './staleness.ts'

export const replaySpeeds = [1, 10, 60, 600] as const
export type ReplaySpeed = (typeof replaySpeeds)[number]
export const mostReplaySpeed = 600

/** Ten pictures a second at every speed. */
const pictureMs = 100
export const replayStepMs = (speed: number): number => speed * pictureMs

/** A window plays for twelve seconds, but never holds more readings than can be read without a wait: 7,200 at 20 Hz. */
const windowPlaysMs = 12_000
const longestWindowMs = 6 * 60_000

export interface ReplayWindow {
  readonly fromMs: number
  readonly toMs: number
}

/** The window that contains a moment; windows of one speed follow each other without a gap. */
export function replayWindow(atMs: number, speed: number): ReplayWindow {
  const stepMs = replayStepMs(speed)
  const steps = Math.floor(Math.min(windowPlaysMs * speed, longestWindowMs) / stepMs)
  const lengthMs = steps * stepMs
  const fromMs = Math.floor(atMs / lengthMs) * lengthMs
  return { fromMs, toMs: fromMs + lengthMs }
}

/** Readings per second of the slowest board. */
export const slowestRateHz = 1

/** A reading stands until the next, but no longer than a live one would: after that there is a gap. */
export const longestHeldMs = staleAfterMs(slowestRateHz)
