/** Frames reduced to one mean per step of time, for whoever shows them faster than they came. */
import type { FrameStep, StepRange, Store, StoredFrame } from './store.ts'

/** In order of time; steps without frames are missing. */
export async function readSteps(
  store: Pick<Store, 'frames' | 'steps'>,
  range: StepRange,
): Promise<readonly FrameStep[]> {
  return (await store.steps?.(range)) ?? (await reduceFrames(store.frames(range), range.stepMs))
}

async function reduceFrames(
  chunks: AsyncIterable<readonly StoredFrame[]>,
  stepMs: number,
): Promise<FrameStep[]> {
  const steps: FrameStep[] = []
  let sums = new StepSums(Number.NaN)
  const close = () => {
    if (sums.frames > 0) steps.push(sums.step())
  }
  for await (const frames of chunks)
    for (const frame of frames) {
      const atMs = Math.floor(frame.atMs / stepMs) * stepMs
      if (atMs !== sums.atMs) {
        close()
        sums = new StepSums(atMs)
      }
      sums.add(frame)
    }
  close()
  return steps
}

/** Means as they are shown: 0.01 kPa, a tenth of a count. */
export const meanKpa = (value: number): number => Math.round(value * 100) / 100
export const meanCount = (value: number): number => Math.round(value * 10) / 10

class StepSums {
  readonly atMs: number
  frames = 0
  #calibrated = false
  readonly #counts: Sum[] = []
  readonly #kpa: Sum[] = []

  constructor(atMs: number) {
    this.atMs = atMs
  }

  add({ counts, kpa }: StoredFrame): void {
    this.frames++
    if (kpa !== null) this.#calibrated = true
    for (let cell = 0; cell < counts.length; cell++) {
      add(this.#counts, cell, counts[cell] ?? null)
      add(this.#kpa, cell, kpa?.[cell] ?? null)
    }
  }

  step(): FrameStep {
    const { atMs, frames } = this
    return this.#calibrated
      ? {
          atMs,
          frames,
          kpa: this.#kpa.map(({ sum, n }) => (n === 0 ? null : meanKpa(sum / n))),
          counts: null,
        }
      : { atMs, frames, kpa: null, counts: this.#counts.map(({ sum, n }) => meanCount(sum / n)) }
  }
}

interface Sum {
  sum: number
  n: number
}

function add(sums: Sum[], cell: number, value: number | null): void {
  const sum = sums[cell] ?? { sum: 0, n: 0 }
  sums[cell] = sum
  if (value === null) return
  sum.sum += value
  sum.n++
}
