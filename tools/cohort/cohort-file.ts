/** What a data folder knows of its cohort: how many sitters, from which day, and which chapters are done. A folder without it has none. */
import { join } from 'node:path'
import { z } from 'zod'
import { readStamped, type StampedJson, writeStamped } from '../../platform/files/stamped-json.ts'

export const cohortFileName = 'cohort.json'

const schema = z.object({
  v: z.literal(1),
  sitters: z.number().int().positive(),
  madeAtMs: z.number().int(),
  zone: z.string(),
  startHour: z.number().int(),
  /** Ids of chapters. */
  done: z.array(z.string()),
})
export type KeptCohort = z.infer<typeof schema>

const cohortFile = (folder: string): StampedJson<KeptCohort> => ({
  file: join(folder, cohortFileName),
  what: 'The simulated cohort in',
  missing: 'the cohort is prepared again',
  schema,
  version: 1,
})

export const readCohort = (folder: string, warn: (sentence: string) => void): KeptCohort | null =>
  readStamped(cohortFile(folder), warn)

export const writeCohort = (folder: string, kept: KeptCohort): void =>
  writeStamped(cohortFile(folder).file, kept)
