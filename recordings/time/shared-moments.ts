/**
 * Readings that share a stamp because the logger writes whole seconds: their order is known, so they are spread evenly over the
 * time to the next stamp. A run starts somewhere within its first second, so its first readings go to the end of it.
 */
import type { RecordedFrame } from '../entry.ts'

/** The pace of a file's stamps, measured over all of it. */
export interface SharedPace {
  /** From one stamp to the next, ms. */
  readonly stepMs: number
  /** Usual number of readings per stamp. */
  readonly readings: number
}

/** More readings than this under one stamp mean a stopped clock. */
const mostTogether = 10_000

export class SharedMoments {
  readonly #pace: SharedPace
  readonly #take: (frame: RecordedFrame) => void
  #group: RecordedFrame[] = []
  #lastMs: number | null = null

  constructor(pace: SharedPace, take: (frame: RecordedFrame) => void) {
    this.#pace = pace
    this.#take = take
  }

  next(frame: RecordedFrame): void {
    const first = this.#group[0]
    if (first !== undefined && (frame.atMs !== first.atMs || this.#group.length >= mostTogether))
      this.#spread(frame.atMs)
    this.#group.push(frame)
  }

  /** The current stamp is complete. */
  end(): void {
    this.#spread(null)
  }

  #spread(nextMs: number | null): void {
    const group = this.#group
    const fromMs = group[0]?.atMs
    if (fromMs === undefined) return
    this.#group = []
    const { stepMs, readings } = this.#pace
    // Far more than usual under one stamp: the clock stopped and the readings continued at their pace.
    const usualMs = stepMs * Math.max(1, group.length > 1.5 * readings ? group.length / readings : 1)
    const goesOn = nextMs !== null && nextMs > fromMs && nextMs - fromMs < 1.5 * usualMs
    const widthMs = goesOn ? nextMs - fromMs : usualMs
    const begins = this.#lastMs === null || fromMs - this.#lastMs >= 1.5 * stepMs
    const everyMs = widthMs / (begins || !goesOn ? Math.max(group.length, readings) : group.length)
    const skipMs = begins && goesOn ? widthMs - everyMs * group.length : 0
    for (const [index, frame] of group.entries())
      this.#take({ ...frame, atMs: Math.floor(fromMs + skipMs + index * everyMs + 1e-6) })
    this.#lastMs = fromMs
  }
}
