/** The tolerance: the personal limits in force, per side. */
import { z } from 'zod'
import { type ToleranceField, toleranceBounds } from '../tolerance-bounds.ts'
import { v1 } from './primitives.ts'

const bounded = (field: ToleranceField) => {
  const [least, most] = toleranceBounds[field]
  return z.number().min(least).max(most)
}

/** Limits in force. Any limit may be null: not watched. */
export const toleranceSchema = z.object({
  v: v1,
  stage: z.enum(['reactive', 'settled']),
  boutMin: bounded('boutMin').nullable(),
  dayMin: bounded('dayMin').nullable(),
  left: z.object({
    loadKpaMin: bounded('left.loadKpaMin').nullable(),
    pressureKpa: bounded('left.pressureKpa').nullable(),
  }),
  right: z.object({
    loadKpaMin: bounded('right.loadKpaMin').nullable(),
    pressureKpa: bounded('right.pressureKpa').nullable(),
  }),
  holdS: bounded('holdS'),
  offloadKpa: bounded('offloadKpa'),
  recoveryHalfTimeMin: bounded('recoveryHalfTimeMin'),
  breakMin: bounded('breakMin'),
  /** Minutes beyond a threshold before an alert is raised; 0: at once. */
  alertAfterMin: bounded('alertAfterMin').default(0),
})

export type Tolerance = z.infer<typeof toleranceSchema>
