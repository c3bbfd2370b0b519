/**
 * The HTTP API's own schemas: they validate what comes in, describe what goes out, and are what openapi.ts is made
 * from. Payloads of MQTT that pass through keep the schemas of the gateway's contract.
 */
import { z } from 'zod'
import { boutSchema } from '../core/model/bouts.ts'
import { commandResultSchema } from '../core/model/command-result.ts'
import { verbs } from '../core/model/commands.ts'
import { eventSchema } from '../core/model/events.ts'
import { minuteSchema } from '../core/model/minutes.ts'
import { stateSchema } from '../core/model/state.ts'
import { toleranceSchema } from '../core/model/tolerance.ts'
import { boutBands } from '../core/sitting/patterns.ts'
import { timeZone } from '../core/time/time-zone.ts'
import { simulatorControlSchema } from './simulator-control.ts'
import { availability, cushionId } from './topics.ts'

const iso = z.iso.datetime({ precision: 3 })
const isoTime = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: 'not an ISO 8601 time such as 2026-03-01T00:00:00Z, or a date such as 2026-03-01',
})
const format = z.enum(['json', 'csv'])

// ---------------------------------------------------------------- what comes in

export const cushionParams = z.object({ id: cushionId })
export const commandParams = z.object({ id: cushionId, verb: z.enum(verbs) })

export const rangeQuery = z.strictObject({
  from: isoTime.meta({ description: 'Start, inclusive. A bare date means 00:00 UTC.' }),
  to: isoTime.meta({ description: 'End, exclusive. A bare date means 00:00 UTC.' }),
  format: format.optional().meta({ description: 'Instead of the Accept header, for links.' }),
})
export const daysQuery = z.strictObject({
  from: isoTime.meta({
    description:
      'Start, inclusive; the whole day that holds it is given. A bare date means that day in the zone.',
  }),
  to: isoTime.meta({ description: 'End, exclusive; days that begin before it are given.' }),
  tz: timeZone
    .optional()
    .meta({ description: 'IANA time zone of the days; default is the one in the settings.' }),
  format: format.optional(),
})
/** What a simulated cushion is told, and the recording of its wire, which this server keeps. */
export const benchBody = simulatorControlSchema.extend({
  record: z
    .boolean()
    .optional()
    .meta({ description: 'True begins a recording anew, false ends it; then GET .../recording.' }),
})
export const commandBody = z.record(z.string(), z.unknown())

// ---------------------------------------------------------------- what goes out

const part = z.object({ ok: z.boolean(), detail: z.string() })
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export const cushionsAnswer = z.object({
  cushions: z.array(
    z.object({ id: cushionId, simulated: z.boolean(), availability, lastAt: iso.nullable() }),
  ),
  store: part,
})
/** Whose data: simulated cushions are marked in every answer; null when neither gateway nor store says. */
const of = { cushion: cushionId, simulated: z.boolean().nullable() }
export const minutesAnswer = z.object({
  ...of,
  minutes: z.array(minuteSchema.extend({ at: iso })),
})
export const boutsAnswer = z.object({
  ...of,
  bouts: z.array(boutSchema.extend({ startedAt: iso, endedAt: iso })),
})
export const eventsAnswer = z.object({ ...of, events: z.array(eventSchema) })
export const framesAnswer = z.object({
  ...of,
  frames: z.array(
    z.object({
      at: iso,
      atMs: z.number().int(),
      boot: z.number().int(),
      seq: z.number().int(),
      boardMs: z.number().int(),
      counts: z.array(z.number().int()),
      kpa: z.array(z.number().nullable()).nullable(),
    }),
  ),
})
const daySchema = z.object({
  day: z.iso.date(),
  startsAt: iso,
  endsAt: iso,
  seatedS: z.number(),
  unknownS: z.number(),
  recordedS: z.number(),
  bouts: z.number().int(),
  longestBoutS: z.number(),
  breaks: z.number().int(),
  weightShifts: z.number().int(),
  pressureReliefs: z.number().int(),
  alerts: z.number().int(),
  leftPtiKpaMin: z.number().nullable(),
  rightPtiKpaMin: z.number().nullable(),
  leftMeanKpa: z.number().nullable(),
  rightMeanKpa: z.number().nullable(),
  leftMaxKpa: z.number().nullable(),
  rightMaxKpa: z.number().nullable(),
})
export const daysAnswer = z.object({
  ...of,
  tz: timeZone,
  startHour: z.number().int(),
  days: z.array(daySchema),
})
export const reportSchema = z.object({
  v: z.literal(1),
  cushion: cushionId,
  /** Null when neither the store nor the gateway says. */
  simulated: z.boolean().nullable(),
  from: iso,
  to: iso,
  tz: timeZone,
  startHour: z.number().int(),
  madeAt: iso,
  safety: z.string(),
  daysAsked: z.number().int(),
  daysWithData: z.number().int(),
  totals: z.object({
    seatedS: z.number(),
    unknownS: z.number(),
    recordedS: z.number(),
    bouts: z.number().int(),
    longestBoutS: z.number(),
    breaks: z.number().int(),
    weightShifts: z.number().int(),
    pressureReliefs: z.number().int(),
    alerts: z.number().int(),
    leftPtiKpaMin: z.number().nullable(),
    rightPtiKpaMin: z.number().nullable(),
    seatedSPerDayWithData: z.number().nullable(),
  }),
  rates: z.object({ weightShiftsPerH: z.number().nullable(), pressureReliefsPerH: z.number().nullable() }),
  patterns: z.object({
    /** W50: half of all sitting time is spent in bouts at least this long. */
    usualBoutS: z.number().nullable(),
    bandShares: z.record(z.enum(boutBands), z.number()).nullable(),
    alpha: z.number().nullable(),
    alphaNote: z.string().nullable(),
  }),
  days: z.array(daySchema).readonly(),
})
export type Report = z.infer<typeof reportSchema>

export { commandResultSchema, stateSchema, toleranceSchema }
