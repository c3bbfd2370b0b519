/** What one core works with: its state (all of it in the snapshot) and what follows from that and from its options. */

import { markLeftOut } from './cells/state.ts'
import { EventCollector } from './event-collector.ts'
import type { Calibration } from './model/schemas/calibration.ts'
import type { Tolerance } from './model/schemas/tolerance.ts'
import { staleAfterMs } from './model/staleness.ts'
import type { CoreOptions } from './model/types.ts'
import { type Geometry, geometryOf } from './pressure/geometry.ts'
import { Readings } from './pressure/readings.ts'
import { freshSeat, type SeatFigures } from './pressure/seat-figures.ts'
import { type Thresholds, thresholdsOf } from './sitting/thresholds.ts'
import { type CoreState, freshState, restoreFigures, type Snapshot } from './summary/snapshot.ts'

export interface CoreContext {
  readonly options: CoreOptions
  readonly geometry: Geometry
  readonly state: CoreState
  readonly out: EventCollector
  /** 1 for a cell that is left out. */
  readonly leftOut: Uint8Array
  readonly seat: SeatFigures
  /** In force, by file or by command. */
  calibration: Calibration | null
  readings: Readings
  thresholds: Thresholds
  tolerance: Tolerance
  /** A gap longer than this is unknown time. */
  staleMs: number
}

export function makeContext(options: CoreOptions, saved: Snapshot | null): CoreContext {
  const geometry = geometryOf(options.layout)
  const state = saved?.state ?? freshState(geometry.cells)
  const calibration = newer(options.calibration, state.calibration)
  const leftOut = new Uint8Array(geometry.cells)
  const readings = readingsFor(options, calibration, state.tare)
  const seat = freshSeat()
  markLeftOut(leftOut, state.health, calibration)
  if (saved !== null) restoreFigures(saved.reading, { seat, readings, calibration })
  return {
    options,
    geometry,
    state,
    out: new EventCollector(),
    leftOut,
    seat,
    calibration,
    readings,
    thresholds: thresholdsOf(calibration, state.baseline),
    tolerance: options.tolerance,
    staleMs: staleAfterMs(options.rateHz),
  }
}

/** A calibration is put in force: readings and thresholds follow. */
export function adoptCalibration(context: CoreContext, calibration: Calibration | null): void {
  const { options, state, leftOut } = context
  context.calibration = calibration
  context.readings = readingsFor(options, calibration, state.tare)
  markLeftOut(leftOut, state.health, calibration)
  context.thresholds = thresholdsOf(calibration, state.baseline)
}

function readingsFor(
  options: CoreOptions,
  calibration: Calibration | null,
  tare: readonly number[],
): Readings {
  return new Readings({ layout: options.layout, bits: options.bits, calibration, tare })
}

function newer(file: Calibration | null, command: Calibration | null): Calibration | null {
  if (file === null || command === null) return file ?? command
  return Date.parse(command.setAt ?? command.madeAt) > Date.parse(file.madeAt) ? command : file
}
