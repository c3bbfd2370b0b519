/**
 * One cushion, from frames to alerts: the pure heart of Sitbone. No clock, no random, no I/O; the same calls give the same
 * results, and a core made from a snapshot goes on exactly where the other one stood.
 *
 *   frame -> readings -> PPI, centre of pressure -> occupancy -> bouts, shifts -> load -> limits -> alerts -> minutes
 *
 * Time is booked by frames: the interval since the last frame belongs to what the seat was known to be. A gap of more than
 * three frame periods and a second is unknown, whether a tick notices it or the next frame. What each stage does stands in
 * its own file; this one only connects them.
 */

import { adviceFor, adviceForZero } from './cells/advice.ts'
import { freshShares } from './cells/gain-drift.ts'
import { freshSides } from './cells/left-right-swap.ts'
import { type CoreCommand, obey } from './commands.ts'
import { type CoreParts, makeParts, renewReadings, snapshotOf, unitOf } from './context.ts'
import { blindUntil, seeAgain, stayBlind } from './data-gaps.ts'
import { tellBoutEnd } from './event-collector.ts'
import {
  followZero,
  learnZero,
  readSeat,
  seatSample,
  watchCells,
  watchLimits,
  watchRelief,
  watchSitter,
} from './frame-steps.ts'
import { takeSound } from './limits/alerts.ts'
import { freshLastMinute } from './limits/last-minute.ts'
import type { Calibration } from './model/calibration.ts'
import type { CommandResult } from './model/command-result.ts'
import type { Live } from './model/live.ts'
import { staleAfterMs } from './model/staleness.ts'
import type { CushionState } from './model/state.ts'
import type { Tolerance } from './model/tolerance.ts'
import type { CellReport, Core, CoreOptions, CoreOutput, CoreSnapshot, Frame } from './model/types.ts'
import { moveTime } from './move-time.ts'
import { zoneMeanKpa } from './pressure/metrics.ts'
import { endBout } from './sitting/bouts.ts'
import { settledMs, stepOccupancy } from './sitting/occupancy.ts'
import { forgetUsual } from './sitting/shifts.ts'
import { liveOf, roundedKpa, stateOf } from './summary/live-and-state.ts'
import { closeMinutes, countFrame, summaryOf } from './summary/minutes.ts'
import { restore } from './summary/snapshot.ts'
import { bookKnown, bookPressure, bookTurn, type Interval, stopWatching } from './time-accounting.ts'

export interface Totals {
  readonly seatedS: number
  readonly emptyS: number
  readonly unknownS: number
  /** Plain pressure-time integral while somebody sat; null in relative mode. */
  readonly leftPtiKpaMin: number | null
  readonly rightPtiKpaMin: number | null
}

export class CushionCore implements Core {
  /** Why a given snapshot was not used, in words; null when it was, or none was given. */
  readonly snapshotRefused: string | null
  readonly #parts: CoreParts

  /** `snapshot`: what `snapshot()` gave, maybe through JSON; one that does not fit is not used, see `snapshotRefused`. */
  constructor(options: CoreOptions, snapshot?: unknown) {
    const given = snapshot === undefined || snapshot === null ? null : snapshot
    const restored = given === null ? null : restore(given, options.layout.cells.length)
    this.snapshotRefused = restored?.ok === false ? restored.reason : null
    const saved = restored?.ok === true ? restored.snapshot : null
    this.#parts = makeParts(options, saved)
    if (saved !== null && saved.reading.calibrated !== (this.#parts.calibration !== null)) this.#newUnit()
  }

  // ------------------------------------------------------------ what comes in

  /** Takes one frame. One that is not later than the last, or has another number of cells, is ignored and counted. */
  frame(frame: Frame): CoreOutput {
    const parts = this.#parts
    const { state } = parts
    const { atMs, counts } = frame
    const lastMs = state.lastFrameMs
    if (counts.length !== parts.geometry.cells || !(lastMs === null || atMs > lastMs)) {
      state.ignored++
      return parts.out.take()
    }
    if (atMs > state.nowMs) state.nowMs = atMs
    if (state.accountedMs === null) state.accountedMs = atMs
    const gap = lastMs !== null && (state.linkDown || atMs - lastMs > parts.staleMs)
    if (gap) seeAgain(parts, atMs, lastMs)
    const fromMs = Math.min(state.accountedMs, atMs)
    state.lastFrameMs = atMs
    state.linkDown = false
    state.seq = frame.seq
    for (let i = 0; i < counts.length; i++) state.counts[i] = counts[i] ?? 0

    const { left, right } = parts.instant
    readSeat(parts, counts, lastMs === null ? 0 : atMs - lastMs)
    const level = zoneMeanKpa(parts.readings.level, parts.geometry.all, parts.geometry)
    if (Number.isNaN(level) || !parts.watching) {
      blindUntil(parts, atMs)
    } else {
      const dtMs = atMs - Math.max(fromMs, state.accountedMs)
      const { instant } = parts
      this.#step(level, {
        fromMs,
        atMs,
        dtMs: Math.max(0, dtMs),
        left: between(left, instant.left),
        right: between(right, instant.right),
      })
    }
    if (parts.watching) watchCells(parts, frame)
    countFrame(state.minutes, atMs, parts.calibration === null ? null : state.load)
    return this.#finish()
  }

