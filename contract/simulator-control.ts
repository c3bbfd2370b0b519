/** What a simulated cushion can be told: `simulator/<id>/set`. */

import { z } from 'zod'
import { cellFaultSchema } from '../core/model/schemas/cell-faults.ts'
import { v1 } from '../core/model/schemas/primitives.ts'
import { simulatedPostures } from '../core/model/simulated-sitter.ts'
import { consoleControl } from './simulator-console.ts'

const cellKey = z.string().regex(/^\d{1,2}$/, 'the number of a cell, from 0')

const perCell = <T extends z.ZodType>(value: T) => z.record(cellKey, value)

/** What a simulated cushion is told; only what stands there changes. Not for real cushions, and never retained. */
export const simulatorControlSchema = z.strictObject({
  v: v1.default(1),
  /** Sits down, gets up, or goes back to the scenario. */
  seat: z.enum(['sit', 'stand', 'follow']).optional(),
  /** Kept while seated; null goes back to the sitter's own. */
  posture: z.enum(simulatedPostures).nullable().optional(),
  /** Whole weight on a cell in g, through a stamp no larger than it; null or 0 takes it off. */
  weights: perCell(z.number().min(0).max(20_000).nullable()).optional(),
  /** A fault of a cell; null heals it. */
  faults: perCell(cellFaultSchema.nullable()).optional(),
  /** False pulls the cable, true puts it back. */
  plugged: z.boolean().optional(),
  /** The board starts anew in mid-stream. */
  reset: z.literal(true).optional(),
  ...consoleControl,
})

export type SimulatorControl = z.infer<typeof simulatorControlSchema>
