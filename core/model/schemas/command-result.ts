/** The answer to a command: `cmd/<verb>/result`. */
import { z } from 'zod'
import { v1 } from './primitives.ts'

export const commandErrorCodes = [
  'invalid',
  'no-cushion',
  'busy',
  'refused-by-board',
  'timeout',
  'occupied',
  'unknown-alert',
  'not-supported',
] as const

export const commandResultSchema = z.object({
  v: v1,
  id: z.string().nullable(),
  ok: z.boolean(),
  error: z.object({ code: z.enum(commandErrorCodes), message: z.string() }).optional(),
})

export type CommandResult = z.infer<typeof commandResultSchema>
