/** The state of a cushion: the retained topic `state` (see mqtt/README.md). */
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
  /** Half width of the stated uncertainty (kPa), null when unknown. */
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
  boutS: z.number(),
  boutStartedAt: iso.nullable(),
  lastBreak: z.object({ endedAt: iso.nullable(), startedAt: iso, breakS: z.number() }).nullable(),
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
  /** Seconds until the first limit is reached at the mean pressure of the last minute; null when none will be. */
  timeLeftS: z.number().nullable(),
  timeLeftLimit: limitName.nullable(),
  copCm: z.object({ x: z.number(), y: z.number() }).nullable(),
  sideBalance: z.number().nullable(),
  contactAreaCm2: z.number().nullable(),
  /** Share of the ischial cells that can be believed, 0..1. */
  confidence: z.number(),
  quietUntil: iso.nullable(),
  alerts: z.array(openAlertSchema),
})

export type CushionState = z.infer<typeof stateSchema>
