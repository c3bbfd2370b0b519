/** Kinds of alerts, their groups, and an open alert. */
import { z } from 'zod'
import { iso } from './primitives.ts'
import { side } from './zones.ts'

export const alertKinds = ['bout', 'day', 'load', 'pressure', 'data-stopped', 'cell-fault'] as const

export const alertKind = z.enum(alertKinds)

export type AlertKind = z.infer<typeof alertKind>

/** Alerts about the sitter's limits and alarms about the equipment are kept apart. */
export const alertGroup = (kind: AlertKind): 'limit' | 'equipment' =>
  kind === 'data-stopped' || kind === 'cell-fault' ? 'equipment' : 'limit'

export const openAlertSchema = z.object({
  id: z.string(),
  kind: alertKind,
  side: side.nullable(),
  level: z.enum(['warning', 'exceeded']),
  since: iso,
  acknowledged: z.boolean(),
  snoozedUntil: iso.nullable(),
  /** Only for cell-fault: the cells concerned. */
  cells: z.array(z.number().int()).optional(),
})

export type OpenAlert = z.infer<typeof openAlertSchema>
