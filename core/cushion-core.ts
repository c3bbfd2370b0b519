/**
 * One cushion, from frames to alerts: the pure core of Sitbone. No clock, no random, no I/O; the same calls give the same
 * results, and a core made from a snapshot continues exactly where the other one stopped.
 *
 *   frame -> seat reading -> occupancy -> time -> shifts, movement -> limits -> alerts -> zero, cells -> minutes -> output
 *
 * Frames account for time: the interval since the last frame belongs to the known occupancy. A gap of more than three frame
 * periods plus a second is unknown, whether a tick or the next frame notices it. Each stage has its own file; this one connects
 * them.
 */

import { adviceFor, adviceForZero } from './cells/advice.ts'
import { checkCells } from './cells/check-cells.ts'
import { beginNewUnit, type CoreCommand, obey } from './commands.ts'
import { type CoreContext, makeContext } from './context.ts'
import { evaluateLimits } from './limits/evaluate-limits.ts'
import type { Calibration } from './model/schemas/calibration.ts'
import type { CommandResult } from './model/schemas/command-result.ts'
import type { Tolerance } from './model/schemas/tolerance.ts'
import { staleAfterMs } from './model/staleness.ts'
import type {
  CellReport,
  Core,
  CoreOptions,
  CoreOutput,
  CoreReading,
  CoreSnapshot,
  Frame,
  FrameOptions,
} from './model/types.ts'
import { moveTime } from './move-time.ts'
import { readSeat } from './pressure/seat-figures.ts'
import { unitOf } from './pressure/units.ts'
import { stepZero } from './pressure/zero.ts'
import { endBout } from './sitting/bouts.ts'
import { beginFrame, closeSilence, passWithoutFrame, unknownUntil } from './sitting/data-gaps.ts'
import { judgeSeat } from './sitting/judge-seat.ts'
import { learnHabit } from './sitting/learn-habit.ts'
import { settledMs } from './sitting/occupancy.ts'
import { endActivity, stepSitter } from './sitting/sitter.ts'
import { accountThing } from './sitting/take-back.ts'
import { accountKnown, accountTurn, emitBoutEnd } from './sitting/time-accounting.ts'
import { readingOf } from './summary/live-and-state.ts'
import { closeMinutes, countFrame, summaryOf } from './summary/minutes.ts'
import { restore, snapshotOf } from './summary/snapshot.ts'

export interface Totals {
  readonly seatedS: number
  readonly emptyS: number
  readonly unknownS: number
  /** Plain pressure-time integral while seated; null in relative mode. */
  readonly leftPtiKpaMin: number | null
  readonly rightPtiKpaMin: number | null
}

export class CushionCore implements Core {
  /** In words, why the snapshot was not used; null when it was used or none was given. */
  readonly snapshotRefused: string | null
  /** The current reading, as in the outputs. */
  readonly reading: CoreReading
  readonly #context: CoreContext
  readonly #nothing: CoreOutput

  /** `snapshot`: from `snapshot()`, possibly through JSON; an unsuitable one is not used, see `snapshotRefused`. */
  constructor(options: CoreOptions, snapshot?: unknown) {
    const given = snapshot === undefined || snapshot === null ? null : snapshot
    const restored = given === null ? null : restore(given, options.layout.cells.length)
    this.snapshotRefused = restored?.ok === false ? restored.reason : null
    const saved = restored?.ok === true ? restored.snapshot : null
    const context = makeContext(options, saved)
    this.#context = context
    this.reading = readingOf(context)
    this.#nothing = Object.freeze({ ...nothing, reading: this.reading })
    if (saved !== null && saved.reading.calibrated !== (context.calibration !== null)) beginNewUnit(context)
  }

  // ------------------------------------------------------------ input

  /** Takes one frame. A frame that is not later than the last, or has a different number of cells, is ignored and counted. */
  frame(frame: Frame, { weightsOn = false }: FrameOptions = {}): CoreOutput {
    const context = this.#context
    const { state, seat, calibration } = context
    const { atMs, counts } = frame
    const time = beginFrame(context, frame)
    if (time === null) return this.#output()
    const { fromMs, sinceLastMs } = time
    const { level, left, right } = readSeat(seat, { counts, dtMs: sinceLastMs }, context)
    if (weightsOn || Number.isNaN(level)) {
      unknownUntil(context, atMs)
    } else {
      const was = state.occupancy.now
      const now = { atMs, dtMs: atMs - fromMs, level }
      const turned = judgeSeat(context, now)
      if (state.occupancy.object) {
        accountThing(context, { fromMs, atMs, turned })
      } else {
        accountKnown(context, was, { fromMs, atMs, dtMs: now.dtMs, left, right })
        if (turned) accountTurn(context, was, atMs)
        stepSitter(context, now)
        learnHabit(context, atMs)
        evaluateLimits(context, atMs)
        stepZero(context, now.dtMs)
      }
    }
    if (!weightsOn) checkCells(context, frame)
    countFrame(state.minutes, atMs, calibration === null ? null : state.load)
    return this.#settle()
  }

