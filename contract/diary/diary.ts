/** Schemas of the diary in the HTTP API: they check input, describe output, and type the pages. */
import { z } from 'zod'
import {
  longestNote,
  longestQuestion,
  mostPain,
  mostQuestions,
  occasions,
  painPlaces,
  painSides,
} from '../../core/model/diary/check-ins.ts'
import { redFlags } from '../../core/model/diary/red-flags.ts'
import { iso } from '../../core/model/schemas/primitives.ts'
import { toleranceSchema } from '../../core/model/schemas/tolerance.ts'
import { limitFields, toleranceBounds } from '../../core/model/tolerance-fields.ts'
import { stepKinds } from '../../core/progress/suggestions.ts'
import { ofCushion } from '../cushions.ts'
import { cushionId } from '../topics.ts'

const [leastBoutMin, mostBoutMin] = toleranceBounds.boutMin
const pain = z.number().int().min(0).max(mostPain)
export const diaryId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'an id is 1-64 letters, digits and -')
const redFlag = z.enum(redFlags)
const answers = z.array(
  z.object({
    question: z.string().trim().min(1).max(longestQuestion),
    value: z.number().int().min(0).max(mostPain),
  }),
)

// ---------------------------------------------------------------- input

export const checkInParams = z.object({ id: cushionId, checkIn: diaryId })
export const newCheckIn = z.strictObject({
  id: diaryId
    .optional()
    .meta({ description: 'Sending the same id again replaces the check-in, or restores a deleted one.' }),
  at: z.iso.datetime({ offset: true }).optional().meta({ description: 'Default: now.' }),
  when: z.enum(occasions),
  pain: pain.meta({ description: 'Pain now, 0 none to 10 worst (NPRS).' }),
  side: z.enum(painSides).nullish(),
  place: z.enum(painPlaces).nullish().meta({ description: 'Where it hurts.' }),
  note: z.string().trim().max(longestNote).nullish(),
  answers: answers
    .max(mostQuestions)
    .readonly()
    .optional()
    .meta({ description: 'To the questions of a physio, 0 not at all to 10 very much.' }),
})
export type NewCheckIn = z.input<typeof newCheckIn>
export const decisionBody = z.strictObject({
  proposalId: z.string().min(1).max(64),
  decision: z.enum(['accept', 'decline']),
})
export const undoBody = z.strictObject({ proposalId: z.string().min(1).max(64) })
export const baselineBody = z.strictObject({
  morningPain: pain.nullable().meta({ description: 'Null: use the figure from the baseline week.' }),
  comfortableBoutMin: z.number().min(leastBoutMin).max(mostBoutMin).nullable(),
})
export type BaselineSetting = z.infer<typeof baselineBody>
export const redFlagBody = z.strictObject({
  flags: z.array(redFlag).max(redFlags.length).meta({ description: 'Empty: no new symptoms.' }),
})

// ---------------------------------------------------------------- output

export const checkInAnswer = z.object({
  id: diaryId,
  at: iso,
  /** The sitter's day. */
  day: z.iso.date(),
  when: z.enum(occasions),
  pain,
  side: z.enum(painSides).nullable(),
  place: z.enum(painPlaces).nullable(),
  note: z.string().nullable(),
  source: z.enum(['person', 'simulated']),
  answers: answers.readonly().optional(),
})
export type CheckInAnswer = z.infer<typeof checkInAnswer>
export const checkInsAnswer = z.object({ ...ofCushion, checkIns: z.array(checkInAnswer) })
export type CheckInsAnswer = z.infer<typeof checkInsAnswer>

const colour = z.enum(['green', 'amber', 'red'])
const change = z.object({ limit: z.enum(limitFields), from: z.number().nullable(), to: z.number() })
export const redFlagsAnswer = z.object({
  /** Reported, and not yet cleared by a person. */
  open: z.array(redFlag),
  /** Newest first. */
  answers: z.array(
    z.object({
      answeredAt: iso,
      flags: z.array(redFlag),
      clearedAt: iso.nullable(),
      clearedBy: z.string().nullable(),
    }),
  ),
})
export const progressAnswer = z.object({
  ...ofCushion,
  /** The sitter's present day. */
  day: z.iso.date(),
  stage: z.enum(['reactive', 'settled']).nullable(),
  baseline: z.object({
    /** In force: set by a person, or else found in the baseline week. */
    morningPain: pain.nullable(),
    setByPerson: z.boolean(),
    comfortableBoutMin: z.number().nullable(),
    firstDay: z.iso.date().nullable(),
    doneOn: z.iso.date().nullable(),
    mornings: z.number().int(),
  }),
  /** The last weeks, oldest first; without colours while red flags are open. */
  mornings: z.array(
    z.object({
      day: z.iso.date(),
      pain,
      change: z.number().nullable(),
      colour: colour.nullable(),
      /** With the pain later on that day. */
      dayColour: colour.nullable(),
    }),
  ),
  proposal: z.object({
    id: z.string(),
    kind: z.enum([...stepKinds, 'hold', 'paused']),
    changes: z.array(change),
    tolerance: toleranceSchema.nullable(),
    reasons: z.array(z.string()),
    review: z.boolean(),
    counted: z.object({ days: z.number().int(), needed: z.number().int() }).nullable(),
  }),
  /** What a physio wants to know at each check-in. */
  questions: z.array(z.string()),
  /** Decisions, newest first. */
  history: z.array(
    z.object({
      proposalId: z.string(),
      kind: z.enum(stepKinds),
      decision: z.enum(['accepted', 'declined']),
      day: z.iso.date(),
      decidedAt: iso,
      decidedBy: z.string().nullable(),
      undoneAt: iso.nullable(),
      /** Until then it can be undone; null: not, or not any more. */
      undoUntil: iso.nullable(),
      changes: z.array(change),
      reasons: z.array(z.string()),
    }),
  ),
  redFlags: redFlagsAnswer,
})
export type ProgressAnswer = z.infer<typeof progressAnswer>

export const loadSpikeAnswer = z.object({
  ...ofCushion,
  day: z.iso.date(),
  /** True while red flags are open: nothing is interpreted. */
  paused: z.boolean(),
  sentence: z.string(),
  measures: z.array(
    z.object({
      name: z.enum(['seated', 'left', 'right']),
      unit: z.enum(['min', 'kPa min']),
      dayNumber: z.number().int(),
      hidden: z.enum(['too-early', 'too-few-days', 'no-data-today']).nullable(),
      today: z.number().nullable(),
      acute: z.number().nullable(),
      chronic: z.number().nullable(),
      ratio: z.number().nullable(),
    }),
  ),
})
export type LoadSpikeAnswer = z.infer<typeof loadSpikeAnswer>
