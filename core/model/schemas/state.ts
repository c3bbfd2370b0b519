/** The state of a cushion: the retained topic `state` (see docs/topics.md). */
import { z } from 'zod'
import { levels } from '../levels.ts'
import { type LimitName, limitNames } from '../limits.ts'
import { occupancy } from './occupancy.ts'
import { openAlertSchema } from './open-alert.ts'
import { iso, v1 } from './primitives.ts'

const limitName = z.enum(limitNames)
const fraction = z.number().nullable()

const sideState = z.object({
  /** Peak pressure index of the side (zone PPI on a sparse cushion); null when unknown or in relative mode. */
  ppiKpa: z.number().nullable(),
  /** Half width of the stated error (kPa): holds the truth nine times of ten. Null when unknown. */
  errorKpa: z.number().nullable(),
  /** Relative mode only, unit "x baseline". */
  ppiRelative: z.number().nullable(),
  /** Load with recovery; null in relative mode. */
  loadKpaMin: z.number().nullable(),
})

export const stateSchema = z.object({
  v: v1,
  at: iso,
  simulated: z.boolean(),
  occupancy,
  /** Something that is no person lies on the cushion; occupancy is unknown. Gateways of 0.1.0 leave it out. */
  object: z.boolean().optional(),
  boutS: z.number(),
  boutStartedAt: iso.nullable(),
  lastBreak: z.object({ endedAt: iso.nullable(), startedAt: iso, breakS: z.number() }).nullable(),
  /**
   * The break that goes on, null unless the seat is empty after somebody sat. It is enough from `enoughAt` on, and leaves `timeLeftThenS`
   * until `limit` (both null: no limit will be reached). `enoughAt` is null when no break helps: the day's limit is used up.
   * `timeLeftNowS` is for sitting down at once. Gateways of 0.1.0 leave it out.
   */
  break: z
    .object({
      startedAt: iso,
      enoughAt: iso.nullable(),
      timeLeftNowS: z.number().nullable(),
      timeLeftThenS: z.number().nullable(),
      limit: limitName.nullable(),
    })
    .nullable()
    .optional(),
  daySeatedS: z.number(),
  left: sideState,
  right: sideState,
  used: z.object({
    bout: fraction,
    day: fraction,
    loadLeft: fraction,
    loadRight: fraction,
    pressureLeft: fraction,
    pressureRight: fraction,
  } satisfies Record<LimitName, typeof fraction>),
  level: z.enum(levels),
  /** Seconds until the first limit is reached at the mean pressure of the last minute; null when no limit will be. */
  timeLeftS: z.number().nullable(),
  timeLeftLimit: limitName.nullable(),
  copCm: z.object({ x: z.number(), y: z.number() }).nullable(),
  sideBalance: z.number().nullable(),
  /** It is not known which cells are left and which right: both sides show the worse one. Gateways of 0.1.0 leave it out. */
  sidesInDoubt: z.boolean().optional(),
  /** One side carries much less than usual since sitting down: the cushion may lie askew. Gateways of 0.1.0 leave it out. */
  askew: z.boolean().optional(),
  /** Levels have slowly moved since calibration: check with one weight. Gateways of 0.1.0 leave it out. */
  checkDue: z.boolean().optional(),
  contactAreaCm2: z.number().nullable(),
  /** Share of reliable ischial cells, 0..1. */
  confidence: z.number(),
  quietUntil: iso.nullable(),
  alerts: z.array(openAlertSchema),
  /** The last reminder; null when there was none. Gateways of 0.1.0 leave it out: they send no event `reminder`. */
  reminder: z
    .object({ at: iso, level: z.enum(levels), limits: z.array(limitName) })
    .nullable()
    .optional(),
})

export type CushionState = z.infer<typeof stateSchema>
