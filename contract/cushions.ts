/** The known cushions, and whose data an answer holds. */
import { z } from 'zod'
import { iso } from '../core/model/schemas/primitives.ts'
import type { Answer } from './answer.ts'
import type { GatewayProblem } from './gateway-problems.ts'
import { availability, cushionId } from './topics.ts'

/** Whose data this is: every answer marks simulated cushions; null when neither gateway nor store knows. */
export const ofCushion = { cushion: cushionId, simulated: z.boolean().nullable() }

const cushionSummarySchema = z.object({
  id: cushionId,
  simulated: z.boolean(),
  availability,
  lastAt: iso.nullable(),
  /** User name; null where there are no accounts, or for those who only learn that the cushion is there. */
  sitter: z.string().nullable().optional(),
})
export type CushionSummary = Answer<typeof cushionSummarySchema>

/** A part that the server depends on, as the server observes it, with a sentence for people. */
const partHealthSchema = z.object({ ok: z.boolean(), detail: z.string() })
export type PartHealth = Answer<typeof partHealthSchema>

/** Something that keeps data from arriving, with a sentence for people. */
export interface PartProblem {
  readonly kind: GatewayProblem['kind'] | 'no-readings'
  readonly cushion: string | null
  readonly message: string
}

/** GET /api/v1/cushions: `store` is false when cushions known only from the store could not be listed. */
export const cushionsAnswer = z.object({
  cushions: z.array(cushionSummarySchema),
  store: partHealthSchema,
})
export type CushionsAnswer = Answer<typeof cushionsAnswer>
