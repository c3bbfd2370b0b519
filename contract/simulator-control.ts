/** Control of a simulated cushion: `simulator/<id>/set`. */

import { z } from 'zod'
import { cellFaultSchema } from '../core/model/schemas/cell-faults.ts'
import { v1 } from '../core/model/schemas/primitives.ts'
import { simulatedPostures } from '../core/model/simulated-sitter.ts'
import { consoleControl } from './simulator-console.ts'

const cellKey = z.string().regex(/^\d{1,2}$/, 'the number of a cell, from 0')

const perCell = <T extends z.ZodType>(value: T) => z.record(cellKey, value)

/** Only the fields present change anything. Not for real cushions, and never retained. */
export const simulatorControlSchema = z.strictObject({
  v: v1.default(1),
  /** Sits down, gets up, or returns to the scenario. */
  seat: z.enum(['sit', 'stand', 'follow']).optional(),
  /** Kept while seated; null returns to the sitter's own. */
  posture: z.enum(simulatedPostures).nullable().optional(),
  /** Total weight on a cell in g, through a stamp no larger than the cell; null or 0 removes it. */
  weights: perCell(z.number().min(0).max(20_000).nullable()).optional(),
  /** A cell fault; null clears it. */
  faults: perCell(cellFaultSchema.nullable()).optional(),
  /** False unplugs the cable, true plugs it in. */
  plugged: z.boolean().optional(),
  /** Restarts the board in mid-stream. */
  reset: z.literal(true).optional(),
  ...consoleControl,
})

export type SimulatorControl = z.infer<typeof simulatorControlSchema>
