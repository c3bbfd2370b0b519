/** The list of sitters that share their data with a physio: one row for each sitter and cushion. */
import { z } from 'zod'
import { iso } from '../core/model/schemas/primitives.ts'
import { sitterFlags, trendDirections } from '../core/model/sitter-flags.ts'
import type { Answer } from './answer.ts'
import { grantScopes, userName } from './people.ts'
import { cushionId } from './topics.ts'

const count = z.number().int()
/** The last two weeks against the two before. */
const trend = z.object({
  direction: z.enum(trendDirections),
  now: z.number().nullable(),
  before: z.number().nullable(),
  n: count,
  nBefore: count,
})

const row = z.object({
  sitter: userName,
  /** Null: no cushion is theirs yet. */
  cushion: cushionId.nullable(),
  simulated: z.boolean().nullable(),
  scopes: z.array(z.enum(grantScopes)),
  /** Until when it is shared; null: until the sitter ends it. */
  until: iso.nullable(),
  /** The cushion is somebody else's by now: until then it was this sitter's. */
  endedAt: iso.nullable(),
  /** Null while the days are being read, or without a cushion. */
  look: z
    .object({
      /** The first of the four weeks. */
      from: z.iso.date(),
      /** Of each day; null without data. */
      seatedS: z.array(z.number().nullable()),
      daysWithData: count,
      flags: z.array(z.object({ kind: z.enum(sitterFlags), text: z.string() })),
      /** Null while symptoms are open: nothing is interpreted then. */
      load: trend.extend({ measure: z.enum(['kPa min', 'seated']) }).nullable(),
      /** Null also where the diary is not shared. */
      pain: trend.nullable(),
    })
    .nullable(),
})

/** How far the months of a simulated cohort are. */
const cohortProgress = z.object({
  sitters: count,
  /** Those whose last four weeks are there. */
  ready: count,
  /** Of all months of all sitters, 0 to 1. */
  share: z.number(),
  /** Why it goes no further; null: it does. */
  failed: z.string().nullable(),
})
export type CohortProgress = z.infer<typeof cohortProgress>

/** GET /api/v1/sitters: who needs a look first. */
export const sittersAnswer = z.object({
  v: z.literal(1),
  /** Rows whose days are still being read; ask again for them. */
  preparing: count,
  /** Null where people are real. */
  cohort: cohortProgress.nullable(),
  rows: z.array(row),
})
export type SittersAnswer = Answer<typeof sittersAnswer>
export type SitterRow = SittersAnswer['rows'][number]