  /** Passes time without a frame: call about once a second. */
  tick(nowMs: number): CoreOutput {
    passWithoutFrame(this.#context, nowMs)
    return this.#settle()
  }

  /** The link to the board is down: occupancy is unknown from the last frame on. */
  linkLost(nowMs: number, detail: string): CoreOutput {
    this.#context.state.linkDown = true
    this.#context.state.linkDetail = detail
    return this.tick(nowMs)
  }

  boardReset(nowMs: number, reset: { boot: number; resetCause: number | null }): CoreOutput {
    const detail = 'The board of the cushion restarted. Readings continue.'
    this.#context.out.event('board-reset', nowMs, {
      detail,
      boot: reset.boot,
      resetCause: reset.resetCause,
    })
    return this.#settle(nowMs)
  }

  setTolerance(tolerance: Tolerance, nowMs: number): CoreOutput {
    const { out, tolerance: before } = this.#context
    this.#context.tolerance = tolerance
    out.event('tolerance-changed', nowMs, { tolerance, before })
    out.changed = true
    return this.#settle(nowMs)
  }

  /** The board's rate changed, and with it the length of a gap. */
  setRate(rateHz: number): void {
    this.#context.staleMs = staleAfterMs(rateHz)
  }

  command(command: CoreCommand, nowMs: number): { result: CommandResult; output: CoreOutput } {
    const result = obey(command, this.#context, nowMs)
    return { result, output: this.#settle(nowMs) }
  }

  /**
   * The clock behind the stamps was set by `byMs`: all state moves along, and the next frame follows as usual. Open minutes end
   * here, with unseen time as unknown.
   */
  moveTime(byMs: number): CoreOutput {
    const context = this.#context
    const { state, out } = context
    out.minutes(state.minutes.open.map((minute) => summaryOf(minute, unitOf(context))))
    state.minutes.open = []
    moveTime(state, byMs)
    out.changed = true
    return this.#output()
  }

  /** End of input (a recording): ends the running bout and minute. Not for a live cushion. */
  finish(nowMs: number): CoreOutput {
    this.tick(nowMs)
    const context = this.#context
    const { state, out } = context
    closeSilence(context)
    endActivity(context, state.accountedMs ?? nowMs)
    emitBoutEnd(context, endBout(state.bouts))
    out.minutes(state.minutes.open.map((minute) => summaryOf(minute, unitOf(context))))
    state.minutes.open = []
    return this.#output()
  }

  // ------------------------------------------------------------ queries

  cells(): readonly CellReport[] {
    const { health, zeroTracking } = this.#context.state
    return health.cells.map(({ verdict, sinceMs }, index) => ({
      index,
      verdict,
      sinceMs,
      advice: adviceFor(index, verdict) ?? (zeroTracking.off[index] === 1 ? adviceForZero(index) : null),
    }))
  }

  /** Totals over everything this core has seen. */
  totals(): Totals {
    const { state, calibration } = this.#context
    const { totalMs, pti } = state
    return {
      seatedS: totalMs.occupied / 1000,
      emptyS: totalMs.empty / 1000,
      unknownS: totalMs.unknown / 1000,
      leftPtiKpaMin: calibration === null ? null : pti.left,
      rightPtiKpaMin: calibration === null ? null : pti.right,
    }
  }

  /** Start of the present occupancy, dated back to the true edge; for callers that know what came later. */
  get occupancySinceMs(): number {
    return this.#context.state.occupancy.edgeMs
  }

  /** Ignored frames: not later than the previous one, or a wrong number of cells. */
  get ignored(): number {
    return this.#context.state.ignored
  }

  /** The calibration in force, by file or by command. */
  get calibration(): Calibration | null {
    return this.#context.calibration
  }

  /** Relative mode only: has the comfortable-sit baseline been taken? */
  get baseline(): 'none' | 'running' | 'done' | null {
    const { calibration, state } = this.#context
    if (calibration !== null) return null
    if (state.baseline.running !== null) return 'running'
    return state.baseline.taken === null ? 'none' : 'done'
  }

  snapshot(): CoreSnapshot {
    return snapshotOf(this.#context)
  }

  /** What comes after everything else: the minutes that are settled. */
  #settle(nowMs = 0): CoreOutput {
    const context = this.#context
    const { state, out } = context
    if (nowMs > state.nowMs) state.nowMs = nowMs
    const { accountedMs, beforeSilence, beforeDoubt } = state
    if (accountedMs !== null) {
      // What late frames may still continue, and what may be taken back, stays open.
      const occupancy = beforeSilence?.occupancy ?? state.occupancy
      const untilMs = Math.min(settledMs(occupancy, accountedMs), beforeDoubt?.accountedMs ?? accountedMs)
      const closed = closeMinutes(state.minutes, untilMs, unitOf(context))
      if (closed !== null) out.minutes(closed)
    }
    return this.#output()
  }

  #output(): CoreOutput {
    const collected = this.#context.out.take()
    return collected === null ? this.#nothing : { ...collected, reading: this.reading }
  }
}

const nothing = Object.freeze({
  events: Object.freeze([]),
  minutes: Object.freeze([]),
  bouts: Object.freeze([]),
  changed: false,
})
