/** Contents of a scenario file: who sits, on what, how long and how restlessly. Values from ranges are drawn once per seed. */

import { z } from 'zod'
import {
  leastSitterKg,
  mostSitterKg,
  simulatedPostures,
  simulatedSurfaces,
} from '../../core/model/simulated-sitter.ts'
import { scriptedFaultSchema } from '../fault-box/script.ts'

/** One number, or `[least, most]`. */
const range = (min: number, max: number) => {
  const value = z.number().min(min).max(max)
  return z
    .union([value, z.tuple([value, value])], {
      error: `expected a number or [least, most], ${min} to ${max}`,
    })
    .transform((given): [number, number] => (typeof given === 'number' ? [given, given] : given))
    .refine(([least, most]) => least <= most, 'the first number of a range must be the smaller one')
}

/** Minutes after local midnight, written as `08:40`. */
const timeOfDay = z
  .string('expected a time of day in quotes, such as "08:40"')
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day in quotes, such as "08:40"')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)))

const length = z.strictObject({
  medianMin: z.number().min(0.5).max(600),
  /** Standard deviation of the logarithm: 0 is always the same, 0.7 varies widely. */
  spread: z.number().min(0).max(1.5),
  leastMin: z.number().min(0.5).max(600).default(2.5),
  mostMin: z.number().min(1).max(720).default(240),
})

const daySchema = z.strictObject({
  arrive: timeOfDay,
  lunch: timeOfDay,
  lunchMin: z.number().min(5).max(180),
  leave: timeOfDay,
  /** How much arriving, lunch and leaving vary from day to day, minutes. */
  varyMin: z.number().min(0).max(120),
  /** Chance of some hours at the desk on a day of the weekend. */
  weekendChance: z.number().min(0).max(1),
})

export const scenarioSchema = z
  .strictObject({
    v: z.literal(1),
    name: z.string().regex(/^[a-z0-9-]{1,32}$/, 'expected a-z, 0-9 and -, at most 32'),
    title: z.string().min(1).max(120),
    surface: z.enum(simulatedSurfaces),
    sitter: z.strictObject({
      massKg: range(leastSitterKg, mostSitterKg),
      /** Share of the load on the left side; 0.5 is even. */
      leftShare: range(0.2, 0.8).default([0.48, 0.52]),
      /** Slow and quick swaying, relative to a calm sitter. */
      restlessness: z.number().min(0).max(5).default(1),
    }),
    /** The live simulator begins with the sitter sitting down. */
    startsSeated: z.boolean(),
    day: daySchema,
    /** Null: nobody ever sits. */
    bouts: length.nullable(),
    breaks: length,
    postures: z
      .partialRecord(z.enum(simulatedPostures), z.number().min(0))
      .refine(
        (weights) => Object.values(weights).some((weight) => weight > 0),
        'at least one weight above 0',
      ),
    /** Median time in one posture. */
    postureMin: z.number().min(0.2).max(240),
    perHour: z.strictObject({
      weightShifts: z.number().min(0).max(60),
      pressureReliefs: z.number().min(0).max(30),
      fidgets: z.number().min(0).max(240),
    }),
    /** Scheduled faults: see fault-box/script.ts. */
    faults: z.array(scriptedFaultSchema).max(200).default([]),
  })
  .refine(({ day }) => day.arrive < day.lunch && day.lunch + day.lunchMin < day.leave, {
    path: ['day'],
    message: 'arrive, lunch and leave must follow each other within one day',
  })

export type Scenario = z.infer<typeof scenarioSchema>
export type Lengths = z.infer<typeof length>
