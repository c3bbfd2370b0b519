/** A layout: position, area and zone of each cell. */
import { z } from 'zod'
import { v1 } from './primitives.ts'
import { zone } from './zones.ts'

export const layoutSchema = z.object({
  v: v1,
  name: z.string().min(1).max(64),
  cells: z
    .array(
      z.object({
        zone,
        xCm: z.number().min(-60).max(60),
        yCm: z.number().min(-60).max(60),
        areaCm2: z.number().positive().max(400),
      }),
    )
    .min(1)
    .max(64),
})

export type Layout = z.infer<typeof layoutSchema>
