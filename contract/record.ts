/** The topics `record` and `recorded`: numbered batches for the recorder, and its acknowledgements. */
import { z } from 'zod'
import { boutSchema } from '../core/model/schemas/bouts.ts'
import { eventSchema } from '../core/model/schemas/events.ts'
import { minuteSchema } from '../core/model/schemas/minutes.ts'
import { v1 } from '../core/model/schemas/primitives.ts'
import { cushionId } from './topics.ts'

/**
 * Frames as columns, so that a batch is parsed and packed without an object per reading. All columns have the
 * same length n; `counts[cell][i]`, `kpa[cell][i]` (rounded to 0.01 kPa; null where unknown; the whole `kpa` null in relative mode).
 */
const frameColumnsSchema = z.object({
  atMs: z.array(z.number().int()),
  boot: z.array(z.number().int()),
  seq: z.array(z.number().int()),
  boardMs: z.array(z.number().int()),
  counts: z.array(z.array(z.number().int())),
  kpa: z.array(z.array(z.number().nullable())).nullable(),
})

export type FrameColumns = z.infer<typeof frameColumnsSchema>

export const recordSchema = z.object({
  v: v1,
  gateway: cushionId,
  cushion: cushionId,
  simulated: z.boolean(),
  /** The outbox that numbered the batch; a new outbox file starts a new epoch. */
  outbox: z.string().min(1).max(64),
  batch: z.number().int().positive(),
  /** True after the gateway's clock was set: readings of an earlier epoch may have the same times, and none is overwritten. */
  crossing: z.literal(true).optional(),
  frames: frameColumnsSchema.nullable(),
  minutes: z.array(minuteSchema),
  bouts: z.array(boutSchema),
  events: z.array(eventSchema),
})

export type RecordBatch = z.infer<typeof recordSchema>

export const recordedSchema = z.object({
  v: v1,
  outbox: z.string(),
  /** Batch numbers now in the store. */
  batches: z.array(z.number().int()),
  /** Batches that no store can take, kept in the recorder's set-aside file with the reason. */
  setAside: z.array(z.object({ batch: z.number().int(), reason: z.string() })),
})

export type Recorded = z.infer<typeof recordedSchema>
