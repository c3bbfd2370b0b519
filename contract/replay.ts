/** A window of a recorded day, reduced to what the seat map shows at the speed of the replay. */
import { z } from 'zod'
import { mostReplaySpeed } from '../core/model/replay.ts'
import { layoutSchema } from '../core/model/schemas/layout.ts'
import { iso } from '../core/model/schemas/primitives.ts'
import type { Answer } from './answer.ts'
import { ofCushion } from './cushions.ts'

export const replayQuery = z.strictObject({
  at: z.iso.datetime({ offset: true }).meta({ description: 'A moment within the window.' }),
  speed: z.coerce
    .number()
    .int()
    .min(1)
    .max(mostReplaySpeed)
    .meta({ description: 'How many times as fast as it was; sets the length of window and step.' }),
})

const step = z.object({
  atMs: z.number().int(),
  /** Readings in the step; the figures are their means. */
  frames: z.number().int(),
  /** Per cell; null for a cell that was left out. Null altogether in relative mode. */
  kpa: z.array(z.number().nullable()).nullable(),
  /** Raw counts, in relative mode only. */
  counts: z.array(z.number()).nullable(),
  leftKpa: z.number().nullable(),
  rightKpa: z.number().nullable(),
  /** Null for an empty seat. */
  copCm: z.object({ x: z.number(), y: z.number() }).nullable(),
})

/** GET /api/v1/cushions/{id}/replay: a step without readings is missing. */
export const replayAnswer = z.object({
  ...ofCushion,
  from: iso,
  to: iso,
  stepMs: z.number().int(),
  /** Of the cushion now; null while it has not been heard. */
  layout: layoutSchema.nullable(),
  /** In order of time; some may be a little before `from`: the last of them still stands there. */
  steps: z.array(step),
  /** Minutes, by their start, whose summary is there and whose readings are no longer kept. */
  minutesOnly: z.array(z.number().int()),
})
export type ReplayAnswer = Answer<typeof replayAnswer>
export type ReplayStep = ReplayAnswer['steps'][number]
