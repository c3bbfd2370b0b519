/**
 * The last ten minutes of one cushion, one point a second of cushion time (`atMs` of the readings, which runs faster
 * than the wall clock for a simulated cushion). Seconds without a reading have no point: a gap stays a gap.
 */

import type { StripPoint } from '../../../contract/sockets.ts'
import type { Live } from '../../../core/model/live.ts'

export const stripMs = 600_000
const second = 1000
/** Readings may come a little late; further back than this the cushion's clock has begun anew. */
const lateMs = 2000

const values = [
  'leftKpa',
  'rightKpa',
  'leftErrorKpa',
  'rightErrorKpa',
  'leftRelative',
  'rightRelative',
] as const
type Value = (typeof values)[number]
const ofLive = (live: Live): Record<Value, number | null> => ({
  leftKpa: live.leftPpiKpa,
  rightKpa: live.rightPpiKpa,
  leftErrorKpa: live.leftErrorKpa,
  rightErrorKpa: live.rightErrorKpa,
  leftRelative: live.leftRelative,
  rightRelative: live.rightRelative,
})

class Mean {
  private sum = 0
  private n = 0
  add(value: number | null): void {
    if (value === null) return
    this.sum += value
    this.n += 1
  }
  /** Rounded to 0.01, as the gateway rounds. */
  get(): number | null {
    return this.n === 0 ? null : Math.round((100 * this.sum) / this.n) / 100
  }
}

/** Mean of the readings of one second; null values are left out of the mean, and occupancy is that of the last. */
export class SecondMean {
  readonly atMs: number
  private readonly means: Record<Value, Mean> = {
    leftKpa: new Mean(),
    rightKpa: new Mean(),
    leftErrorKpa: new Mean(),
    rightErrorKpa: new Mean(),
    leftRelative: new Mean(),
    rightRelative: new Mean(),
  }
  private occupancy: StripPoint['occupancy'] = 'unknown'

  constructor(atMs: number) {
    this.atMs = Math.floor(atMs / second) * second
  }
  holds(atMs: number): boolean {
    return Math.floor(atMs / second) * second === this.atMs
  }
  add(reading: Partial<Record<Value, number | null>>, occupancy: StripPoint['occupancy']): void {
    for (const name of values) this.means[name].add(reading[name] ?? null)
    this.occupancy = occupancy
  }
  point(): StripPoint {
    const { leftKpa, rightKpa, leftErrorKpa, rightErrorKpa, leftRelative, rightRelative } = this.means
    return {
      atMs: this.atMs,
      leftKpa: leftKpa.get(),
      rightKpa: rightKpa.get(),
      leftErrorKpa: leftErrorKpa.get(),
      rightErrorKpa: rightErrorKpa.get(),
      leftRelative: leftRelative.get(),
      rightRelative: rightRelative.get(),
      occupancy: this.occupancy,
    }
  }
}

export class Strip {
  private past: StripPoint[] = []
  private current: SecondMean | null = null

  add(live: Live): void {
    const current = this.current
    if (current !== null && live.atMs < current.atMs) {
      if (live.atMs >= current.atMs - lateMs) return
      this.past = []
      this.current = null
    }
    if (this.current === null || !this.current.holds(live.atMs)) {
      if (this.current !== null) this.past.push(this.current.point())
      this.current = new SecondMean(live.atMs)
      this.forgetBefore(this.current.atMs - stripMs)
    }
    this.current.add(ofLive(live), live.occupancy)
  }

  /** Start of the oldest second held, null when empty. */
  get firstAtMs(): number | null {
    return this.past[0]?.atMs ?? this.current?.atMs ?? null
  }

  /** Points from before the server started; those that the strip already covers or that are too old are left out. */
  prepend(points: readonly StripPoint[]): void {
    const first = this.firstAtMs ?? Number.POSITIVE_INFINITY
    const latest = this.current?.atMs ?? points.at(-1)?.atMs ?? 0
    const older = points.filter(({ atMs }) => atMs < first && atMs > latest - stripMs)
    this.past = [...older, ...this.past]
  }

  points(): readonly StripPoint[] {
    return this.current === null ? [...this.past] : [...this.past, this.current.point()]
  }

  private forgetBefore(atMs: number): void {
    let old = 0
    while ((this.past[old]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs) old += 1
    if (old > 0) this.past.splice(0, old)
  }
}
