/** The review of one cushion over a span of days: what a physio reads, in that order. */
import { z } from 'zod'
import { entryKinds } from '../core/model/diary/diary-entries.ts'
import { iso } from '../core/model/schemas/primitives.ts'
import { toleranceSchema } from '../core/model/schemas/tolerance.ts'
import { limitFields } from '../core/model/tolerance-fields.ts'
import { boutBands } from '../core/sitting/patterns.ts'
import { timeZone } from '../core/time/time-zone.ts'
import type { Answer } from './answer.ts'
import { ofCushion } from './cushions.ts'
import { checkInAnswer, progressAnswer } from './diary/diary.ts'
import { setupAnswers } from './diary/setup.ts'
import { keptVisaH } from './diary/visa-h.ts'
import { cushionId } from './topics.ts'

export const reviewQuery = z.strictObject({
  from: z.iso
    .date()
    .optional()
    .meta({ description: 'First day, in the zone of the settings. Default: 27 days before the last.' }),
  to: z.iso.date().optional().meta({ description: 'Last day, inclusive. Default: today.' }),
})

const count = z.number().int()
const share = z.number().nullable()
const value = z.object({ value: z.number().nullable(), n: z.number() })
const figure = value.extend({
  before: value,
  /** Against the span before, as long; null when one is missing or too little was recorded before. */
  change: z.number().nullable(),
})
const mornings = z.object({
  green: count,
  amber: count,
  red: count,
  uncoloured: count,
  notGiven: count,
  given: count,
  median: z.number().nullable(),
})
const colour = progressAnswer.shape.mornings.element.shape.colour

const quality = z.object({
  days: count,
  finishedDays: count,
  validDays: count,
  daysWithoutData: count,
  unknownShare: share,
  cellsLeftOut: z.array(z.object({ cell: count, days: count })),
  daysCalibrationChanged: z.array(z.iso.date()),
  daysClocksChanged: z.array(z.iso.date()),
  relativeOnly: z.boolean(),
  calibration: z.object({
    /** Null: the cushion has not been heard since the server started. */
    mode: z.enum(['calibrated', 'relative']).nullable(),
    madeAt: iso.nullable(),
    ageDays: z.number().nullable(),
    surface: z.string().nullable(),
  }),
})

const reviewDay = z.object({
  day: z.iso.date(),
  over: z.boolean(),
  valid: z.boolean(),
  /** Null: no data. */
  seatedS: z.number().nullable(),
  overLimitS: z.number().nullable(),
  /** Half of the sitting was in bouts of at least this length (W50). */
  usualBoutS: z.number().nullable(),
  longestBoutS: z.number().nullable(),
  breaks: count.nullable(),
  leftMeanKpa: z.number().nullable(),
  rightMeanKpa: z.number().nullable(),
  leftKpaMin: z.number().nullable(),
  rightKpaMin: z.number().nullable(),
  /** In force at the end of the day; null when not known. */
  limits: toleranceSchema.nullable(),
  morning: z.object({ pain: count, colour }).nullable(),
  /** Highest pain of the other check-ins. */
  laterPain: count.nullable(),
  entries: z.array(z.object({ kind: z.enum(entryKinds), note: z.string().nullable() })),
  /** Steps accepted on this day, in words. */
  steps: z.array(progressAnswer.shape.history.element.shape.kind),
})

const sidePressure = z
  .object({
    /** Of the means of the days, with half the width of its 95 % interval. */
    mean: z.object({ mean: z.number(), plusMinus: z.number().nullable(), n: count }),
    p10Kpa: z.number(),
    p50Kpa: z.number(),
    p90Kpa: z.number(),
    overLimitShare: share,
  })
  .nullable()
/** What was sat on, as far as the diary says. */
const surface = z.object({
  name: z.string().nullable(),
  from: z.iso.date(),
  /** Inclusive. */
  to: z.iso.date(),
  days: count,
  seatedMin: count,
  left: sidePressure,
  right: sidePressure,
  balance: z.number().nullable(),
})

