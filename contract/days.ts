/** The past of a cushion as the HTTP API gives it: minutes, bouts, events, frames, and summaries of days. */
import { z } from 'zod'
import { boutSchema } from '../core/model/schemas/bouts.ts'
import { eventSchema } from '../core/model/schemas/events.ts'
import { minuteSchema } from '../core/model/schemas/minutes.ts'
import { iso } from '../core/model/schemas/primitives.ts'
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

/** A day with data (one without is missing, not zero); it begins at the start hour, and `day` is its date in the asked zone. */
export const daySchema = z.object({
  day: z.iso.date(),
  startsAt: iso,
  endsAt: iso,
  seatedS: z.number(),
  unknownS: z.number(),
  /** Time that minute summaries cover at all (seated + empty + unknown); the rest of the day nobody watched. */
  recordedS: z.number(),
  bouts: z.number().int(),
  longestBoutS: z.number(),
  breaks: z.number().int(),
  weightShifts: z.number().int(),
  pressureReliefs: z.number().int(),
  alerts: z.number().int(),
  leftPtiKpaMin: z.number().nullable(),
  rightPtiKpaMin: z.number().nullable(),
  leftMeanKpa: z.number().nullable(),
  rightMeanKpa: z.number().nullable(),
  leftMaxKpa: z.number().nullable(),
  rightMaxKpa: z.number().nullable(),
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
