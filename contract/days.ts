/** The past of a cushion in the HTTP API: minutes, bouts, events, frames, and summaries of days. */
import { z } from 'zod'
import { boutSchema } from '../core/model/schemas/bouts.ts'
import { eventSchema } from '../core/model/schemas/events.ts'
import { minuteSchema } from '../core/model/schemas/minutes.ts'
import { iso } from '../core/model/schemas/primitives.ts'
import { toleranceSchema } from '../core/model/schemas/tolerance.ts'
import { timeZone } from '../core/time/time-zone.ts'
import type { Answer } from './answer.ts'
import { ofCushion } from './cushions.ts'

export const minutesAnswer = z.object({
  ...ofCushion,
  minutes: z.array(minuteSchema.extend({ at: iso })),
})
export type MinutesAnswer = Answer<typeof minutesAnswer>

export const boutsAnswer = z.object({
  ...ofCushion,
  bouts: z.array(boutSchema.extend({ startedAt: iso, endedAt: iso })),
})
export type BoutsAnswer = Answer<typeof boutsAnswer>

export const eventsAnswer = z.object({ ...ofCushion, events: z.array(eventSchema) })
export type EventsAnswer = Answer<typeof eventsAnswer>

export const framesAnswer = z.object({
  ...ofCushion,
  frames: z.array(
    z.object({
      at: iso,
      atMs: z.number().int(),
      boot: z.number().int(),
      seq: z.number().int(),
      boardMs: z.number().int(),
      counts: z.array(z.number().int()),
      kpa: z.array(z.number().nullable()).nullable(),
    }),
  ),
})

/** A change of the limits; `before` is null where an event of 0.1.0 does not say it. */
const limitChangeSchema = z.object({ at: iso, before: toleranceSchema.nullable(), after: toleranceSchema })
export type LimitChange = Answer<typeof limitChangeSchema>

/** Totals of a day, or of several. */
export const sittingTotals = {
  seatedS: z.number(),
  unknownS: z.number(),
  /** Time covered by minute summaries (seated + empty + unknown); the rest of the day was not watched. */
  recordedS: z.number(),
  bouts: z.number().int(),
  longestBoutS: z.number(),
  breaks: z.number().int(),
  weightShifts: z.number().int(),
  pressureReliefs: z.number().int(),
  alerts: z.number().int(),
  leftPtiKpaMin: z.number().nullable(),
  rightPtiKpaMin: z.number().nullable(),
}

/** A day with data (one without is missing, not zero); it begins at the start hour, and `day` is its date in the requested zone. */
export const daySchema = z.object({
  day: z.iso.date(),
  startsAt: iso,
  endsAt: iso,
  ...sittingTotals,
  leftMeanKpa: z.number().nullable(),
  rightMeanKpa: z.number().nullable(),
  leftMaxKpa: z.number().nullable(),
  rightMaxKpa: z.number().nullable(),
  /** The limits in force at the end of the day, to judge it by; null when not known. */
  limits: toleranceSchema.nullable().optional(),
  limitChanges: z.array(limitChangeSchema).readonly().optional(),
})
export type DaySummary = Answer<typeof daySchema>

/** GET /api/v1/cushions/{id}/days. */
export const daysAnswer = z.object({
  ...ofCushion,
  tz: timeZone,
  startHour: z.number().int(),
  days: z.array(daySchema),
})
export type DaysAnswer = Answer<typeof daysAnswer>
