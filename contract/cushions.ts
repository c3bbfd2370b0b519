/** Which cushions there are, and whose data an answer holds. */
import { z } from 'zod'
import { iso } from '../core/model/schemas/primitives.ts'
import type { Answer } from './answer.ts'
import { availability, cushionId } from './topics.ts'

/** Whose data: simulated cushions are marked in every answer; null when neither gateway nor store says. */
export const ofCushion = { cushion: cushionId, simulated: z.boolean().nullable() }

const cushionSummarySchema = z.object({
  id: cushionId,
  simulated: z.boolean(),
  availability,
  lastAt: iso.nullable(),
})
export type CushionSummary = Answer<typeof cushionSummarySchema>

/** A part that the server needs, as the server observes it, with a sentence for people. */
const partHealthSchema = z.object({ ok: z.boolean(), detail: z.string() })
export type PartHealth = Answer<typeof partHealthSchema>

/** GET /api/v1/cushions: `store` says whether cushions known only from the store could be listed. */
export const cushionsAnswer = z.object({
  cushions: z.array(cushionSummarySchema),
  store: partHealthSchema,
})
export type CushionsAnswer = Answer<typeof cushionsAnswer>
