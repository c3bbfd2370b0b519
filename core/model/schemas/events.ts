/** Events of a cushion: the topic `event`, and part of each record (see mqtt/README.md). */
import { z } from 'zod'
import { levels } from '../levels.ts'
import { cellVerdict } from './cell-verdicts.ts'
import { alertKind } from './open-alert.ts'
import { iso, v1 } from './primitives.ts'
import { side } from './zones.ts'

export const eventKinds = [
  'bout-started',
  'bout-ended',
  'weight-shift',
  'pressure-relief',
  'in-chair-movement',
  'alert-raised',
  'alert-acknowledged',
  'alert-snoozed',
  'alert-cleared',
  'board-reset',
  'cell-fault',
  'cell-recovered',
  'data-stopped',
  'data-resumed',
  'tare',
  'tolerance-changed',
  'calibration-changed',
  'clock-jump',
  'outbox-dropped',
  'quiet',
] as const

export type EventKind = (typeof eventKinds)[number]

/**
 * Common fields; what an event adds stands beside them, flat, with units in the names. More kinds may come within version 1:
 * a reader keeps what it does not know.
 */
export const eventSchema = z.looseObject({
  v: v1,
  at: iso,
  kind: z.enum(eventKinds).or(z.string().regex(/^[a-z][a-z-]{0,39}$/)),
  side: side.nullable().optional(),
  level: z.enum(levels).optional(),
  alertId: z.string().optional(),
  alertKind: alertKind.optional(),
  cell: z.number().int().optional(),
  verdict: cellVerdict.optional(),
  s: z.number().optional(),
  boutS: z.number().optional(),
  startedAt: iso.optional(),
  detail: z.string().optional(),
})

export type CushionEvent = z.infer<typeof eventSchema>
