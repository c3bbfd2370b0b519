/**
 * The whole state of a core as plain JSON. A snapshot comes from disk, so it is checked like any other input: an unsuitable one
 * (other version, other number of cells, damaged) is refused with the reason, and the core starts fresh.
 */
import { z } from 'zod'
import { cellHealthSchema, freshCellHealth } from '../cells/state.ts'
import { alertsSchema, freshAlerts } from '../limits/alerts.ts'
import { freshLastMinute, lastMinuteSchema } from '../limits/last-minute.ts'
import { freshLimits, limitsSchema } from '../limits/limits.ts'
import { freshReminders, remindersSchema } from '../limits/reminders.ts'
import { type Calibration, calibrationSchema } from '../model/schemas/calibration.ts'
import type { CoreSnapshot } from '../model/types.ts'
import { baselineSchema, freshBaseline } from '../pressure/baseline.ts'
import { creepSchema, freshCreep } from '../pressure/creep.ts'
import { freshHabit, habitSchema } from '../pressure/habit.ts'
import { freshHysteresis, hysteresisSchema } from '../pressure/hysteresis.ts'
import { freshLearntZero, learntZeroSchema } from '../pressure/learnt-zero.ts'
import type { Readings } from '../pressure/readings.ts'
import type { SeatFigures } from '../pressure/seat-figures.ts'
import { freshZeroTracking, zeroTrackingSchema } from '../pressure/zero-tracking.ts'
import { beforeDoubtSchema } from '../sitting/before-doubt.ts'
import { boutsSchema, freshBouts } from '../sitting/bouts.ts'
import { freshMovement, movementSchema } from '../sitting/movement.ts'
import { freshOccupancy, occupancySchema } from '../sitting/occupancy.ts'
import { freshShifts, shiftsSchema } from '../sitting/shifts.ts'
import { freshMinutes, minutesSchema } from './minutes.ts'

const sides = z.object({ left: z.number(), right: z.number() })
const known = z.number().nullable()

export const coreStateSchema = z.object({
  /** Last frame taken, and when it was heard; end of the accounted time; latest `now` ever seen. */
  lastFrameMs: known,
  heardMs: known.default(null),
  accountedMs: known,
  nowMs: z.number(),
  seq: z.number(),
  counts: z.array(z.number()),
  ignored: z.number().int(),
  linkDetail: z.string().nullable(),
  linkDown: z.boolean(),
  lastKnown: z.enum(['occupied', 'empty']).nullable(),
  stoppedMs: known,
  creep: creepSchema,
  hysteresis: hysteresisSchema,
  occupancy: occupancySchema,
  habit: habitSchema.default(freshHabit),
  /** As they were when frames stopped, while late frames may still arrive. */
  beforeSilence: z
    .object({ occupancy: occupancySchema, holds: limitsSchema.shape.holds })
    .nullable()
    .default(null),
  beforeDoubt: beforeDoubtSchema.nullable().default(null),
  bouts: boutsSchema,
  shifts: shiftsSchema,
  movement: movementSchema,
  limits: limitsSchema,
  alerts: alertsSchema,
  reminders: remindersSchema.default(freshReminders),
  health: cellHealthSchema,
  minutes: minutesSchema,
  baseline: baselineSchema,
  load: sides,
  pti: sides,
  /** Mean pressure of about the last minute of sitting, and the one used for time left. */
  lastMinute: lastMinuteSchema,
  day: z.object({ startMs: known, nextMs: known, seatedMs: z.number() }),
  totalMs: z.object({ occupied: z.number(), empty: z.number(), unknown: z.number() }),
  tare: z.array(z.number()),
  zero: learntZeroSchema,
  zeroTracking: zeroTrackingSchema.default(freshZeroTracking),
  /** Calibration put in force by command. */
  calibration: calibrationSchema.nullable(),
})
export type CoreState = z.infer<typeof coreStateSchema>

/** Fields that are NaN for "unknown" at run time are null here. */
const readingSchema = z.object({
  calibrated: z.boolean(),
  level: z.array(known),
  saturated: z.array(z.number()),
  instant: z.object({ left: known, right: known }),
  ppi: z.object({ left: known, right: known }),
  cop: z.object({ x: known, y: known }),
})
type ReadingState = z.infer<typeof readingSchema>

