/** The zones of a cushion and its two sides. */
import { z } from 'zod'

export const zones = ['left-ischium', 'right-ischium', 'left-thigh', 'right-thigh', 'sacrum'] as const

export const zone = z.enum(zones)

export const side = z.enum(['left', 'right'])

export type Side = z.infer<typeof side>
