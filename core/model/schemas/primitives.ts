/** Shared by all payloads: version 1, and times as ISO 8601 UTC with milliseconds. */
import { z } from 'zod'

export const v1 = z.literal(1)
export const iso = z.iso.datetime({ precision: 3 })
