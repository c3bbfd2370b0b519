/** Decides when to ping and takes the time of the answers. One ping at a time; the first ones come faster. */
import type { HostCommand } from '../../../firmware-protocol/index.ts'
import { readU32 } from '../../../firmware-protocol/number.ts'
import type { Timing } from '../timing.ts'

export interface PingAnswer {
  readonly boardMs: number
  readonly sentMs: number
  readonly receivedMs: number
}

/** Tokens of the link's own pings begin with this, to tell them from a person's. */
const prefix = 's'

export class Pinger {
  readonly #timing: Timing
  #sent = 0
  #nextMs = 0
  #flying: { token: string; sentMs: number } | null = null

  constructor(timing: Timing) {
    this.#timing = timing
  }

  /** A board began anew: the first pings again, fast. */
  restart(nowMs: number): void {
    this.#sent = 0
    this.#flying = null
    this.#nextMs = nowMs + this.#timing.firstPingEveryMs
  }

  tick(nowMs: number, write: (command: HostCommand) => boolean): void {
    if (nowMs < this.#nextMs) return
    const { firstPings, firstPingEveryMs, pingEveryMs } = this.#timing
    const token = `${prefix}${this.#sent % 1000}`
    this.#nextMs = nowMs + (this.#sent < firstPings ? firstPingEveryMs : pingEveryMs)
    // Before it is written: a board in this process answers within the call.
    this.#flying = { token, sentMs: nowMs }
    if (write({ type: 'ping', token })) this.#sent++
    else this.#flying = null
  }

  /** The times of the answer when it is one to the ping under way. */
  answered(args: readonly string[], nowMs: number): PingAnswer | null {
    const [token, ms] = args
    const flying = this.#flying
    if (flying === null || token !== flying.token || ms === undefined) return null
    this.#flying = null
    const boardMs = readU32(ms)
    return typeof boardMs === 'number' ? { boardMs, sentMs: flying.sentMs, receivedMs: nowMs } : null
  }

  isOwn(args: readonly string[]): boolean {
    return args[0] !== undefined && /^s\d{1,3}$/.test(args[0])
  }
}
