/** How near a limit is. */
import { z } from 'zod'

export const levels = ['none', 'notice', 'warning', 'exceeded'] as const

export const level = z.enum(levels)

export type Level = z.infer<typeof level>
