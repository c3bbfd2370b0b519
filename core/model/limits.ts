/** The limits that can be watched. */
import { z } from 'zod'

/** The limits that are watched; `used[x]` is the used fraction, null when that limit is not watched or not known. */
export const limitNames = ['bout', 'day', 'loadLeft', 'loadRight', 'pressureLeft', 'pressureRight'] as const

export const limitName = z.enum(limitNames)

export type LimitName = z.infer<typeof limitName>
