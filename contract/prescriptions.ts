/** Limits that a physio prescribes for a sitter, with who, when and why; some of them locked. */
import { z } from 'zod'
import { longestNote } from '../core/model/check-ins.ts'
import { iso } from '../core/model/schemas/primitives.ts'
import { toleranceSchema } from '../core/model/schemas/tolerance.ts'
import { fieldOf, limitFields } from '../core/model/tolerance-fields.ts'
import type { Answer } from './answer.ts'
import { ofCushion } from './cushions.ts'

const limitField = z.enum(limitFields)
const revision = z.number().int().min(0)

export const prescriptionBody = z
  .strictObject({
    tolerance: toleranceSchema,
    locked: z.array(limitField).max(limitFields.length).meta({
      description: 'Limits that the sitter cannot exceed; each needs a figure. Stricter ones stay possible.',
    }),
    reason: z.string().trim().min(1, 'say why; the sitter reads it').max(longestNote),
    nextReview: z.iso.date().nullable(),
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

/** A lock that holds now, and who set it; `by` null: somebody at this computer, without an account. */
const lock = z.object({
  tolerance: toleranceSchema,
  locked: z.array(limitField),
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
  /** Null: nothing is locked, or the sitter shares prescribing with nobody any more. */
  lock: lock.nullable(),
  nextReview: z.iso.date().nullable(),
  /** Newest first. */
  history: z.array(prescription),
})
export type PrescriptionsAnswer = Answer<typeof prescriptionsAnswer>
