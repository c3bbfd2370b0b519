/** Schemas of the first setup and of the diary's entries in the HTTP API. */
import { z } from 'zod'
import { longestNote, painSides } from '../../core/model/diary/check-ins.ts'
import { entryKinds, mostEntryMin } from '../../core/model/diary/diary-entries.ts'
import { iso } from '../../core/model/schemas/primitives.ts'
import { toleranceSchema } from '../../core/model/schemas/tolerance.ts'
import {
  calibrationChoices,
  diagnosisAnswers,
  longestSurface,
  notificationAnswers,
} from '../../core/model/setup.ts'
import { ofCushion } from '../cushions.ts'
import { cushionId } from '../topics.ts'
import { diaryId } from './diary.ts'

const answers = {
  disclaimer: z.literal(true),
  symptoms: z.literal(true).meta({ description: 'Asked. What was noticed is kept under red-flags.' }),
  diagnosis: z.enum(diagnosisAnswers).meta({ description: 'Has a clinician diagnosed this?' }),
  side: z.enum(painSides),
  stage: toleranceSchema.shape.stage,
  cushion: z.literal(true),
  surface: z.string().trim().min(1).max(longestSurface),
  calibration: z.enum(calibrationChoices),
  notifications: z.enum(notificationAnswers),
}

/** One answer for each step that is done. */
export const setupAnswers = z.object(answers).partial()
export type SetupAnswers = z.infer<typeof setupAnswers>

/** Adds to the answers so far. */
export const setupBody = z.strictObject(answers).partial()
export type SetupBody = z.infer<typeof setupBody>
export const setupAnswer = z.object({ ...ofCushion, answers: setupAnswers, updatedAt: iso.nullable() })
export type SetupAnswer = z.infer<typeof setupAnswer>

export const entryParams = z.object({ id: cushionId, entry: diaryId })
const minutes = z.number().int().min(1).max(mostEntryMin)
export const newEntry = z.strictObject({
  id: diaryId
    .optional()
    .meta({ description: 'Sending the same id again replaces the entry, or restores a deleted one.' }),
  at: z.iso.datetime({ offset: true }).optional().meta({ description: 'Default: now.' }),
  kind: z.enum(entryKinds),
  minutes: minutes.nullish(),
  note: z.string().trim().max(longestNote).nullish(),
})
export type NewEntry = z.input<typeof newEntry>

export const entryAnswer = z.object({
  id: diaryId,
  at: iso,
  /** The sitter's day. */
  day: z.iso.date(),
  kind: z.enum(entryKinds),
  minutes: minutes.nullable(),
  note: z.string().nullable(),
})
export type EntryAnswer = z.infer<typeof entryAnswer>
export const entriesAnswer = z.object({ ...ofCushion, entries: z.array(entryAnswer) })
export type EntriesAnswer = z.infer<typeof entriesAnswer>
