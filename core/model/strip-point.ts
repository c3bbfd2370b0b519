/** One point a second of the last ten minutes. */
import type { Occupancy } from './schemas/occupancy.ts'

/** Null values and missing seconds are gaps. */
export interface StripPoint {
  readonly atMs: number
  readonly leftKpa: number | null
  readonly rightKpa: number | null
  readonly leftErrorKpa: number | null
  readonly rightErrorKpa: number | null
  readonly leftRelative: number | null
  readonly rightRelative: number | null
  readonly occupancy: Occupancy
}
