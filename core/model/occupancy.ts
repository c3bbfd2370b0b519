/** Is somebody sitting? `unknown` is never counted as empty. */
import { z } from 'zod'

export const occupancy = z.enum(['occupied', 'empty', 'unknown'])

export type Occupancy = z.infer<typeof occupancy>
