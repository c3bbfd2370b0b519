/** The report on a span of days: totals, rates and patterns, for a person to keep or show. */
import { z } from 'zod'
import { iso } from '../core/model/schemas/primitives.ts'
import { boutBands } from '../core/sitting/patterns.ts'
import { timeZone } from '../core/time/time-zone.ts'
import { ofCushion } from './cushions.ts'
import { daySchema, sittingTotals } from './days.ts'

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
    ...sittingTotals,
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
