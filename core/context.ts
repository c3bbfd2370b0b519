/** Everything one core works with, in one place: its state (all of it in the snapshot) and what follows from it. */

import { leftOut } from './cells/state.ts'
import { Gathered } from './core-output.ts'
import { fillUsed, NOT_WATCHED } from './limits/limits.ts'
import type { Calibration } from './model/calibration.ts'
import { limitNames } from './model/limits.ts'
import { staleAfterMs } from './model/staleness.ts'
import type { Tolerance } from './model/tolerance.ts'
import type { CoreOptions, CoreSnapshot } from './model/types.ts'
import { type Geometry, geometryOf } from './pressure/geometry.ts'
import { Readings } from './pressure/readings.ts'
import {
  baselineThresholds,
  conductanceThresholds,
  kpaThresholds,
  type Thresholds,
} from './sitting/occupancy.ts'
import { type CoreState, freshState, type Snapshot } from './summary/snapshot.ts'

export interface CoreParts {
  readonly options: CoreOptions
  readonly geometry: Geometry
  readonly state: CoreState
  readonly out: Gathered
  /** 1 for a cell that is left out. */
  readonly leftOut: Uint8Array
  /** Used fractions in the order of limitNames; see limits.ts. */
  readonly used: Float64Array
  calibration: Calibration | null
  readings: Readings
  /** What a cell says at the top of its range. */
  readonly topLevel: (index: number) => number
  /** Level of a cell at a count, whether it is believed or not. */
  readonly rawLevel: (index: number, count: number) => number
  tolerance: Tolerance
  thresholds: Thresholds
  /** False while weights lie on the cushion for a calibration: nothing of it is sitting. */
  watching: boolean
  /** A gap longer than this is unknown time. */
  staleMs: number
  /** Level of each ischial zone now, and averaged (the PPI); centre of pressure averaged (cm). NaN unknown. */
  readonly instant: { left: number; right: number }
  readonly ppi: { left: number; right: number }
  readonly cop: { x: number; y: number }
}

export function makeParts(options: CoreOptions, saved: Snapshot | null): CoreParts {
  const geometry = geometryOf(options.layout)
  const state = saved?.state ?? freshState(geometry.cells)
  const calibration = newer(options.calibration, state.calibration)
  const meanAreaCm2 = geometry.areaCm2.reduce((sum, area) => sum + area, 0) / geometry.cells
  const parts: CoreParts = {
    options,
    geometry,
    state,
    out: new Gathered(),
    leftOut: new Uint8Array(geometry.cells),
    used: new Float64Array(limitNames.length),
    calibration,
    readings: readingsFor(options, calibration, state.tare),
    topLevel: (index) => parts.readings.topLevel(index),
    rawLevel: (index, count) => {
      const level = parts.readings.rawLevel(index, count)
      // Conductance goes with force: only on cells of one size does it compare as pressure does.
      return parts.calibration === null ? (level * meanAreaCm2) / (geometry.areaCm2[index] ?? NaN) : level
    },
    tolerance: options.tolerance,
    thresholds: thresholdsFor(calibration, state),
    staleMs: staleAfterMs(options.rateHz),
    watching: true,
    instant: { left: NaN, right: NaN },
    ppi: { left: NaN, right: NaN },
    cop: { x: NaN, y: NaN },
  }
  markLeftOut(parts)
  if (saved !== null) restoreReading(parts, saved)
  return parts
}

export const breakMs = (parts: CoreParts): number => parts.tolerance.breakMin * 60_000

/** A bad cell, and one that failed at the calibration. */
export function markLeftOut({ state, leftOut: marks, calibration }: CoreParts): void {
  state.health.cells.forEach(({ verdict }, index) => {
    marks[index] = leftOut(verdict) || calibration?.cells[index]?.verdict === 'fail' ? 1 : 0
  })
}

