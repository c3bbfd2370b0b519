/** A bout of sitting. */
import { z } from 'zod'

export const boutSchema = z.object({
  startedAtMs: z.number().int(),
  endedAtMs: z.number().int(),
  boutS: z.number(),
})

export type Bout = z.infer<typeof boutSchema>
