/** Limits that a physio prescribes for a sitter, with who, when and why; some of them locked. */
import { z } from 'zod'
import { longestNote, longestQuestion, mostQuestions } from '../../core/model/diary/check-ins.ts'
import { iso } from '../../core/model/schemas/primitives.ts'
import { toleranceSchema } from '../../core/model/schemas/tolerance.ts'
import { fieldOf, limitFields } from '../../core/model/tolerance-fields.ts'
import type { Answer } from '../answer.ts'
import { ofCushion } from '../cushions.ts'

const limitField = z.enum(limitFields)
const revision = z.number().int().min(0)
const stepsUpToPercent = z.number().int().min(0).max(100).nullable().meta({
  description:
    'Suggested steps raise a limit to at most this much above the prescribed figure; null: as far as they usually go.',
})
const questions = z
  .array(z.string().trim().min(1, 'a question needs words').max(longestQuestion))
  .max(mostQuestions)
  .meta({ description: 'What a check-in asks besides the pain, answered from 0 to 10.' })

export const prescriptionBody = z
  .strictObject({
    tolerance: toleranceSchema,
    locked: z.array(limitField).max(limitFields.length).meta({
      description: 'Limits that the sitter cannot exceed; each needs a figure. Stricter ones stay possible.',
    }),
    reason: z.string().trim().min(1, 'say why; the sitter reads it').max(longestNote),
    nextReview: z.iso.date().nullable(),
    stepsUpToPercent: stepsUpToPercent.default(null),
    questions: questions.default([]),
    revision: revision.meta({ description: 'Of the last prescription that the author has seen; 0: none.' }),
    seen: toleranceSchema.nullable().meta({ description: 'The limits in force that the author has seen.' }),
  })
  .check((given) => {
    const { tolerance, locked } = given.value
    for (const field of locked)
      if (fieldOf(tolerance, field) === null)
        given.issues.push({
          code: 'custom',
          input: tolerance,
          path: ['tolerance', ...field.split('.')],
          message: 'a locked limit needs a figure',
        })
  })
export type PrescriptionBody = z.input<typeof prescriptionBody>

/** What binds the sitter now, and who set it; `by` null: somebody at this computer, without an account. */
const lock = z.object({
  tolerance: toleranceSchema,
  locked: z.array(limitField),
  stepsUpToPercent,
  questions,
  by: z.string().nullable(),
  at: iso,
  reason: z.string(),
})

const prescription = lock.extend({
  revision,
  /** In force before; null where that was not known. */
  before: toleranceSchema.nullable(),
  nextReview: z.iso.date().nullable(),
})

/** GET and POST /api/v1/cushions/{id}/prescriptions. */
export const prescriptionsAnswer = z.object({
  ...ofCushion,
  revision,
  /** Null: nothing binds, or the sitter shares prescribing with nobody any more. */
  lock: lock.nullable(),
  nextReview: z.iso.date().nullable(),
  /** Newest first. */
  history: z.array(prescription),
})
export type PrescriptionsAnswer = Answer<typeof prescriptionsAnswer>
