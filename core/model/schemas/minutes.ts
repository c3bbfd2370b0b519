/** The summary of one minute. */
import { z } from 'zod'

export const minuteSchema = z.object({
  /** Start of the minute, epoch ms, a multiple of 60,000. */
  atMs: z.number().int(),
  seatedS: z.number(),
  unknownS: z.number(),
  emptyS: z.number(),
  leftMeanKpa: z.number().nullable(),
  leftMaxKpa: z.number().nullable(),
  rightMeanKpa: z.number().nullable(),
  rightMaxKpa: z.number().nullable(),
  /** Plain pressure-time integral within the minute. */
  leftPtiKpaMin: z.number().nullable(),
  rightPtiKpaMin: z.number().nullable(),
  /** Load with recovery at the end of the minute. */
  leftLoadKpaMin: z.number().nullable(),
  rightLoadKpaMin: z.number().nullable(),
  leftMeanRelative: z.number().nullable(),
  rightMeanRelative: z.number().nullable(),
  weightShifts: z.number().int(),
  pressureReliefs: z.number().int(),
  movements: z.number().int(),
  frames: z.number().int(),
})

export type MinuteSummary = z.infer<typeof minuteSchema>
