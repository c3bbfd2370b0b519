/** Events of a cushion: the topic `event`, and part of each record (see docs/topics.md). */
import { z } from 'zod'
import { levels } from '../levels.ts'
import { limitNames } from '../limits.ts'
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
  'reminder',
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

const common = { v: v1, at: iso }

/** An event of a kind that this version knows: what it adds stands beside the common fields, flat, with units in the names. */
const knownEvent = z.looseObject({
  ...common,
  kind: z.enum(eventKinds).or(z.string()),
  side: side.nullable().optional(),
  level: z.enum(levels).optional(),
  /** Of a reminder: every limit that it is about. */
  limits: z.array(z.enum(limitNames)).readonly().optional(),
  alertId: z.string().optional(),
  alertKind: alertKind.optional(),
  warnedAt: iso.nullable().optional(),
  exceededAt: iso.nullable().optional(),
  cell: z.number().int().optional(),
  verdict: cellVerdict.optional(),
  s: z.number().optional(),
  boutS: z.number().optional(),
  startedAt: iso.optional(),
  detail: z.string().optional(),
})

export type CushionEvent = z.infer<typeof knownEvent>

const known: ReadonlySet<string> = new Set(eventKinds)
const newerEvent = z.looseObject({ ...common, kind: z.string().min(1).max(64) })

/** More kinds may come within version 1. Whatever they carry is kept as it is; nobody looks at it before knowing the kind. */
const isNewer = (value: unknown): value is CushionEvent => {
  const { success, data } = newerEvent.safeParse(value)
  return success && !known.has(data.kind)
}

export const eventSchema = z.union(
  [knownEvent.extend({ kind: z.enum(eventKinds) }), z.custom<CushionEvent>(isNewer)],
  { error: 'not an event: version, time, kind or a field of a known kind is wrong' },
)
