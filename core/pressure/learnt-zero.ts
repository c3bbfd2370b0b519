/**
 * What each cell reads with nobody and nothing on the seat: the zero that cells are judged against, and above which something
 * still rests on a seat that was lifted off. It changes no reading; a tare and zero-tracking.ts do that.
 *
 * Taken only from a seat that has been empty for a minute (zero tracking: >= 60 s, docs/domain.md), and only once
 * it has stayed empty for ten seconds more: the first moments of sitting down press less than counts as contact, and so do the
 * last traces of a push-up on the arms. A cell far from the zero that was set, without any noise, is stuck and not empty:
 * its zero stays the one that was set.
 */
import { z } from 'zod'

const emptyMs = 60_000
const stepMs = 10_000
const tauMs = 5000
/** As far as zero-tracking.ts follows a zero at most, as a share of the highest count that is still measured. */
const nearShare = 0.02

export const learntZeroSchema = z.object({
  /** How long the seat has been empty with nothing on it, ms; 0 when it is not. Mean counts of that time. */
  ms: z.number(),
  means: z.array(z.number()),
  /** Means that wait until the seat has stayed empty, and `ms` when they were taken. */
  waiting: z
    .object({ ms: z.number(), means: z.array(z.number()) })
    .nullable()
    .default(null),
  learned: z.array(z.number()).nullable(),
})
export type LearntZero = z.infer<typeof learntZeroSchema>

export const freshLearntZero = (cells: number): LearntZero => ({
  ms: 0,
  means: new Array<number>(cells).fill(0),
  waiting: null,
  learned: null,
})

/** Somebody or something came, or readings stopped. */
export function endEmptySeat(zero: LearntZero): void {
  zero.ms = 0
  zero.waiting = null
}

export interface EmptySeatSample {
  readonly dtMs: number
  readonly counts: readonly number[]
  /** The zero that was set by calibration or tare, counts. */
  readonly setZero: (index: number) => number
  /** Has the cell moved by more than a count within this time, ms? */
  readonly livedWithin: (index: number, ms: number) => boolean
  readonly saturationCount: number
}

/** One frame of an empty seat. */
export function learnEmptySeat(zero: LearntZero, sample: EmptySeatSample): void {
  const { counts, dtMs } = sample
  zero.ms += dtMs
  const weight = zero.ms > 0 ? Math.min(1, dtMs / Math.min(zero.ms, tauMs)) : 1
  for (let i = 0; i < counts.length; i++) {
    zero.means[i] = (zero.means[i] ?? 0) + ((counts[i] ?? 0) - (zero.means[i] ?? 0)) * weight
  }
  if (zero.ms < emptyMs || (zero.waiting !== null && zero.ms - zero.waiting.ms < stepMs)) return
  if (zero.waiting !== null) {
    const near = nearShare * sample.saturationCount
    zero.learned = zero.waiting.means.map((mean, i) => {
      const set = sample.setZero(i)
      return Math.abs(mean - set) <= near || sample.livedWithin(i, zero.ms) ? mean : set
    })
  }
  zero.waiting = { ms: zero.ms, means: [...zero.means] }
}
