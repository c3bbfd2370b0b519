/**
 * How long to wait before the broker is tried again: 250 ms at first, twice as long each time, 10 s at most. Only a connection that lasted
 * for a while resets the wait; after one that is dropped at once the wait keeps growing, up to a minute. A client that was replaced by
 * another program with the same client id waits much longer, so that the two do not keep replacing each other.
 */

export interface Ended {
  /** How long the connection lasted; null when there was none. */
  readonly stoodMs: number | null
  /** The broker said that another client has replaced this one. */
  readonly takenOver: boolean
}

const firstMs = 250
const lastMs = 10_000
const lastDroppedMs = 60_000
const takenOverFirstMs = 30_000
const takenOverLastMs = 600_000
const steadyMs = 30_000
/** So many in a row are no accident. */
const mostDropped = 5

export class RetryPace {
  #lastMs = 0
  #dropped = 0

  /** Connections in a row that were made and soon ended. */
  get dropped(): number {
    return this.#dropped
  }

  next({ stoodMs, takenOver }: Ended): number {
    // Two clients that replace each other stay connected for as long as the other waits: that is not steady.
    if (stoodMs !== null && stoodMs >= Math.max(steadyMs, 3 * this.#lastMs)) {
      this.#lastMs = 0
      this.#dropped = 0
    }
    this.#dropped = stoodMs === null ? 0 : this.#dropped + 1
    const least = takenOver ? takenOverFirstMs : firstMs
    const most = takenOver
      ? takenOverLastMs
      : Math.max(this.#dropped < mostDropped ? lastMs : lastDroppedMs, least)
    this.#lastMs = Math.min(Math.max(2 * this.#lastMs, least), most)
    return this.#lastMs
  }
}
