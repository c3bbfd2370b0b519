/** The report of a span of days: totals, rates and patterns, for a person to keep or to show. */
import { z } from 'zod'
import { iso } from '../core/model/schemas/primitives.ts'
import { boutBands } from '../core/sitting/patterns.ts'
import { timeZone } from '../core/time/time-zone.ts'
import { ofCushion } from './cushions.ts'
import { daySchema } from './days.ts'

export const reportSchema = z.object({
  v: z.literal(1),
  ...ofCushion,
  from: iso,
  to: iso,
  tz: timeZone,
  startHour: z.number().int(),
  madeAt: iso,
  safety: z.string(),
  daysAsked: z.number().int(),
  daysWithData: z.number().int(),
  totals: z.object({
    seatedS: z.number(),
    unknownS: z.number(),
    recordedS: z.number(),
    bouts: z.number().int(),
    longestBoutS: z.number(),
    breaks: z.number().int(),
    weightShifts: z.number().int(),
    pressureReliefs: z.number().int(),
    alerts: z.number().int(),
    leftPtiKpaMin: z.number().nullable(),
    rightPtiKpaMin: z.number().nullable(),
    seatedSPerDayWithData: z.number().nullable(),
  }),
  rates: z.object({ weightShiftsPerH: z.number().nullable(), pressureReliefsPerH: z.number().nullable() }),
  patterns: z.object({
    /** W50: half of all sitting time is spent in bouts at least this long. */
    usualBoutS: z.number().nullable(),
    bandShares: z.record(z.enum(boutBands), z.number()).nullable(),
    alpha: z.number().nullable(),
    alphaNote: z.string().nullable(),
  }),
  days: z.array(daySchema).readonly(),
})
export type Report = z.infer<typeof reportSchema>
