/**
 * The comfortable-sit baseline of relative mode: the median of 5 minutes of sitting, taken second by second, for each
 * cell and for each side. Absences and unknown time only pause it. Relative figures are multiples of this baseline.
 */
import { z } from 'zod'
import type { Geometry } from './geometry.ts'
import { seatLevel, zoneMeanKpa } from './metrics.ts'

const baselineSeconds = 300
/** A cell that carried almost nothing in the baseline is compared with this share of its side instead of with zero. */
const leastShare = 0.2

const takenSchema = z.object({
  cells: z.array(z.number()),
  left: z.number(),
  right: z.number(),
  mean: z.number(),
})
export type Baseline = z.infer<typeof takenSchema>
export const baselineSchema = z.object({
  taken: takenSchema.nullable(),
  running: z
    .object({
      samples: z.array(z.array(z.number())),
      sums: z.array(z.number()),
      frames: z.number(),
      secondMs: z.number(),
    })
    .nullable(),
})
export type BaselineState = z.infer<typeof baselineSchema>
export const freshBaseline = (): BaselineState => ({ taken: null, running: null })

export function startBaseline(state: BaselineState, cells: number): void {
  state.running = { samples: [], sums: new Array<number>(cells).fill(0), frames: 0, secondMs: 0 }
}

/** One frame of a seated person: conductance of each cell (NaN left out). True when this completes the baseline. */
export function stepBaseline(
  state: BaselineState,
  { dtMs, level }: { dtMs: number; level: ArrayLike<number> },
  geometry: Geometry,
): boolean {
  const { running } = state
  if (running === null) return false
  for (let i = 0; i < running.sums.length; i++) {
    const value = level[i] ?? NaN
    running.sums[i] = (running.sums[i] ?? 0) + (!Number.isNaN(value) ? value : 0)
  }
  running.frames++
  running.secondMs += dtMs
  if (running.secondMs < 1000) return false
  const { frames } = running
  running.samples.push(running.sums.map((sum) => sum / frames))
  running.sums.fill(0)
  running.frames = 0
  running.secondMs -= 1000
  if (running.samples.length < baselineSeconds) return false
  state.taken = baselineOf(running.samples, geometry)
  state.running = null
  return true
}

/** Medians of the samples (one array of conductances a second). */
export function baselineOf(samples: readonly (readonly number[])[], geometry: Geometry): Baseline {
  const side = (name: 'left' | 'right') => {
    const value = median(samples.map((sample) => zoneMeanKpa(sample, geometry.ischial[name], geometry)))
    return !Number.isNaN(value) ? value : 0
  }
  const left = side('left')
  const right = side('right')
  const cells = Array.from({ length: geometry.cells }, (_, index) => {
    const own = median(samples.map((sample) => sample[index] ?? 0))
    return Math.max(own, leastShare * (geometry.half.left.includes(index) ? left : right))
  })
  return { cells, left, right, mean: seatLevel(cells, geometry) }
}

export function median(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)
  const middle = sorted.length / 2
  const low = sorted[Math.ceil(middle) - 1]
  const high = sorted[Math.floor(middle)]
  return low === undefined || high === undefined ? NaN : (low + high) / 2
}