  /** Time passes without a frame: call about once a second. */
  tick(nowMs: number): CoreOutput {
    const parts = this.#parts
    const { state } = parts
    if (nowMs > state.nowMs) state.nowMs = nowMs
    const lastMs = state.lastFrameMs
    if (lastMs !== null && (state.linkDown || state.nowMs - lastMs > parts.staleMs)) {
      stayBlind(parts, state.nowMs, lastMs)
    }
    return this.#finish()
  }

  /** The link to the board is gone: what the seat is, is unknown from the last frame on. */
  linkLost(nowMs: number, detail: string): CoreOutput {
    this.#parts.state.linkDown = true
    this.#parts.state.linkDetail = detail
    return this.tick(nowMs)
  }

  boardReset(nowMs: number, reset: { boot: number; resetCause: number | null }): CoreOutput {
    const detail = 'The board of the cushion started anew. Readings go on by themselves.'
    this.#parts.out.event('board-reset', nowMs, {
      detail,
      boot: reset.boot,
      resetCause: reset.resetCause,
    })
    return this.#finish(nowMs)
  }

  setTolerance(tolerance: Tolerance, nowMs: number): CoreOutput {
    const { out } = this.#parts
    this.#parts.tolerance = tolerance
    out.event('tolerance-changed', nowMs, { tolerance })
    out.changed = true
    return this.#finish(nowMs)
  }

  /** The board now sends at another rate: what counts as a gap follows. */
  setRate(rateHz: number): void {
    this.#parts.staleMs = staleAfterMs(rateHz)
  }

  /** False while weights lie on the cushion for a calibration: readings go on, and what the seat is, is unknown. */
  watch(on: boolean): void {
    this.#parts.watching = on
  }

  command(command: CoreCommand, nowMs: number): { result: CommandResult; output: CoreOutput } {
    const parts = this.#parts
    const result = obey(command, parts, nowMs)
    if (result.ok && command.verb === 'tare') parts.readings.setTare(parts.state.tare)
    if (result.ok && command.verb === 'calibrate' && command.action === 'set') {
      renewReadings(parts, parts.state.calibration)
      this.#newUnit()
    }
    return { result, output: this.#finish(nowMs) }
  }

  /**
   * The clock under the stamps was set by `byMs`: what is remembered moves along, and the next frame is the next as ever. The
   * open minutes end here, with what was not seen of them as unknown.
   */
  moveTime(byMs: number): CoreOutput {
    const { state, out } = this.#parts
    out.minutes(state.minutes.open.map((minute) => summaryOf(minute, unitOf(this.#parts))))
    state.minutes.open = []
    moveTime(state, byMs)
    out.changed = true
    return out.take()
  }

  /** The input is over (a recording): ends the running bout and minute. Not for a cushion that goes on. */
  finish(nowMs: number): CoreOutput {
    this.tick(nowMs)
    const parts = this.#parts
    const { state, out } = parts
    stopWatching(parts, state.accountedMs ?? nowMs)
    const bout = endBout(state.bouts)
    if (bout !== null) tellBoutEnd(parts, bout)
    out.minutes(state.minutes.open.map((minute) => summaryOf(minute, unitOf(parts))))
    state.minutes.open = []
    return out.take()
  }

  // ------------------------------------------------------------ what can be asked

  kpa(): readonly (number | null)[] | null {
    const { calibration, readings } = this.#parts
    return calibration === null ? null : Array.from(readings.level, roundedKpa)
  }

  live(): Live {
    return liveOf(this.#parts)
  }

  state(nowMs: number): CushionState {
    return stateOf(this.#parts, nowMs)
  }

  cells(): readonly CellReport[] {
    const { health, zeroTracking } = this.#parts.state
    return health.cells.map(({ verdict, sinceMs }, index) => ({
      index,
      verdict,
      sinceMs,
      advice: adviceFor(index, verdict) ?? (zeroTracking.off[index] === 1 ? adviceForZero(index) : null),
    }))
  }

  /** Over everything this core has seen. */
  totals(): Totals {
    const { state, calibration } = this.#parts
    const { totalMs, pti } = state
    return {
      seatedS: totalMs.occupied / 1000,
      emptyS: totalMs.empty / 1000,
      unknownS: totalMs.unknown / 1000,
      leftPtiKpaMin: calibration === null ? null : pti.left,
      rightPtiKpaMin: calibration === null ? null : pti.right,
    }
  }

  /** Since when the seat is known to be as it is now, dated back to the true edge; for somebody who knows what came later. */
  get occupancySinceMs(): number {
    return this.#parts.state.occupancy.edgeMs
  }

  /** Frames that were not later than the one before, or did not fit. */
  get ignored(): number {
    return this.#parts.state.ignored
  }

  /** The calibration in force, by file or by command. */
  get calibration(): Calibration | null {
    return this.#parts.calibration
  }

  /** Relative mode only: has the comfortable-sit baseline been taken? */
  get baseline(): 'none' | 'running' | 'done' | null {
    const { calibration, state } = this.#parts
    if (calibration !== null) return null
    if (state.baseline.running !== null) return 'running'
    return state.baseline.taken === null ? 'none' : 'done'
  }

  snapshot(): CoreSnapshot {
    return snapshotOf(this.#parts)
  }

  // ------------------------------------------------------------ parts of a step

  #step(level: number, interval: Interval): void {
    const parts = this.#parts
    const { occupancy } = parts.state
    const { atMs, dtMs } = interval
    const was = occupancy.now
    const turned = stepOccupancy(occupancy, seatSample(parts, { atMs, dtMs, level }), parts.thresholds)
    if (dtMs > 0) {
      bookKnown(parts, was, interval)
      bookPressure(parts, was, interval)
    }
    if (turned) bookTurn(parts, was, atMs)
    if (occupancy.now !== 'unknown') parts.state.lastKnown = occupancy.now
    if (occupancy.liftedMs === atMs) stopWatching(parts, atMs)
    if (occupancy.person && occupancy.now === 'occupied' && occupancy.liftedMs === null) {
      watchSitter(parts, atMs, dtMs)
    }
    watchRelief(parts, atMs, level)
    learnZero(parts, dtMs)
    followZero(parts)
    watchLimits(parts, atMs)
  }

  #finish(nowMs = 0): CoreOutput {
    const parts = this.#parts
    const { state, out } = parts
    if (nowMs > state.nowMs) state.nowMs = nowMs
    if (state.accountedMs !== null) {
      const closed = closeMinutes(state.minutes, settledMs(state.occupancy, state.accountedMs), unitOf(parts))
      if (closed !== null) out.minutes(closed)
    }
    if (state.alerts.open.length > 0 && takeSound(state.alerts, state.nowMs)) out.sound = true
    return out.take()
  }

  /** Readings are in another unit or scale from here on: nothing measured before can be compared with them. */
  #newUnit(): void {
    const parts = this.#parts
    blindUntil(parts, parts.state.accountedMs ?? parts.state.nowMs)
    forgetUsual(parts.state.shifts)
    parts.state.health.shares = freshShares()
    parts.state.health.sides = freshSides()
    parts.state.lastMinute = freshLastMinute()
    parts.out.changed = true
  }
}

/** Mean over an interval between two readings; the later one alone when the earlier is unknown. */
const between = (was: number, is: number): number => (Number.isNaN(was) ? is : (was + is) / 2)
