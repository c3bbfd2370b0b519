/**
 * When did a gateway take in what the board sent? Judged only from outside: by the board, which hears the gateway ask
 * HELLO? and PING, and by the harness, which knows when it stopped, killed or unplugged something. The gateway is never asked.
 *
 * Everything sent from the first question heard on a cable until shortly before the end of that connection must be in the
 * store. `graceMs` is the time for which nothing is promised: a reading waits at most 1 s before it reaches the outbox.
 */
export const graceMs = { kill: 1000, terminate: 300, unplug: 300 } as const

interface Interval {
  readonly fromMs: number
  readonly toMs: number
}

/** A process that continues after a stop needs a moment to read what has piled up. */
const thawMs = 1500

export class Intake {
  readonly #intervals: Interval[] = []
  #openSinceMs: number | null = null
  #up = false
  #frozenAtMs: number | null = null
  #thawedAtMs = Number.NEGATIVE_INFINITY
  /** Start of the last freeze, kept until the backlog is surely read. */
  #frozeAtMs = Number.POSITIVE_INFINITY

  /** The gateway was heard on this connection: from now on its readings count. */
  get isOpen(): boolean {
    return this.#openSinceMs !== null
  }

  /** A gateway process runs, or has ended. */
  gatewayUp(is: boolean): void {
    this.#up = is
    if (is) this.#frozenAtMs = null
  }

  /** The board heard the gateway and has answered. */
  heard(nowMs: number): void {
    if (this.#up && this.#frozenAtMs === null) this.#openSinceMs ??= nowMs
  }

  frozen(nowMs: number): void {
    this.#frozenAtMs = nowMs
    if (nowMs - this.#thawedAtMs > thawMs) this.#frozeAtMs = nowMs
  }

  thawed(nowMs: number): void {
    this.#frozenAtMs = null
    this.#thawedAtMs = nowMs
  }

  /** The connection ends now: by the end of the gateway or of the cable. */
  ended(nowMs: number, how: keyof typeof graceMs): void {
    if (this.#openSinceMs === null) return
    const behind = this.#frozenAtMs !== null || nowMs - this.#thawedAtMs < thawMs
    const toMs = Math.min(nowMs, behind ? this.#frozeAtMs : nowMs) - graceMs[how]
    if (toMs > this.#openSinceMs) this.#intervals.push({ fromMs: this.#openSinceMs, toMs })
    this.#openSinceMs = null
  }

  /** Must a frame sent at this time be in the store? */
  covers(atMs: number): boolean {
    if (this.#openSinceMs !== null && atMs > this.#openSinceMs) return true
    return this.#intervals.some(({ fromMs, toMs }) => atMs > fromMs && atMs < toMs)
  }
}
