/**
 * The last ten minutes of one cushion, one point a second of cushion time (`atMs` of the readings, which runs faster
 * than the wall clock for a simulated cushion): the mean of the readings of that second. Seconds without a reading have no
 * point: a gap stays a gap. Server and pages both use this strip, so a reload draws the same line.
 */

import type { Live } from '../model/schemas/live.ts'
import type { StripPoint } from '../model/strip-point.ts'

export const stripMs = 600_000
const secondMs = 1000
/** Readings may be a little late; further back than this the cushion's clock has restarted. */
const lateMs = 2000

/** Input of the strip. */
export const stripReading = (live: Live): StripPoint => ({
  atMs: live.atMs,
  leftKpa: live.leftPpiKpa,
  rightKpa: live.rightPpiKpa,
  leftErrorKpa: live.leftErrorKpa,
  rightErrorKpa: live.rightErrorKpa,
  leftRelative: live.leftRelative,
  rightRelative: live.rightRelative,
  occupancy: live.occupancy,
})

class Mean {
  #sum = 0
  #n = 0
  add(value: number | null): void {
    if (value === null) return
    this.#sum += value
    this.#n += 1
  }
  /** Rounded to 0.01, as the gateway rounds. */
  get(): number | null {
    return this.#n === 0 ? null : Math.round((100 * this.#sum) / this.#n) / 100
  }
}

const startOfSecond = (atMs: number): number => Math.floor(atMs / secondMs) * secondMs

/** Mean of the readings of one second; null values are left out of the mean, and occupancy is that of the last. */
class Second {
  readonly atMs: number
  readonly #leftKpa = new Mean()
  readonly #rightKpa = new Mean()
  readonly #leftErrorKpa = new Mean()
  readonly #rightErrorKpa = new Mean()
  readonly #leftRelative = new Mean()
  readonly #rightRelative = new Mean()
  #occupancy: StripPoint['occupancy'] = 'unknown'

  constructor(first: StripPoint) {
    this.atMs = startOfSecond(first.atMs)
    this.add(first)
  }
  add(reading: StripPoint): void {
    this.#leftKpa.add(reading.leftKpa)
    this.#rightKpa.add(reading.rightKpa)
    this.#leftErrorKpa.add(reading.leftErrorKpa)
    this.#rightErrorKpa.add(reading.rightErrorKpa)
    this.#leftRelative.add(reading.leftRelative)
    this.#rightRelative.add(reading.rightRelative)
    this.#occupancy = reading.occupancy
  }
  point(): StripPoint {
    return {
      atMs: this.atMs,
      leftKpa: this.#leftKpa.get(),
      rightKpa: this.#rightKpa.get(),
      leftErrorKpa: this.#leftErrorKpa.get(),
      rightErrorKpa: this.#rightErrorKpa.get(),
      leftRelative: this.#leftRelative.get(),
      rightRelative: this.#rightRelative.get(),
      occupancy: this.#occupancy,
    }
  }
}

export class Strip {
  #past: StripPoint[] = []
  #current: Second | null = null

  /** True when a new second began. */
  add(reading: StripPoint): boolean {
    const behindMs = (this.#current?.atMs ?? reading.atMs) - reading.atMs
    if (behindMs > lateMs) this.reset([])
    else if (behindMs > 0) return false
    if (this.#current?.atMs === startOfSecond(reading.atMs)) {
      this.#current.add(reading)
      return false
    }
    if (this.#current !== null) this.#past.push(this.#current.point())
    this.#current = new Second(reading)
    this.#forgetBefore(this.#current.atMs - stripMs)
    return true
  }

  /** Restarts with the ordered points of another strip; its last second continues. */
  reset(points: readonly StripPoint[]): void {
    const last = points.at(-1)
    this.#past = points.slice(0, -1)
    this.#current = last === undefined ? null : new Second(last)
  }

  /** Start of the oldest second, null when empty. */
  get firstAtMs(): number | null {
    return this.#past[0]?.atMs ?? this.#current?.atMs ?? null
  }

  /** Adds points from before the first reading, except ones already covered or too old. */
  prepend(points: readonly StripPoint[]): void {
    const first = this.firstAtMs ?? Number.POSITIVE_INFINITY
    const latest = this.#current?.atMs ?? points.at(-1)?.atMs ?? 0
    const older = points.filter(({ atMs }) => atMs < first && atMs > latest - stripMs)
    this.#past = [...older, ...this.#past]
  }

  points(): readonly StripPoint[] {
    return this.#current === null ? [...this.#past] : [...this.#past, this.#current.point()]
  }

  #forgetBefore(atMs: number): void {
    let old = 0
    while ((this.#past[old]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs) old += 1
    if (old > 0) this.#past.splice(0, old)
  }
}
