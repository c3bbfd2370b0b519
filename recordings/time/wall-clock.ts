/**
 * Converts wall times without an offset to instants of a zone, row by row. Where the clocks go back an hour repeats: the
 * readings of the second follow those of the first. Evidence that the logger's clock does not follow the zone is kept for
 * judging.
 */
import { dayMs } from '../../core/time/calendar.ts'
import { Zone } from '../../core/time/zone.ts'

const quarterMs = 900_000
/** A smaller step back is rows out of order, not a repeated hour. */
const leastTurnMs = 60_000
/** Largest step that continues a pace across the zone's leap. */
const ordinaryStepMs = 60_000
const leapMs = 20 * 60_000

export class WallClock {
  /** First lines where the hour repeats, where the file starts within such an hour, and with a time that the zone skips. */
  readonly seen: {
    repeated: number | null
    beganWithin: number | null
    impossible: { line: number; wallMs: number; offset: string } | null
  } = {
    repeated: null,
    beganWithin: null,
    impossible: null,
  }
  readonly #zone: Zone
  #quarter = Number.NaN
  /** Offsets valid for this quarter of an hour: one, two if it repeats, none if it is skipped. */
  #offsets: readonly number[] = []
  #lastMs: number | null = null
  #lastWallMs = 0

  readonly #secondTurn: boolean

  /** `secondTurn`: the first reading belongs to the second of a repeated hour. */
  constructor(zone: string, { secondTurn }: { secondTurn: boolean }) {
    this.#zone = new Zone(zone)
    this.#secondTurn = secondTurn
  }

  instant(wallMs: number, line: number): number {
    const quarter = Math.floor(wallMs / quarterMs)
    if (quarter !== this.#quarter) {
      this.#quarter = quarter
      this.#offsets = this.#offsetsAt(quarter * quarterMs)
    }
    const atMs = this.#choose(wallMs, line)
    const lastMs = this.#lastMs
    const stepMs = wallMs - this.#lastWallMs
    if (
      lastMs !== null &&
      stepMs >= 0 &&
      stepMs < ordinaryStepMs &&
      Math.abs(atMs - lastMs - stepMs) > leapMs &&
      this.#offsets.length < 2 &&
      atMs > lastMs
    )
      this.seen.impossible ??= { line, wallMs, offset: this.#loggerOffset(wallMs) }
    this.#lastMs = atMs
    this.#lastWallMs = wallMs
    return atMs
  }

  #choose(wallMs: number, line: number): number {
    const [first, second] = this.#offsets
    if (first === undefined) {
      this.seen.impossible ??= { line, wallMs, offset: this.#loggerOffset(wallMs) }
      return this.#zone.instantOf(wallMs)
    }
    if (second === undefined) return wallMs - first
    if (this.#lastMs === null) {
      this.seen.beganWithin ??= line
      return wallMs - (this.#secondTurn ? second : first)
    }
    if (wallMs - first > this.#lastMs - leastTurnMs) return wallMs - first
    this.seen.repeated ??= line
    return wallMs - second
  }

  /** The offset of the logger's clock so far: `+02:00`. */
  #loggerOffset(wallMs: number): string {
    const offsetMs = this.#lastMs === null ? this.#zone.offsetMs(wallMs) : this.#lastWallMs - this.#lastMs
    const minutes = Math.round(Math.abs(offsetMs) / 60_000)
    const two = (value: number) => String(value).padStart(2, '0')
    return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
  }

  #offsetsAt(wallMs: number): number[] {
    const around = new Set([this.#zone.offsetMs(wallMs - dayMs), this.#zone.offsetMs(wallMs + dayMs)])
    return [...around]
      .toSorted((a, b) => b - a)
      .filter((offset) => this.#zone.offsetMs(wallMs - offset) === offset)
  }
}
