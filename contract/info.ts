/** The retained topic `info`: board, link, layout, calibration and cells of a cushion. */
import { z } from 'zod'
import { countLaws } from '../core/model/counting.ts'
import { cellVerdict } from '../core/model/schemas/cell-verdicts.ts'
import { layoutSchema } from '../core/model/schemas/layout.ts'
import { iso, v1 } from '../core/model/schemas/primitives.ts'
import { calibrationExtras } from './calibration.ts'
import { cushionId } from './topics.ts'

/** One word for the link's state; `detail` is the sentence for people. */
export const linkStates = [
  'connecting',
  'handshake',
  'online',
  'stale',
  'unplugged',
  'no-cushion',
  'refused',
] as const

export const infoSchema = z.object({
  v: v1,
  at: iso,
  gateway: cushionId,
  /** Every page and every export marks simulated cushions. */
  simulated: z.boolean(),
  /** Simulated boards may run faster than the wall clock; `speed` 1 is real time. */
  clock: z.object({ kind: z.enum(['wall', 'simulated']), speed: z.number().positive() }),
  board: z
    .object({
      id: z.string().nullable(),
      dev: z.string().nullable(),
      firmware: z.string().nullable(),
      channels: z.number().int(),
      bits: z.number().int(),
      /** The count at full scale, where it is not 2^bits - 1. */
      full: z.number().int().optional(),
      /** linear: counts rise with force; otherwise they come from a divider. */
      law: z.enum(countLaws).optional(),
      rateHz: z.number().nullable(),
      resetCause: z.number().int().nullable(),
      boot: z.number().int(),
    })
    .nullable(),
  link: z.object({
    state: z.enum(linkStates),
    detail: z.string(),
    port: z.string(),
    /** Rejected wire lines by reason, since the gateway started. */
    rejected: z.record(z.string(), z.number().int()),
    framesLost: z.number().int(),
    clockOffsetMs: z.number().nullable(),
    driftPpm: z.number().nullable(),
  }),
  layout: layoutSchema,
  calibration: z.object({
    mode: z.enum(['calibrated', 'relative']),
    madeAt: iso.nullable(),
    surface: z.string().nullable(),
    ageDays: z.number().nullable(),
    /** Only in relative mode: has the 5-minute comfortable-sit baseline been taken? */
    baseline: z.enum(['none', 'running', 'done']).nullable(),
    message: z.string().nullable(),
    ...calibrationExtras,
  }),
  cells: z.array(
    z.object({
      index: z.number().int(),
      verdict: cellVerdict,
      since: iso.nullable(),
      advice: z.string().nullable(),
    }),
  ),
  outbox: z.object({
    /** The gateway's outbox, as in `record`: two gateways never have the same one. */
    id: z.string().optional(),
    pendingBatches: z.number().int(),
    pendingBytes: z.number().int(),
    droppedBatches: z.number().int(),
    oldestAt: iso.nullable(),
    setAside: z.string().nullable(),
  }),
})

export type CushionInfo = z.infer<typeof infoSchema>
