/** Decides when to ping and times the answers. One ping at a time; the first ones follow each other faster. */
import type { HostCommand } from '../../../firmware-protocol/index.ts'
import { readU32 } from '../../../firmware-protocol/number.ts'
import type { Timing } from '../timing.ts'

export interface PingAnswer {
  readonly boardMs: number
  readonly sentMs: number
  readonly receivedMs: number
}

/** The link's own pings have tokens that start with this, which distinguishes them from a person's. */
const prefix = 's'

export class Pinger {
  readonly #timing: Timing
  #sent = 0
  #nextMs = 0
  #flying: { token: string; sentMs: number } | null = null

  constructor(timing: Timing) {
    this.#timing = timing
  }

  /** The board restarted: start again with the fast first pings. */
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
    // Set before writing, because a board in this process answers within the call.
    this.#flying = { token, sentMs: nowMs }
    if (write({ type: 'ping', token })) this.#sent++
    else this.#flying = null
  }

  /** The times of an answer to the ping in flight; null for any other. */
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
