/** One live reading: the topic `live` (see docs/topics.md). */
import { z } from 'zod'
import { occupancy } from './occupancy.ts'
import { v1 } from './primitives.ts'

export const liveSchema = z.object({
  v: v1,
  atMs: z.number(),
  seq: z.number().int(),
  /** kPa per cell, in the order of the layout; null for a cell that is left out, all null in relative mode. */
  kpa: z.array(z.number().nullable()),
  /** Relative mode: x baseline per cell. */
  relative: z.array(z.number().nullable()).nullable(),
  leftPpiKpa: z.number().nullable(),
  rightPpiKpa: z.number().nullable(),
  leftErrorKpa: z.number().nullable(),
  rightErrorKpa: z.number().nullable(),
  leftRelative: z.number().nullable(),
  rightRelative: z.number().nullable(),
  copX: z.number().nullable(),
  copY: z.number().nullable(),
  occupancy,
  /** Raw counts per cell, only during a calibration. */
  counts: z.array(z.number().int()).optional(),
})

export type Live = z.infer<typeof liveSchema>
