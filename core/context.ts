/** Context of one core: its state (all in the snapshot) and everything derived from it and the options. */

import { freshTrust, judgeTrust, type Trust } from './cells/trust.ts'
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
  readonly trust: Trust
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
  const trust = freshTrust(geometry.cells)
  const readings = readingsFor(options, calibration, state.tare)
  const seat = freshSeat()
  judgeTrust(trust, state.health, { calibration, geometry })
  if (saved !== null) restoreFigures(saved.reading, { seat, readings, calibration })
  readings.setZoneLevels(trust.outOfZone)
  return {
    options,
    geometry,
    state,
    out: new EventCollector(),
    trust,
    seat,
    calibration,
    readings,
    thresholds: thresholdsOf(calibration, state.baseline),
    tolerance: options.tolerance,
    staleMs: staleAfterMs(options.rateHz),
  }
}

/** Puts a calibration in force and updates readings and thresholds. */
export function adoptCalibration(context: CoreContext, calibration: Calibration | null): void {
  const { options, state, trust, geometry } = context
  context.calibration = calibration
  context.readings = readingsFor(options, calibration, state.tare)
  judgeTrust(trust, state.health, { calibration, geometry })
  context.thresholds = thresholdsOf(calibration, state.baseline)
}

function readingsFor(
  options: CoreOptions,
  calibration: Calibration | null,
  tare: readonly number[],
): Readings {
  return new Readings({ ...options, calibration, tare })
}

function newer(file: Calibration | null, command: Calibration | null): Calibration | null {
  if (file === null || command === null) return file ?? command
  return Date.parse(command.setAt ?? command.madeAt) > Date.parse(file.madeAt) ? command : file
}
