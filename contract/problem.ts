/** Every error of the HTTP API and of the sockets, in the form of RFC 9457. */
import { z } from 'zod'
import type { Answer } from './answer.ts'

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  /** One word for programs: a command's error code (`timeout`, `busy`, ...) where the problem comes from one. */
  code: z.string().optional(),
  /** Where in the input the error is, for forms: path and message. */
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type Problem = Answer<typeof problemSchema>
