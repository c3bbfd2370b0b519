/** Every error of the HTTP API and of the sockets, as RFC 9457 has it. */
import { z } from 'zod'
import type { Answer } from './answer.ts'

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  /** One word for programs: a command's error code (`timeout`, `busy`, ...) where the problem comes from one. */
  code: z.string().optional(),
  /** Where in the input the error stands, for forms: path and message. */
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type Problem = Answer<typeof problemSchema>