/** A calibration came or went, or a baseline was taken: readings and thresholds follow. */
export function renewReadings(parts: CoreParts, calibration: Calibration | null): void {
  parts.calibration = calibration
  parts.readings = readingsFor(parts.options, calibration, parts.state.tare)
  markLeftOut(parts)
  renewThresholds(parts)
}

export function renewThresholds(parts: CoreParts): void {
  parts.thresholds = thresholdsFor(parts.calibration, parts.state)
}

/** What minutes are kept in: kPa, x baseline, or nothing before there is a baseline. */
export function unitOf({ calibration, state }: CoreParts): 'kpa' | 'relative' | 'none' {
  if (calibration !== null) return 'kpa'
  return state.baseline.taken === null ? 'none' : 'relative'
}

/** Factors from level to the unit shown: 1 for kPa, 1/baseline in relative mode, NaN before there is one. */
export function perUnit({ calibration, state }: CoreParts): { left: number; right: number } {
  if (calibration !== null) return one
  const { taken } = state.baseline
  if (taken === null) return none
  return { left: taken.left > 0 ? 1 / taken.left : NaN, right: taken.right > 0 ? 1 / taken.right : NaN }
}
const one = Object.freeze({ left: 1, right: 1 })
const none = Object.freeze({ left: NaN, right: NaN })

export function renewUsed({ state, tolerance, used, ppi, calibration }: CoreParts): void {
  const { bouts, day, load } = state
  const boutMs = bouts.startMs === null ? 0 : bouts.lastSeatedMs - bouts.startMs - bouts.unknownMs
  const is = {
    boutS: boutMs / 1000,
    dayS: day.seatedMs / 1000,
    loadLeft: load.left,
    loadRight: load.right,
    leftKpa: ppi.left,
    rightKpa: ppi.right,
  }
  fillUsed(used, is, tolerance)
  // Relative mode knows no kPa: load and pressure limits are not evaluated.
  if (calibration === null) used.fill(NOT_WATCHED, 2)
}

export function snapshotOf({ state, readings, instant, ppi, cop, calibration }: CoreParts): CoreSnapshot {
  const known = (value: number) => (Number.isNaN(value) ? null : value)
  const reading = {
    calibrated: calibration !== null,
    level: Array.from(readings.level, known),
    saturated: Array.from(readings.saturated),
    instant: { left: known(instant.left), right: known(instant.right) },
    ppi: { left: known(ppi.left), right: known(ppi.right) },
    cop: { x: known(cop.x), y: known(cop.y) },
  }
  return { v: 1, atMs: state.nowMs, state: structuredClone(state), reading }
}

function restoreReading(parts: CoreParts, { reading }: Snapshot): void {
  if (reading.calibrated !== (parts.calibration !== null)) return
  for (let i = 0; i < parts.geometry.cells; i++) {
    parts.readings.level[i] = reading.level[i] ?? NaN
    parts.readings.saturated[i] = reading.saturated[i] ?? 0
  }
  parts.instant.left = reading.instant.left ?? NaN
  parts.instant.right = reading.instant.right ?? NaN
  parts.ppi.left = reading.ppi.left ?? NaN
  parts.ppi.right = reading.ppi.right ?? NaN
  parts.cop.x = reading.cop.x ?? NaN
  parts.cop.y = reading.cop.y ?? NaN
}

function readingsFor(
  options: CoreOptions,
  calibration: Calibration | null,
  tare: readonly number[],
): Readings {
  return new Readings({ layout: options.layout, bits: options.bits, calibration, tare })
}

function thresholdsFor(calibration: Calibration | null, state: CoreState): Thresholds {
  if (calibration !== null) return kpaThresholds
  const mean = state.baseline.taken?.mean ?? 0
  if (mean <= 0) return conductanceThresholds
  const { leave, enter, clear } = baselineThresholds
  return { leave: leave * mean, enter: enter * mean, clear: clear * mean }
}

function newer(file: Calibration | null, command: Calibration | null): Calibration | null {
  if (file === null || command === null) return file ?? command
  return Date.parse(command.setAt ?? command.madeAt) > Date.parse(file.madeAt) ? command : file
}
