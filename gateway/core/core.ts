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
import type { CommandResult, CushionState, Live, Occupancy, Tolerance } from '../contract.ts'
import { limitNames } from '../contract.ts'
import { type AlertChange, clearAlert, raiseAlert, stepAlerts, takeSound } from './alerts.ts'
import { stepBaseline } from './baseline.ts'
import { endBout, passTime, satDown, stoodUp } from './bouts.ts'
import type { Calibration } from './calibration.ts'
import { adviceFor, leftOut, skipGap, stepCellHealth, type VerdictChange } from './cell-health.ts'
import { type CoreCommand, obey } from './commands.ts'
import { nextDayStartMs } from './day.ts'
import { type Geometry, geometryOf } from './geometry.ts'
import { breakHolds, fillUsed, highestLevel, NOT_WATCHED, stepLimits } from './limits.ts'
import { nextLoad } from './load.ts'
import { CONTACT_KPA, centreCm, sidePpiKpa, zoneMeanKpa } from './metrics.ts'
import {
  bookTime,
  bookUnknown,
  closeMinutes,
  countFrame,
  countHappening,
  rebook,
  summaryOf,
} from './minutes.ts'
import type { CellReport, Core, CoreOptions, CoreOutput, CoreSnapshot, Frame } from './model.ts'
import { endMovement, stepMovement } from './movement.ts'
import {
  baselineThresholds,
  conductanceThresholds,
  kpaThresholds,
  loseSight,
  settledMs,
  stepOccupancy,
  type Thresholds,
} from './occupancy.ts'
import { Gathered, isoAt } from './output.ts'
import { Readings } from './readings.ts'
import { liveOf, roundedKpa, stateOf } from './report.ts'
import { endShifts, forgetUsual, HOLD_MS, stepShifts, type WeightShift } from './shifts.ts'
import { type CoreState, freshState, restore } from './snapshot.ts'

/**
 * PPI and centre of pressure are averaged exponentially with a time constant of 1 s. That has the mean delay and the noise of a
 * 2 s boxcar (the 1-3 s asked for), needs one number instead of a buffer, and is right at any frame rate.
 */
const AVERAGING_MS = 1000
const LAST_MINUTE_TAU_MS = 30_000
const DATA_STOPPED_MS = 60_000
const GAP_WORTH_AN_EVENT_MS = 10_000
const ZERO_TAU_MS = 5000
/** Contact and "plainly loaded" in relative mode, conductance in units of 1/R_M. */
const RELATIVE_CONTACT = 0.05
const LOADED = { kpa: 3, relative: 0.3 }
const LEAST_USUAL = { kpa: 0.5, relative: 0.03 }

export interface Totals {
  readonly seatedS: number
  readonly emptyS: number
  readonly unknownS: number
  /** Plain pressure-time integral while somebody sat; null in relative mode. */
  readonly leftPtiKpaMin: number | null
  readonly rightPtiKpaMin: number | null
}

export class CushionCore implements Core {
  /** Why a given snapshot was not used; null when it was, or none was given. */
  readonly snapshotRefused: string | null
  readonly #options: CoreOptions
  readonly #geometry: Geometry
  readonly #s: CoreState
  readonly #out = new Gathered()
  readonly #leftOut: Uint8Array
  readonly #used = new Float64Array(limitNames.length)
  #calibration: Calibration | null
  #readings: Readings
  #tolerance: Tolerance
  #staleMs: number
  #thresholds: Thresholds
  /** Side levels of this moment and averaged; centre of pressure averaged. NaN unknown. */
  #instant = { left: NaN, right: NaN }
  #ppi = { left: NaN, right: NaN }
  #cop = { x: NaN, y: NaN }

