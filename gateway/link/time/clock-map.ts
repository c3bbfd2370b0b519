/**
 * Maps one board's milliseconds to host milliseconds. Pure: all times are arguments.
 *
 * There are two kinds of evidence. A line cannot arrive before it was sent, so each arrival bounds the map from above, at
 * once and without any command. A PING gives a board time between two host times; those with the shortest round trip are
 * the most exact (as in NTP), and a line fitted through them gives the drift. Ceramic resonators are off by up to 0.5 %, so
 * the slope is fitted within bounds.
 */
export interface PingSample {
  readonly boardMs: number
  readonly sentMs: number
  readonly receivedMs: number
}

const maxSlope = 0.01
const keptPings = 64
/** Over a shorter span, the slope would mostly show the host's jitter. */
const slopeSpanMs = 30_000
/** If every line comes this late for this long, the board's clock stopped for a while (interrupts off). */
const lateWindowMs = 2000
const lateMs = 250
/** Lines that come less and less late were held back on their way, for instance by Wi-Fi: the board's clock ran on. */
const catchUpMs = 60
const earlyToleranceMs = 5

export class ClockMap {
  #boardRef: number | null = null
  #hostRef = 0
  /** Host ms per board ms, minus 1. */
  #slope: number
  #pings: PingSample[] = []
  /** Of the pings in use. No line can arrive faster than part of this. */
  #roundTripMs = 0
  #late = noneLate()

  /** The `slope` from before the board's reset is a good first guess. */
  constructor(slope = 0) {
    this.#slope = slope
  }

  get slope(): number {
    return this.#slope
  }

  /** How much faster the board's clock runs than the host's, in parts per million; null until fitted. */
  get driftPpm(): number | null {
    return this.#slope === 0 ? null : (1 / (1 + this.#slope) - 1) * 1e6
  }

  /** Host ms of a board time; null before the first evidence. */
  hostMs(boardMs: number): number | null {
    if (this.#boardRef === null) return null
    return this.#hostRef + (boardMs - this.#boardRef) * (1 + this.#slope)
  }

  /** A line stamped `boardMs` arrived. */
  arrival(boardMs: number, arrivedMs: number): void {
    const mapped = this.hostMs(boardMs)
    if (mapped === null) {
      this.#anchor(boardMs, arrivedMs)
      return
    }
    const lateBy = arrivedMs - mapped
    const tolerance = this.#pings.length > 0 ? earlyToleranceMs : 0
    if (lateBy < -tolerance) this.#hostRef += lateBy + tolerance
    else this.#watchLateness(lateBy, arrivedMs)
  }

  ping(sample: PingSample): void {
    if (sample.receivedMs < sample.sentMs) return
    this.#pings.push(sample)
    if (this.#pings.length > keptPings) this.#pings.shift()
    const best = this.#bestPings()
    this.#roundTripMs = Math.max(...best.map(roundTrip))
    const board = mean(best.map((one) => one.boardMs))
    const host = mean(best.map(middle))
    if (spanMs(best) >= slopeSpanMs) {
      const above = best.reduce((sum, one) => sum + (one.boardMs - board) * (middle(one) - host), 0)
      const below = best.reduce((sum, one) => sum + (one.boardMs - board) ** 2, 0)
      this.#slope = Math.max(-maxSlope, Math.min(maxSlope, above / below - 1))
    }
    this.#anchor(board, host)
  }

  /**
   * Those with the shortest round trip: a quarter, all that are as short as these, and as many more as it takes to show the slope.
   * Without them a slow clock would drift away until the next ones.
   */
  #bestPings(): readonly PingSample[] {
    const trips = this.#pings.map(roundTrip).sort((a, b) => a - b)
    const within = (count: number) =>
      this.#pings.filter((one) => roundTrip(one) <= (trips[count - 1] ?? Number.POSITIVE_INFINITY))
    let count = Math.max(Math.min(3, trips.length), Math.ceil(trips.length / 4))
    let best = within(count)
    if (spanMs(this.#pings) < slopeSpanMs) return best
    while (spanMs(best) < slopeSpanMs) best = within(++count)
    return best
  }

  /** Shifts the map when all lines of the last seconds came late. */
  #watchLateness(lateBy: number, arrivedMs: number): void {
    const late = this.#late
    if (late.frames === 0) {
      late.sinceMs = arrivedMs
      late.firstMs = lateBy
    }
    late.frames++
    late.leastMs = Math.min(late.leastMs, lateBy)
    if (arrivedMs - late.sinceMs < lateWindowMs || late.frames < 3) return
    const catchesUp = late.firstMs - lateBy > catchUpMs
    if (!catchesUp && late.leastMs > lateMs + this.#roundTripMs) {
      this.#hostRef += late.leastMs
      this.#pings = []
    }
    this.#late = noneLate()
  }

  #anchor(boardMs: number, hostMs: number): void {
    this.#boardRef = boardMs
    this.#hostRef = hostMs
  }
}

const noneLate = () => ({ sinceMs: 0, firstMs: 0, leastMs: Number.POSITIVE_INFINITY, frames: 0 })
const spanMs = (pings: readonly PingSample[]): number => {
  const boardMs = pings.map((one) => one.boardMs)
  return Math.max(...boardMs) - Math.min(...boardMs)
}
const roundTrip = (sample: PingSample): number => sample.receivedMs - sample.sentMs
const middle = (sample: PingSample): number => (sample.sentMs + sample.receivedMs) / 2
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
