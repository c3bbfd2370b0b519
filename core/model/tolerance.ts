/** The tolerance: the personal limits in force, per side. */
import { z } from 'zod'
import { v1 } from './primitives.ts'

const sideTolerance = z.object({
  loadKpaMin: z.number().min(10).max(20_000).nullable(),
  pressureKpa: z.number().min(1).max(200).nullable(),
})

/** Limits in force. Any limit may be null: not watched. The bounds only keep out slips of the keyboard. */
export const toleranceSchema = z.object({
  v: v1,
  stage: z.enum(['reactive', 'settled']),
  boutMin: z.number().min(1).max(600).nullable(),
  dayMin: z.number().min(5).max(1440).nullable(),
  left: sideTolerance,
  right: sideTolerance,
  holdS: z.number().min(0).max(3600),
  offloadKpa: z.number().min(0.1).max(50),
  recoveryHalfTimeMin: z.number().min(0.5).max(1440),
  breakMin: z.number().min(0.25).max(60),
  /** An alert is raised only after this long beyond a threshold (minutes); 0 at once. */
  alertAfterMin: z.number().min(0).max(60).default(0),
})

export type Tolerance = z.infer<typeof toleranceSchema>

/** The starting tolerance of a new cushion: a starting point (ours) that the sitter changes. */
export const startingTolerance: Tolerance = {
  v: 1,
  stage: 'settled',
  boutMin: 45,
  dayMin: 360,
  left: { loadKpaMin: 500, pressureKpa: 20 },
  right: { loadKpaMin: 500, pressureKpa: 20 },
  holdS: 120,
  offloadKpa: 2,
  recoveryHalfTimeMin: 10,
  breakMin: 2,
  alertAfterMin: 0,
}
