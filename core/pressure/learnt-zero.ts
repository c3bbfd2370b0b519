/**
 * What each cell reads with nothing on the seat: the zero used to judge cells, and to notice that something still rests on the
 * seat. It changes no reading; only a tare and zero-tracking.ts do.
 *
 * It is taken only from a seat that has been empty for a minute (zero tracking: >= 60 s, docs/domain.md) and stays empty for
 * ten more seconds: the first moments of sitting down, and the end of a push-up on the arms, press too lightly to count as
 * contact. A cell far from its set zero and without noise is stuck, so it keeps the set zero.
 */
import { z } from 'zod'

const emptyMs = 60_000
const stepMs = 10_000
const tauMs = 5000
/** The limit of zero-tracking.ts, as a share of the highest measurable count. */
const nearShare = 0.02

export const learntZeroSchema = z.object({
  /** How long the seat has been completely empty, ms, 0 when it is not; and the mean counts of that time. */
  ms: z.number(),
  means: z.array(z.number()),
  /** Means waiting for the seat to stay empty, and the `ms` at which they were taken. */
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

/** The seat is no longer empty, or readings stopped. */
export function endEmptySeat(zero: LearntZero): void {
  zero.ms = 0
  zero.waiting = null
}

export interface EmptySeatSample {
  readonly dtMs: number
  readonly counts: readonly number[]
  /** The zero set by calibration or tare, counts. */
  readonly setZero: (index: number) => number
  /** Has the cell moved by more than one count within this time, ms? */
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
