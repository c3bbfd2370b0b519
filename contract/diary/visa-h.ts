/** The VISA-H totals of a sitter in the HTTP API: one number a day, entered by a person. */
import { z } from 'zod'
import { mostVisaH } from '../../core/model/diary/visa-h.ts'
import { ofCushion } from '../cushions.ts'
import { cushionId } from '../topics.ts'

const total = z.number().int().min(0).max(mostVisaH)

export const visaHParams = z.object({ id: cushionId, day: z.iso.date() })
export const visaHBody = z.strictObject({
  total: total.meta({ description: 'The total of the questionnaire, 0 to 100; more is better.' }),
})

export const keptVisaH = z.object({
  /** The sitter's day on which it was filled in. */
  day: z.iso.date(),
  total,
  /** Null: the one person on this computer. */
  by: z.string().nullable(),
})
export const visaHAnswer = z.object({
  ...ofCushion,
  /** In order of the days. */
  totals: z.array(keptVisaH),
  /** A smaller change may be chance. */
  detectableChange: z.number(),
})
export type VisaHAnswer = z.infer<typeof visaHAnswer>
