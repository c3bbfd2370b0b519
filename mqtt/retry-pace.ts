/**
 * How long to wait before the broker is tried again: 250 ms at first, twice as long each time, 10 s at most. Only a connection that has stood
 * for a while begins anew; one that is made and dropped at once goes on waiting longer, up to a minute. Whose place was taken by
 * another program with the same client id stays away for long, so that the two do not keep throwing each other out.
 */

export interface Ended {
  /** How long the connection stood; null when there was none. */
  readonly stoodMs: number | null
  /** The broker said that another has taken this client's place. */
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
    // Two that throw each other out stand for as long as the other waits: that is not steady.
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
