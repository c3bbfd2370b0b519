/** An open alert, as published in the state. */
import { z } from 'zod'
import { alertKinds, alertLevels } from '../alerts.ts'
import { iso } from './primitives.ts'
import { side } from './zones.ts'

export const alertKind = z.enum(alertKinds)
export const alertLevel = z.enum(alertLevels)

export const openAlertSchema = z.object({
  id: z.string(),
  kind: alertKind,
  side: side.nullable(),
  level: alertLevel,
  /** When it was raised. */
  since: iso,
  /** When each level was last entered; null: never, or not known. Gateways of 0.1.0 leave both out. */
  warnedAt: iso.nullable().optional(),
  exceededAt: iso.nullable().optional(),
  acknowledged: z.boolean(),
  snoozedUntil: iso.nullable(),
  /** Only for cell-fault: the cells concerned. */
  cells: z.array(z.number().int()).optional(),
})

export type OpenAlert = z.infer<typeof openAlertSchema>
