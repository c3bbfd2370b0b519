/**
 * What passes between the stages of one cushion: `frames -> readings -> metrics -> occupancy and bouts -> load,
 * limits, alerts`. Everything here is pure: no clock, no random, no I/O. `now` and state come in, results go out.
 */

import type { Counting } from './counting.ts'
import type { Bout } from './schemas/bouts.ts'
import type { Calibration } from './schemas/calibration.ts'
import type { CellVerdict } from './schemas/cell-verdicts.ts'
import type { CommandResult } from './schemas/command-result.ts'
import type { Command } from './schemas/commands.ts'
import type { CushionEvent } from './schemas/events.ts'
import type { Layout } from './schemas/layout.ts'
import type { Live } from './schemas/live.ts'
import type { MinuteSummary } from './schemas/minutes.ts'
import type { CushionState } from './schemas/state.ts'
import type { Tolerance } from './schemas/tolerance.ts'

/** One scan of all cells in host time, with the raw counts from the board. `atMs` strictly rises within a cushion. */
export interface Frame {
  readonly atMs: number
  readonly boot: number
  readonly seq: number
  readonly boardMs: number
  readonly counts: readonly number[]
}

export interface FrameOptions {
  /** Weights lie on the cushion for a calibration: there are readings, but occupancy is unknown. */
  readonly weightsOn?: boolean
}

export interface CoreOptions extends Counting {
  readonly cushion: string
  readonly simulated: boolean
  readonly layout: Layout
  /** Null: relative mode. */
  readonly calibration: Calibration | null
  readonly tolerance: Tolerance
  readonly rateHz: number
  readonly day: { readonly zone: string; readonly startHour: number }
}

/** What the core knows, computed on request because it is published less often than frames arrive. */
export interface CoreReading {
  /** Of the last frame, 0.01 kPa steps; null in relative mode. */
  kpa(): readonly (number | null)[] | null
  live(): Live
  state(nowMs: number): CushionState
}

/** Output of one step; the lists are usually empty. */
export interface CoreOutput {
  /** The reading after this step; valid until the next one. */
  readonly reading: CoreReading
  readonly events: readonly CushionEvent[]
  readonly minutes: readonly MinuteSummary[]
  readonly bouts: readonly Bout[]
  /** Something a person would notice changed (occupancy, level, alerts): publish the state now. */
  readonly changed: boolean
}

/**
 * The pure core of one cushion (class `CushionCore`):
 *
 *   new CushionCore(options, snapshot?)       snapshot: returned by `snapshot()` before a restart (plain JSON)
 *   frame(frame, how?): CoreOutput            takes one frame; returns events, minutes, bouts, and the reading: kPa, live, state
 *   tick(nowMs): CoreOutput                   passes time without a frame (call about once a second): stale, breaks, recovery
 *   linkLost(nowMs, detail), boardReset(nowMs, hello fields): CoreOutput
 *   setTolerance(tolerance, nowMs): CoreOutput
 *   command(command, nowMs): { result: CommandResult; output: CoreOutput }   tare, calibrate, acknowledge, snooze, quiet
 *   reading: CoreReading                      what is known now, also right after a restart
 *   cells(): CellReport[]       snapshot(): CoreSnapshot
 */
export interface Core {
  readonly reading: CoreReading
  frame(frame: Frame, how?: FrameOptions): CoreOutput
  tick(nowMs: number): CoreOutput
  linkLost(nowMs: number, detail: string): CoreOutput
  boardReset(nowMs: number, reset: { boot: number; resetCause: number | null }): CoreOutput
  setTolerance(tolerance: Tolerance, nowMs: number): CoreOutput
  command(
    command: Extract<Command, { verb: 'tare' | 'calibrate' | 'acknowledge' | 'snooze' | 'quiet' }>,
    nowMs: number,
  ): { result: CommandResult; output: CoreOutput }
  cells(): readonly CellReport[]
  snapshot(): CoreSnapshot
}

export interface CellReport {
  readonly index: number
  readonly verdict: CellVerdict
  readonly sinceMs: number | null
  /** What the sitter can do about it, in plain words; null when the cell is fine. */
  readonly advice: string | null
}

/** Plain JSON; `v` rises when the meaning changes. A snapshot with an unknown `v` is reported and not restored. */
export interface CoreSnapshot {
  readonly v: 1
  readonly atMs: number
  readonly [key: string]: unknown
}
