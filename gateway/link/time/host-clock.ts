/**
 * Wall time that does not jump under a running measurement: the monotonic clock plus an offset. Small corrections of the
 * wall clock (NTP) are followed slowly; a step, or the sleep of a laptop, is followed at once and reported.
 */
export interface HostTime {
  /** Wall clock, epoch ms. */
  wallMs(): number
  /** A clock that never steps, any origin. */
  monoMs(): number
}

export const hostTime: HostTime = { wallMs: () => Date.now(), monoMs: () => performance.now() }

const jumpMs = 2000
/** Follow small differences by at most this part of the time that passed. */
const slew = 0.01

export class HostClock {
  readonly #time: HostTime
  #offset: number
  #checkedMono: number

  constructor(time: HostTime) {
    this.#time = time
    this.#checkedMono = time.monoMs()
    this.#offset = time.wallMs() - this.#checkedMono
  }

  monoMs(): number {
    return this.#time.monoMs()
  }

  toWall(monoMs: number): number {
    return monoMs + this.#offset
  }

  /** Compares the clocks; how far the wall clock jumped (ms, forward positive), or null. Call it often. */
  check(): number | null {
    const mono = this.#time.monoMs()
    const difference = this.#time.wallMs() - mono - this.#offset
    const most = slew * Math.max(0, mono - this.#checkedMono)
    this.#checkedMono = mono
    if (Math.abs(difference) > jumpMs) {
      this.#offset += difference
      return difference
    }
    this.#offset += Math.max(-most, Math.min(most, difference))
    return null
  }
}
