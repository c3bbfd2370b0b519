/** Is somebody sitting? `unknown` is never counted as empty. */
import { z } from 'zod'

export const occupancies = ['occupied', 'empty', 'unknown'] as const

export const occupancy = z.enum(occupancies)

export type Occupancy = z.infer<typeof occupancy>