const snapshotSchema = z.object({
  v: z.literal(1),
  atMs: z.number(),
  state: coreStateSchema,
  reading: readingSchema,
})
export type Snapshot = z.infer<typeof snapshotSchema>

export function freshState(cells: number): CoreState {
  return {
    lastFrameMs: null,
    heardMs: null,
    accountedMs: null,
    nowMs: 0,
    seq: 0,
    counts: new Array<number>(cells).fill(0),
    ignored: 0,
    linkDetail: null,
    linkDown: false,
    lastKnown: null,
    stoppedMs: null,
    creep: freshCreep(cells),
    hysteresis: freshHysteresis(cells),
    occupancy: freshOccupancy(),
    habit: freshHabit(),
    beforeSilence: null,
    beforeDoubt: null,
    bouts: freshBouts(),
    shifts: freshShifts(),
    movement: freshMovement(),
    limits: freshLimits(),
    alerts: freshAlerts(),
    reminders: freshReminders(),
    health: freshCellHealth(cells),
    minutes: freshMinutes(),
    baseline: freshBaseline(),
    load: { left: 0, right: 0 },
    pti: { left: 0, right: 0 },
    lastMinute: freshLastMinute(),
    day: { startMs: null, nextMs: null, seatedMs: 0 },
    totalMs: { occupied: 0, empty: 0, unknown: 0 },
    tare: new Array<number>(cells).fill(0),
    zero: freshLearntZero(cells),
    zeroTracking: freshZeroTracking(),
    calibration: null,
  }
}

interface Figures {
  readonly seat: SeatFigures
  readonly readings: Readings
  readonly calibration: Calibration | null
}

export function snapshotOf({
  state,
  seat,
  readings,
  calibration,
}: Figures & { state: CoreState }): CoreSnapshot {
  const { instant, ppi, cop } = seat
  const reading = {
    calibrated: calibration !== null,
    level: Array.from(readings.level, nullable),
    saturated: Array.from(readings.saturated),
    instant: { left: nullable(instant.left), right: nullable(instant.right) },
    ppi: { left: nullable(ppi.left), right: nullable(ppi.right) },
    cop: { x: nullable(cop.x), y: nullable(cop.y) },
  }
  return { v: 1, atMs: state.nowMs, state: structuredClone(state), reading }
}
const nullable = (value: number) => (Number.isNaN(value) ? null : value)

/** The last reading, unless it was in another unit. */
export function restoreFigures(saved: ReadingState, { seat, readings, calibration }: Figures): void {
  if (saved.calibrated !== (calibration !== null)) return
  for (let i = 0; i < readings.level.length; i++) {
    readings.level[i] = saved.level[i] ?? NaN
    readings.saturated[i] = saved.saturated[i] ?? 0
  }
  seat.instant.left = saved.instant.left ?? NaN
  seat.instant.right = saved.instant.right ?? NaN
  seat.ppi.left = saved.ppi.left ?? NaN
  seat.ppi.right = saved.ppi.right ?? NaN
  seat.cop.x = saved.cop.x ?? NaN
  seat.cop.y = saved.cop.y ?? NaN
}

export type Restored = { ok: true; snapshot: Snapshot } | { ok: false; reason: string }

export function restore(input: unknown, cells: number): Restored {
  const version = z.object({ v: z.unknown() }).safeParse(input)
  if (version.success && version.data.v !== 1) {
    return {
      ok: false,
      reason: `the saved state has version ${String(version.data.v)}, this program knows 1`,
    }
  }
  const parsed = snapshotSchema.safeParse(input)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return { ok: false, reason: `the saved state is damaged at ${issue?.path.join('.') ?? '?'}` }
  }
  const saved = parsed.data.state.counts.length
  if (saved !== cells) {
    return { ok: false, reason: `the saved state is of a cushion with ${saved} cells, this one has ${cells}` }
  }
  return { ok: true, snapshot: parsed.data }
}