  constructor(options: CoreOptions, snapshot?: unknown) {
    this.#options = options
    this.#geometry = geometryOf(options.layout)
    const cells = this.#geometry.cells
    const restored = snapshot === undefined || snapshot === null ? null : restore(snapshot, cells)
    this.snapshotRefused = restored?.ok === false ? restored.reason : null
    // A copy: the caller may go on using the object that he gave.
    const saved = restored?.ok === true ? restored.snapshot : null
    this.#s = saved?.state ?? freshState(cells)
    this.#calibration = newer(options.calibration, this.#s.calibration)
    this.#tolerance = options.tolerance
    this.#staleMs = staleAfterMs(options.rateHz)
    this.#leftOut = new Uint8Array(cells)
    this.#markLeftOut()
    this.#readings = this.#newReadings()
    this.#thresholds = this.#newThresholds()
    if (saved === null) return
    const { level, saturated, instant, ppi, cop } = saved.reading
    for (let i = 0; i < cells; i++) {
      this.#readings.level[i] = level[i] ?? NaN
      this.#readings.saturated[i] = saturated[i] ?? 0
    }
    this.#instant = { left: instant.left ?? NaN, right: instant.right ?? NaN }
    this.#ppi = { left: ppi.left ?? NaN, right: ppi.right ?? NaN }
    this.#cop = { x: cop.x ?? NaN, y: cop.y ?? NaN }
  }

  // ------------------------------------------------------------ what comes in

