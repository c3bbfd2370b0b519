/** Input of the HTTP API: paths, queries and bodies. These schemas check it, and openapi.ts is built from them. */
import { z } from 'zod'
import { verbs } from '../core/model/schemas/commands.ts'
import { timeZone } from '../core/time/time-zone.ts'
import { simulatorControlSchema } from './simulator-control.ts'
import { cushionId } from './topics.ts'

const isoTime = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: 'not an ISO 8601 time such as 2026-03-01T00:00:00Z, or a date such as 2026-03-01',
})
const format = z.enum(['json', 'csv'])

export const cushionParams = z.object({ id: cushionId })
export const commandParams = z.object({ id: cushionId, verb: z.enum(verbs) })

export const rangeQuery = z.strictObject({
  from: isoTime.meta({ description: 'Start, inclusive. A bare date means 00:00 UTC.' }),
  to: isoTime.meta({ description: 'End, exclusive. A bare date means 00:00 UTC.' }),
  format: format.optional().meta({ description: 'Overrides the Accept header, for links.' }),
})
export const daysQuery = z.strictObject({
  from: isoTime.meta({
    description:
      'Start, inclusive; the whole day that contains it is returned. A bare date means that day in the zone.',
  }),
  to: isoTime.meta({ description: 'End, exclusive; days that begin before it are returned.' }),
  tz: timeZone
    .optional()
    .meta({ description: 'IANA time zone of the days; default is the one in the settings.' }),
  format: format.optional(),
})
/** Control of a simulated cushion, and of the wire recording that this server keeps. */
export const simulatorBody = simulatorControlSchema.extend({
  record: z
    .boolean()
    .optional()
    .meta({ description: 'True starts a new recording, false ends it; then GET .../recording.' }),
})
export const commandBody = z.record(z.string(), z.unknown())
