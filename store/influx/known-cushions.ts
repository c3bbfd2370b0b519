/** What the database knows about each cushion, and when that was last noted. */
import type { Series } from './influx-answer.ts'
import { measurement } from './lines.ts'

export interface KnownCushion {
  readonly simulated: boolean
  readonly notedMs: number
}

export const knownCushions = `SELECT last("simulated") FROM "${measurement.cushion}" GROUP BY "cushion"`

/** By the id, in its order. */
export const knownOf = (answer: readonly Series[]): Map<string, KnownCushion> =>
  new Map(
    answer
      .map(({ cushion, rows }): [string, KnownCushion] => [
        cushion ?? '',
        { simulated: rows[0]?.[1] === true, notedMs: Number(rows[0]?.[0]) },
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