  /** Takes one frame. One that is not later than the last, or has another number of cells, is ignored and counted. */
  frame(frame: Frame): CoreOutput {
    const s = this.#s
    const { atMs } = frame
    if (frame.counts.length !== this.#geometry.cells || (s.lastFrameMs !== null && !(atMs > s.lastFrameMs))) {
      s.ignored++
      return this.#out.take()
    }
    if (atMs > s.nowMs) s.nowMs = atMs
    if (s.accountedMs === null) s.accountedMs = atMs
    if (s.lastFrameMs !== null && (s.linkDown || atMs - s.lastFrameMs > this.#staleMs)) {
      this.#blindUntil(atMs)
      this.#resumed(atMs, s.lastFrameMs)
    }
    const fromMs = s.accountedMs
    const dtMs = Math.max(0, atMs - fromMs)
    s.lastFrameMs = atMs
    s.linkDown = false
    s.seq = frame.seq
    for (let i = 0; i < frame.counts.length; i++) s.counts[i] = frame.counts[i] ?? 0

    const wasLeft = this.#instant.left
    const wasRight = this.#instant.right
    this.#read(frame, dtMs)
    const level = zoneMeanKpa(this.#readings.level, this.#geometry.all, this.#geometry)
    this.#judgeCells(frame)
    if (Number.isNaN(level)) {
      this.#blindUntil(atMs)
    } else {
      this.#step({
        atMs,
        fromMs,
        dtMs,
        level,
        left: between(wasLeft, this.#instant.left),
        right: between(wasRight, this.#instant.right),
      })
    }
    countFrame(s.minutes, atMs, this.#calibration === null ? null : s.load)
    return this.#finish()
  }

  /** Time passes without a frame: call about once a second. */
  tick(nowMs: number): CoreOutput {
    const s = this.#s
    if (!(nowMs > s.nowMs)) return this.#out.take()
    s.nowMs = nowMs
    if (s.lastFrameMs !== null && (s.linkDown || nowMs - s.lastFrameMs > this.#staleMs)) {
      this.#blindUntil(nowMs)
      const silentMs = nowMs - s.lastFrameMs
      if (s.stoppedMs === null && silentMs >= GAP_WORTH_AN_EVENT_MS) this.#stopped(s.lastFrameMs)
      const open = s.alerts.open.some(({ kind }) => kind === 'data-stopped')
      if (!open && s.lastKnown === 'occupied' && silentMs >= DATA_STOPPED_MS) {
        const alert = {
          kind: 'data-stopped',
          side: null,
          level: 'warning',
          atMs: nowMs,
          cells: null,
        } as const
        this.#tellAlert(raiseAlert(s.alerts, alert), nowMs)
      }
    }
    return this.#finish()
  }

  /** The link to the board is gone: what the seat is, is unknown from the last frame on. */
  linkLost(nowMs: number, detail: string): CoreOutput {
    this.#s.linkDown = true
    this.#s.linkDetail = detail
    return this.tick(nowMs)
  }

  boardReset(nowMs: number, reset: { boot: number; resetCause: number | null }): CoreOutput {
    this.#s.nowMs = Math.max(this.#s.nowMs, nowMs)
    const detail = 'The board of the cushion started anew. Readings go on by themselves.'
    this.#out.event('board-reset', nowMs, { detail, boot: reset.boot, resetCause: reset.resetCause })
    return this.#finish()
  }

  setTolerance(tolerance: Tolerance, nowMs: number): CoreOutput {
    this.#tolerance = tolerance
    this.#s.nowMs = Math.max(this.#s.nowMs, nowMs)
    this.#out.event('tolerance-changed', nowMs, { tolerance })
    this.#out.changed = true
    return this.#finish()
  }

  /** The board now sends at another rate: what counts as a gap follows. */
  setRate(rateHz: number): void {
    this.#staleMs = staleAfterMs(rateHz)
  }

  command(command: CoreCommand, nowMs: number): { result: CommandResult; output: CoreOutput } {
    this.#s.nowMs = Math.max(this.#s.nowMs, nowMs)
    const result = obey(command, {
      nowMs,
      state: this.#s,
      out: this.#out,
      calibrated: this.#calibration !== null,
      cells: this.#geometry.cells,
      saturationCount: this.#readings.saturationCount,
      zeroAdc: (index) => this.#calibration?.cells[index]?.zeroAdc ?? 0,
    })
    if (result.ok && command.verb === 'tare') this.#readings.setTare(this.#s.tare)
    if (result.ok && command.verb === 'calibrate' && command.action === 'set') this.#useCalibration()
    return { result, output: this.#finish() }
  }

  /** The input is over (a recording): ends the running bout and minute. Not for a cushion that goes on. */
  finish(nowMs: number): CoreOutput {
    const s = this.#s
    this.tick(nowMs)
    const shift = endShifts(s.shifts, s.accountedMs ?? nowMs)
    if (shift !== null) this.#tellShift(shift)
    const bout = endBout(s.bouts)
    if (bout !== null) this.#boutEnded(bout)
    this.#closeMinutes(s.accountedMs ?? nowMs)
    const rest = s.minutes.open.map((minute) => summaryOf(minute, this.#unit()))
    if (rest.length > 0) this.#out.minutes(rest)
    s.minutes.open = []
    return this.#out.take()
  }

  // ------------------------------------------------------------ what can be asked

  kpa(): readonly (number | null)[] | null {
    return this.#calibration === null ? null : Array.from(this.#readings.level, roundedKpa)
  }

  live(): Live {
    return liveOf(this.#view())
  }

  state(nowMs: number): CushionState {
    return stateOf(this.#view(), nowMs)
  }

  cells(): readonly CellReport[] {
    return this.#s.health.cells.map(({ verdict, sinceMs }, index) => ({
      index,
      verdict,
      sinceMs,
      advice: adviceFor(index, verdict),
    }))
  }

  totals(): Totals {
    const { totalMs, pti } = this.#s
    const calibrated = this.#calibration !== null
    return {
      seatedS: totalMs.occupied / 1000,
      emptyS: totalMs.empty / 1000,
      unknownS: totalMs.unknown / 1000,
      leftPtiKpaMin: calibrated ? pti.left : null,
      rightPtiKpaMin: calibrated ? pti.right : null,
    }
  }

  /** Frames that were not later than the one before, or did not fit. */
  get ignored(): number {
    return this.#s.ignored
  }

  /** The calibration in force, by file or by command. */
  get calibration(): Calibration | null {
    return this.#calibration
  }

  /** Relative mode only: has the comfortable-sit baseline been taken? */
  get baseline(): 'none' | 'running' | 'done' | null {
    if (this.#calibration !== null) return null
    if (this.#s.baseline.running !== null) return 'running'
    return this.#s.baseline.taken === null ? 'none' : 'done'
  }

  snapshot(): CoreSnapshot {
    const known = (value: number) => (!Number.isNaN(value) ? value : null)
    const reading = {
      level: Array.from(this.#readings.level, known),
      saturated: Array.from(this.#readings.saturated),
      instant: { left: known(this.#instant.left), right: known(this.#instant.right) },
      ppi: { left: known(this.#ppi.left), right: known(this.#ppi.right) },
      cop: { x: known(this.#cop.x), y: known(this.#cop.y) },
    }
    return { v: 1, atMs: this.#s.nowMs, state: structuredClone(this.#s), reading }
  }

  // ------------------------------------------------------------ one frame

  /** Cells, side levels and centre of pressure of this moment. */
  #read(frame: Frame, dtMs: number): void {
    const geometry = this.#geometry
    this.#readings.read(frame, this.#leftOut, this.#s.creep)
    const { level } = this.#readings
    this.#instant.left = sidePpiKpa(level, 'left', geometry)
    this.#instant.right = sidePpiKpa(level, 'right', geometry)
    const weight = dtMs > 0 ? 1 - Math.exp(-dtMs / AVERAGING_MS) : 1
    this.#ppi.left = averaged(this.#ppi.left, this.#instant.left, weight)
    this.#ppi.right = averaged(this.#ppi.right, this.#instant.right, weight)
    this.#cop.x = averaged(this.#cop.x, centreCm(level, geometry.xCm, geometry), weight)
    this.#cop.y = averaged(this.#cop.y, centreCm(level, geometry.yCm, geometry), weight)
  }

  #step(now: {
    atMs: number
    fromMs: number
    dtMs: number
    level: number
    left: number
    right: number
  }): void {
    const s = this.#s
    const { atMs, fromMs, dtMs } = now
    const was = s.occupancy.now
    const turned = stepOccupancy(s.occupancy, this.#seatSample(now), this.#thresholds)
    const { person } = s.occupancy
    if (dtMs > 0) {
      this.#passKnown(was, fromMs, atMs)
      this.#bookPressure({ ...now, kind: was, person })
    }
    if (turned) this.#turned(was, s.occupancy.edgeMs, atMs)
    if (s.occupancy.now === 'occupied') s.lastKnown = 'occupied'
    else if (s.occupancy.now === 'empty') s.lastKnown = 'empty'
    if (person && s.occupancy.now === 'occupied') this.#watchMovement(atMs, dtMs)
    this.#learnZero(dtMs)
    this.#watchLimits(atMs)
  }

  #seatSample({ atMs, dtMs, level }: { atMs: number; dtMs: number; level: number }) {
    const geometry = this.#geometry
    const cells = this.#readings.level
    const contact = this.#calibration === null ? RELATIVE_CONTACT : CONTACT_KPA
    let touching = 0
    let good = 0
    for (let i = 0; i < geometry.cells; i++) {
      const value = cells[i] ?? NaN
      if (Number.isNaN(value)) continue
      good++
      if (value >= contact) touching++
    }
    const left = zoneMeanKpa(cells, geometry.half.left, geometry)
    const right = zoneMeanKpa(cells, geometry.half.right, geometry)
    const both = left + right
    return {
      atMs,
      dtMs,
      level,
      contactShare: good > 0 ? touching / good : 0,
      lighterHalf: both > 0 ? Math.min(left, right) / both : !Number.isNaN(both) ? 0 : 0.5,
      copX: this.#cop.x,
      copY: this.#cop.y,
    }
  }

  /** Books known time under what the seat was until now. */
  #passKnown(kind: Occupancy, fromMs: number, toMs: number): void {
    const s = this.#s
    s.accountedMs = toMs
    s.totalMs[kind] += toMs - fromMs
    this.#rollDay(toMs)
    if (kind === 'occupied')
      s.day.seatedMs += toMs - Math.max(fromMs, Math.min(toMs, s.day.startMs ?? fromMs))
    const ended = passTime(s.bouts, { kind, fromMs, toMs, breakMs: this.#tolerance.breakMin * 60_000 })
    if (ended !== null) this.#boutEnded(ended)
  }

  /** Load, integral, last minute and minute summary of an interval of known pressure. */
  #bookPressure(now: {
    kind: Occupancy
    person: boolean
    fromMs: number
    atMs: number
    dtMs: number
    left: number
    right: number
  }): void {
    const s = this.#s
    const { kind, person, fromMs, atMs, dtMs, left, right } = now
    const dtS = dtMs / 1000
    if (this.#calibration !== null) {
      s.load.left = nextLoad(s.load.left, { kpa: left, dtS, person }, this.#tolerance)
      s.load.right = nextLoad(s.load.right, { kpa: right, dtS, person }, this.#tolerance)
      if (person) {
        if (!Number.isNaN(left)) s.pti.left += (left * dtS) / 60
        if (!Number.isNaN(right)) s.pti.right += (right * dtS) / 60
        s.lastMinute.ms += dtMs
        const weight = Math.min(1, dtMs / Math.min(s.lastMinute.ms, LAST_MINUTE_TAU_MS))
        if (!Number.isNaN(left)) s.lastMinute.left = averaged(s.lastMinute.left ?? NaN, left, weight)
        if (!Number.isNaN(right)) s.lastMinute.right = averaged(s.lastMinute.right ?? NaN, right, weight)
      }
    }
    const per = this.#perUnit()
    bookTime(s.minutes, {
      kind,
      fromMs,
      toMs: atMs,
      person,
      left: left * per.left,
      right: right * per.right,
      leftPpi: this.#ppi.left * per.left,
      rightPpi: this.#ppi.right * per.right,
    })
  }

  /** Occupancy changed, dated back to `edgeMs`: the time since then is booked over. */
  #turned(was: Occupancy, edgeMs: number, atMs: number): void {
    const s = this.#s
    const is = s.occupancy.now
    const breakMs = this.#tolerance.breakMin * 60_000
    const ms = atMs - edgeMs
    rebook(s.minutes, { fromMs: edgeMs, toMs: atMs, from: was, to: is })
    s.totalMs[was] -= ms
    s.totalMs[is] += ms
    const todayMs = atMs - Math.max(edgeMs, s.day.startMs ?? edgeMs)
    if (is === 'occupied') s.day.seatedMs += todayMs
    if (was === 'occupied') s.day.seatedMs = Math.max(0, s.day.seatedMs - todayMs)
    this.#out.changed = true
    if (is === 'occupied') {
      const { startMs, emptySinceMs, hangingUnknownMs } = s.bouts
      const awayMs = edgeMs - (emptySinceMs ?? edgeMs)
      const relief = was === 'empty' && startMs !== null && hangingUnknownMs === 0 && awayMs >= HOLD_MS
      if (satDown(s.bouts, { edgeMs, nowMs: atMs, was, breakMs })) {
        forgetUsual(s.shifts)
        s.lastMinute = { left: null, right: null, ms: 0 }
        this.#out.event('bout-started', edgeMs, { startedAt: isoAt(edgeMs) })
      } else if (relief) {
        countHappening(s.minutes, 'pressureReliefs')
        this.#out.event('pressure-relief', emptySinceMs ?? edgeMs, { s: Math.round(awayMs / 100) / 10 })
      }
      return
    }
    this.#stopWatching(edgeMs)
    const ended = stoodUp(s.bouts, { edgeMs, nowMs: atMs, was, breakMs })
    if (ended !== null) this.#boutEnded(ended)
  }

  #watchMovement(atMs: number, dtMs: number): void {
    const s = this.#s
    const least = this.#calibration === null ? LEAST_USUAL.relative : LEAST_USUAL.kpa
    const shift = stepShifts(s.shifts, { atMs, dtMs, left: this.#ppi.left, right: this.#ppi.right, least })
    if (shift !== null) this.#tellShift(shift)
    const began = stepMovement(s.movement, { atMs, x: this.#cop.x, y: this.#cop.y })
    if (began !== null) {
      countHappening(s.minutes, 'movements')
      this.#out.event('in-chair-movement', began)
    }
    if (s.baseline.running === null || this.#calibration !== null) return
    if (stepBaseline(s.baseline, { dtMs, level: this.#readings.level }, this.#geometry)) {
      this.#thresholds = this.#newThresholds()
      this.#out.changed = true
    }
  }

  #watchLimits(atMs: number): void {
    const s = this.#s
    this.#fillUsed()
    if (stepLimits(s.limits, { atMs, used: this.#used, holdMs: this.#tolerance.holdS * 1000 })) {
      this.#out.changed = true
    }
    const { levels } = s.limits
    for (const change of stepAlerts(s.alerts, {
      levels,
      atMs,
      afterMs: this.#tolerance.alertAfterMin * 60_000,
    })) {
      this.#tellAlert(change, atMs)
    }
  }

  #fillUsed(): void {
    const { bouts, day, load } = this.#s
    const bout = bouts.startMs === null ? 0 : bouts.lastSeatedMs - bouts.startMs - bouts.unknownMs
    const is = {
      boutS: bout / 1000,
      dayS: day.seatedMs / 1000,
      loadLeft: load.left,
      loadRight: load.right,
      leftKpa: this.#ppi.left,
      rightKpa: this.#ppi.right,
    }
    fillUsed(this.#used, is, this.#tolerance)
    if (this.#calibration === null) this.#used.fill(NOT_WATCHED, 2)
  }

  #judgeCells(frame: Frame): void {
    const kpa = this.#calibration !== null
    const changes = stepCellHealth(this.#s.health, frame, {
      geometry: this.#geometry,
      zeroCounts: this.#readings.zeroCounts,
      saturationCount: this.#readings.saturationCount,
      occupancy: this.#s.occupancy.now,
      level: this.#readings.level,
      loadedLevel: kpa ? LOADED.kpa : LOADED.relative,
    })
    if (changes.length > 0) this.#tellVerdicts(changes, frame.atMs)
  }

  /** What the cells read with nobody on them, for a tare. */
  #learnZero(dtMs: number): void {
    const { zero, occupancy, counts } = this.#s
    if (occupancy.now !== 'empty' || occupancy.contactMs !== null || occupancy.person) {
      zero.ms = 0
      return
    }
    zero.ms += dtMs
    const weight = zero.ms > 0 ? Math.min(1, dtMs / Math.min(zero.ms, ZERO_TAU_MS)) : 1
    for (let i = 0; i < counts.length; i++) {
      zero.means[i] = (zero.means[i] ?? 0) + ((counts[i] ?? 0) - (zero.means[i] ?? 0)) * weight
    }
  }

  // ------------------------------------------------------------ no frame

  /** Nothing is known from what is booked until `untilMs`. */
  #blindUntil(untilMs: number): void {
    const s = this.#s
    const fromMs = s.accountedMs ?? untilMs
    if (loseSight(s.occupancy)) {
      this.#out.changed = true
      this.#stopWatching(fromMs)
      breakHolds(s.limits)
      skipGap(s.health)
      s.zero.ms = 0
    }
    this.#instant.left = NaN
    this.#instant.right = NaN
    this.#ppi.left = NaN
    this.#ppi.right = NaN
    this.#cop.x = NaN
    this.#cop.y = NaN
    if (untilMs <= fromMs) return
    s.accountedMs = untilMs
    s.totalMs.unknown += untilMs - fromMs
    this.#rollDay(untilMs)
    bookUnknown(s.minutes, fromMs, untilMs)
    const breakMs = this.#tolerance.breakMin * 60_000
    const ended = passTime(s.bouts, { kind: 'unknown', fromMs, toMs: untilMs, breakMs })
    if (ended !== null) this.#boutEnded(ended)
  }

  #stopped(lastFrameMs: number): void {
    const s = this.#s
    s.stoppedMs = lastFrameMs
    const why = s.linkDetail === null ? '' : ` ${s.linkDetail}`
    const detail = `No readings come from the cushion.${why} Until they do, this time is unknown: it counts neither as sitting nor as rest. Check the cable.`
    this.#out.event('data-stopped', lastFrameMs, { detail })
  }

  #resumed(atMs: number, lastFrameMs: number): void {
    const s = this.#s
    const gapMs = atMs - lastFrameMs
    if (s.stoppedMs === null && gapMs >= GAP_WORTH_AN_EVENT_MS) this.#stopped(lastFrameMs)
    if (s.stoppedMs !== null) {
      s.stoppedMs = null
      this.#out.event('data-resumed', atMs, { s: Math.round(gapMs / 100) / 10 })
    }
    s.linkDetail = null
    const alert = s.alerts.open.find(({ kind }) => kind === 'data-stopped')
    if (alert !== undefined) this.#tellAlert(clearAlert(s.alerts, alert), atMs)
  }

  #stopWatching(atMs: number): void {
    const shift = endShifts(this.#s.shifts, atMs)
    if (shift !== null) this.#tellShift(shift)
    endMovement(this.#s.movement)
  }

  // ------------------------------------------------------------ what goes out

  #finish(): CoreOutput {
    const s = this.#s
    if (s.accountedMs !== null) this.#closeMinutes(settledMs(s.occupancy, s.accountedMs))
    if (s.alerts.open.length > 0 && takeSound(s.alerts, s.nowMs)) this.#out.sound = true
    return this.#out.take()
  }

  #closeMinutes(untilMs: number): void {
    const closed = closeMinutes(this.#s.minutes, untilMs, this.#unit())
    if (closed !== null) this.#out.minutes(closed)
  }

  #boutEnded(bout: { startedAtMs: number; endedAtMs: number; boutS: number }): void {
    this.#out.bout(bout)
    this.#out.changed = true
    const startedAt = isoAt(bout.startedAtMs)
    this.#out.event('bout-ended', bout.endedAtMs, { startedAt, boutS: bout.boutS })
  }

  #tellShift({ side, fromMs, s }: WeightShift): void {
    countHappening(this.#s.minutes, 'weightShifts')
    this.#out.event('weight-shift', fromMs, { side, s })
  }

  #tellAlert({ what, alert }: AlertChange, atMs: number): void {
    const { id, kind, side, level, cells } = alert
    const more = cells === null ? {} : { cells }
    this.#out.event(what, atMs, { alertId: id, alertKind: kind, side, level, ...more })
    this.#out.changed = true
  }

  #tellVerdicts(changes: readonly VerdictChange[], atMs: number): void {
    const s = this.#s
    for (const { index, verdict } of changes) {
      const detail = adviceFor(index, verdict)
      if (verdict === 'ok') this.#out.event('cell-recovered', atMs, { cell: index, verdict })
      else
        this.#out.event('cell-fault', atMs, { cell: index, verdict, ...(detail === null ? {} : { detail }) })
    }
    this.#markLeftOut()
    this.#out.changed = true
    const cells = s.health.cells.flatMap(({ verdict }, index) => (leftOut(verdict) ? [index] : []))
    const open = s.alerts.open.find(({ kind }) => kind === 'cell-fault')
    if (open === undefined && cells.length > 0) {
      const alert = { kind: 'cell-fault', side: null, level: 'warning', atMs, cells } as const
      this.#tellAlert(raiseAlert(s.alerts, alert), atMs)
    } else if (open !== undefined && cells.length === 0) {
      this.#tellAlert(clearAlert(s.alerts, open), atMs)
    } else if (open !== undefined) {
      open.cells = cells
    }
  }

  // ------------------------------------------------------------ small parts

  #markLeftOut(): void {
    this.#s.health.cells.forEach(({ verdict }, index) => {
      this.#leftOut[index] = leftOut(verdict) ? 1 : 0
    })
  }

  #rollDay(nowMs: number): void {
    const { day } = this.#s
    if (day.nextMs !== null && nowMs < day.nextMs) return
    if (day.nextMs !== null) {
      day.startMs = nextDayStartMs(nowMs - 26 * 3_600_000, this.#options.day)
      while (day.startMs < nowMs) {
        const next = nextDayStartMs(day.startMs, this.#options.day)
        if (next > nowMs) break
        day.startMs = next
      }
      day.seatedMs = 0
    }
    day.nextMs = nextDayStartMs(nowMs, this.#options.day)
  }

  #newReadings(): Readings {
    const { layout, bits } = this.#options
    return new Readings({ layout, bits, calibration: this.#calibration, tare: this.#s.tare })
  }

  #newThresholds(): Thresholds {
    if (this.#calibration !== null) return kpaThresholds
    const mean = this.#s.baseline.taken?.mean ?? 0
    if (mean <= 0) return conductanceThresholds
    const { leave, enter, clear } = baselineThresholds
    return { leave: leave * mean, enter: enter * mean, clear: clear * mean }
  }

  #useCalibration(): void {
    this.#calibration = this.#s.calibration
    this.#readings = this.#newReadings()
    this.#thresholds = this.#newThresholds()
    this.#blindUntil(this.#s.accountedMs ?? this.#s.nowMs)
    this.#out.changed = true
  }

  #unit(): 'kpa' | 'relative' | 'none' {
    if (this.#calibration !== null) return 'kpa'
    return this.#s.baseline.taken === null ? 'none' : 'relative'
  }

  /** Factors from level to the unit shown: 1 for kPa, 1/baseline in relative mode, NaN before there is one. */
  #perUnit(): { left: number; right: number } {
    if (this.#calibration !== null) return identity
    const taken = this.#s.baseline.taken
    if (taken === null) return noUnit
    return { left: taken.left > 0 ? 1 / taken.left : NaN, right: taken.right > 0 ? 1 / taken.right : NaN }
  }

  #view() {
    this.#fillUsed()
    return {
      state: this.#s,
      options: this.#options,
      geometry: this.#geometry,
      calibration: this.#calibration,
      readings: this.#readings,
      leftOut: this.#leftOut,
      tolerance: this.#tolerance,
      used: this.#used,
      ppi: this.#ppi,
      cop: this.#cop,
      perUnit: this.#perUnit(),
      level: highestLevel(this.#s.limits),
    }
  }
}

const identity = Object.freeze({ left: 1, right: 1 })
const noUnit = Object.freeze({ left: NaN, right: NaN })

/** Silence for more than three frame periods and a second is stale (wire protocol). */
const staleAfterMs = (rateHz: number): number => 3000 / rateHz + 1000

const averaged = (was: number, is: number, weight: number): number =>
  Number.isNaN(was) || Number.isNaN(is) ? is : was + (is - was) * weight

/** Mean over an interval between two readings; the later one alone when the earlier is unknown. */
const between = (was: number, is: number): number => (!Number.isNaN(was) ? (was + is) / 2 : is)

function newer(file: Calibration | null, command: Calibration | null): Calibration | null {
  if (file === null || command === null) return file ?? command
  return Date.parse(command.madeAt) > Date.parse(file.madeAt) ? command : file
}