/** A week, or four weeks where there are many; figures per day are means of its valid days. */
const period = z.object({
  from: z.iso.date(),
  /** Inclusive. */
  to: z.iso.date(),
  days: count,
  validDays: count,
  seatedSPerDay: z.number().nullable(),
  usualBoutS: z.number().nullable(),
  longestBoutS: z.number().nullable(),
  breaksPerSeatedH: z.number().nullable(),
  leftKpaMinPerDay: z.number().nullable(),
  rightKpaMinPerDay: z.number().nullable(),
  medianMorningPain: z.number().nullable(),
  /** Of all check-ins. */
  highestPain: count.nullable(),
})

const decided = progressAnswer.shape.history.element.shape
/** A decision about a suggestion, or a change of the limits by hand. */
const limitStep = z.object({
  at: iso,
  day: z.iso.date(),
  kind: z.union([decided.kind, z.literal('set')]),
  decision: decided.decision.nullable(),
  undone: z.boolean(),
  /** Null: not known, or the one person on this computer. */
  by: z.string().nullable(),
  changes: z.array(decided.changes.element.extend({ to: z.number().nullable() })),
  reasons: z.array(z.string()),
})

/** GET /api/v1/cushions/{id}/review. */
export const reviewAnswer = z.object({
  v: z.literal(1),
  ...ofCushion,
  from: z.iso.date(),
  /** Inclusive. */
  to: z.iso.date(),
  tz: timeZone,
  startHour: count,
  madeAt: iso,
  /** Of Sitbone. */
  version: z.string(),
  safety: z.string(),
  side: setupAnswers.shape.side.nullable(),
  /** In force now, and since when, as far as the spans tell. */
  limits: z.object({
    inForce: toleranceSchema.nullable(),
    changedAt: iso.nullable(),
    /** The last prescription: who made it, and whether its limits are still those in force. */
    prescribed: z
      .object({
        by: z.string().nullable(),
        at: iso,
        stillInForce: z.boolean(),
        locked: z.array(z.enum(limitFields)),
        nextReview: z.iso.date().nullable(),
      })
      .nullable(),
  }),
  /** Where accounts say whose a cushion was: days of the span that it was not this sitter's, and their other cushions. */
  seats: z
    .object({
      /** First day with it within the span; null: they had it before. */
      since: z.iso.date().nullable(),
      /** Last day with it; null: they have it still. */
      until: z.iso.date().nullable(),
      others: z.array(z.object({ cushion: cushionId, from: z.iso.date(), to: z.iso.date() })),
    })
    .nullable(),
  usualPain: count.nullable(),
  paused: z.boolean(),
  quality,
  summary: z.array(z.object({ rule: z.string(), text: z.string(), n: z.number() })),
  figures: z
    .object({
      seatedSPerDay: figure,
      usualBoutS: figure,
      breaksPerSeatedH: figure,
      leftKpa: figure,
      rightKpa: figure,
      overLimitShare: figure,
    })
    .nullable(),
  mornings: z.object({ now: mornings, before: mornings }).nullable(),
  days: z.array(reviewDay),
  /** In order of time. */
  surfaces: z.array(surface).nullable(),
  periods: z.array(period).nullable(),
  /** Of the span, oldest first. */
  limitHistory: z.array(limitStep),
  checkIns: z.array(checkInAnswer),
  /** Up to the last day, in order; also those before the first. */
  visaH: z.array(keptVisaH),
  loadAndMorning: z
    .object({
      lagDays: z.literal(1),
      n: count,
      leastPairs: count,
      enough: z.boolean(),
      measure: z.enum(['kPa min', 'seated']),
      pairs: z.array(
        z.object({
          day: z.iso.date(),
          seatedS: z.number(),
          leftKpaMin: z.number().nullable(),
          rightKpaMin: z.number().nullable(),
          change: z.number(),
        }),
      ),
      thirds: z.array(z.object({ n: count, medianChange: z.number() })).nullable(),
      leastForInterval: count,
      /** Spearman's rho with its 95 % interval (Bonett and Wright 2000). */
      ranks: z.object({ rho: z.number(), low: z.number(), high: z.number(), n: count }).nullable(),
    })
    .nullable(),
  pattern: z
    .object({
      hours: z.array(z.object({ weekday: count, hour: count, meanMin: z.number(), n: count })),
      bands: z.record(z.enum(boutBands), z.number()).nullable(),
      bouts: count,
      alerts: count,
      alertsAnswered: count,
    })
    .nullable(),
})
export type ReviewAnswer = Answer<typeof reviewAnswer>
