/**
 * The cushion's time: wall time for a real board, the simulator's own for a simulated one. Puts frames on it, and says
 * what time it is between frames. Both never go back.
 */
import type { SimulatedClock } from '../board.ts'
import { ClockMap, type PingSample } from './clock-map.ts'
import { HostClock, type HostTime } from './host-clock.ts'
import { Timeline } from './timeline.ts'
import { Unwrap } from './unwrap.ts'

/** After the wall clock was set back, stamps gain on it by 5 % of the time: a minute is made good in 20 minutes. */
const wallPaybackPart = 0.05
/** A simulated board that comes so much behind its own time (real ms) had stopped: its time goes on from now. */
const simulatedStallMs = 2000

export class LinkClock {
  readonly #host: HostClock
  readonly #onJump: (jumpMs: number) => void
  #timeline: Timeline
  #unwrap = new Unwrap()
  #map = new ClockMap()
  #simulated: SimulatedClock | null = null
  #lastBoardMs: number | null = null
  #lastFrameMonoMs: number | null = null
  /** Simulated time between frames: runs on from `atMs`, at most `forMs` of real time. */
  #run = { monoMs: 0, atMs: 0, forMs: Number.POSITIVE_INFINITY }
  /** Real ms between frames. */
  #periodMs = 0
  #shownMs = Number.NEGATIVE_INFINITY

  /** `onJump`: the wall clock under a real board's stamps jumped by so many ms. */
  constructor(options: { time: HostTime; lastAtMs: number | null; onJump: (jumpMs: number) => void }) {
    this.#host = new HostClock(options.time)
    this.#onJump = options.onJump
    this.#timeline = new Timeline({ lastAtMs: options.lastAtMs, paybackPart: wallPaybackPart })
    const aheadMs = (options.lastAtMs ?? 0) - options.time.wallMs()
    if (aheadMs > 0) this.#timeline.shift(-aheadMs)
  }

  monoMs(): number {
    return this.#host.monoMs()
  }

  kind(): { kind: 'wall' | 'simulated'; speed: number } {
    return this.#simulated === null
      ? { kind: 'wall', speed: 1 }
      : { kind: 'simulated', speed: this.#simulated.speed }
  }

  /** Real ms between frames, from the hello or an accepted RATE. */
  setPeriod(periodMs: number): void {
    this.#periodMs = periodMs
  }

  /**
   * No frames come any more: simulated time runs on without them. Until then it waits a frame period after the last
   * one, because at 3600 times real time a hiccup of 10 ms would look like half a minute of silence.
   */
  runOn(): void {
    this.#run.forMs = Number.POSITIVE_INFINITY
  }

  /** A board begins to count its time anew: reset, or a new connection. */
  beginEpoch(simulated: SimulatedClock | null, helloMs: number): void {
    if ((simulated === null) !== (this.#simulated === null)) {
      const paybackPart = simulated === null ? wallPaybackPart : 0
      const lastAtMs = Number.isFinite(this.#timeline.lastMs) ? this.#timeline.lastMs : null
      this.#timeline = new Timeline({ lastAtMs, paybackPart })
      this.#shownMs = Number.NEGATIVE_INFINITY
    }
    this.#simulated = simulated
    this.#unwrap = new Unwrap()
    this.#map = new ClockMap(this.#map.slope)
    this.#lastBoardMs = null
    if (simulated !== null) {
      this.#timeline.notBefore(this.#shownMs)
      const atMs = Math.max(simulated.epochMs + helloMs + this.#timeline.leadMs, this.#timeline.lastMs)
      this.#run = { monoMs: this.#host.monoMs(), atMs, forMs: this.#periodMs }
    }
  }

  /** The stamp of a frame that just arrived; null when the board's clock went back without a hello. */
  frame(ms: number): number | null {
    this.check()
    const monoMs = this.#host.monoMs()
    const boardMs = this.#unwrap.next(ms)
    if (boardMs === null) return null
    this.#lastBoardMs = boardMs
    this.#lastFrameMonoMs = monoMs
    if (this.#simulated === null) {
      this.#map.arrival(boardMs, monoMs)
      return this.#timeline.stamp(this.#host.toWall(this.#map.hostMs(boardMs) ?? monoMs))
    }
    const ownMs = this.#simulated.epochMs + boardMs
    const behindMs = this.#shownMs - (ownMs + this.#timeline.leadMs)
    if (behindMs > simulatedStallMs * this.#simulated.speed) this.#timeline.notBefore(this.#shownMs)
    const atMs = this.#timeline.stamp(ownMs)
    this.#run = { monoMs, atMs, forMs: this.#periodMs }
    return atMs
  }

  /** A PING was answered with board time `ms`; host times from `monoMs()`. */
  ping(ms: number, times: Omit<PingSample, 'boardMs'>): void {
    if (this.#simulated === null && this.#lastBoardMs !== null) {
      this.#map.ping({ boardMs: this.#unwrap.near(ms), ...times })
    }
  }

  /** The cushion's time now, whole epoch ms, never falling. */
  nowMs(): number {
    const monoMs = this.#host.monoMs()
    const now =
      this.#simulated === null
        ? Math.max(this.#host.toWall(monoMs) + this.#timeline.leadMs, this.#timeline.lastMs)
        : this.#run.atMs + Math.min(monoMs - this.#run.monoMs, this.#run.forMs) * this.#simulated.speed
    this.#shownMs = Math.max(this.#shownMs, Math.floor(now))
    return this.#shownMs
  }

  /** Looks for a jump of the wall clock; also called between frames. The map begins anew after one. */
  check(): void {
    const jumpMs = this.#host.check()
    if (jumpMs === null || this.#simulated !== null) return
    // A laptop that slept stopped the monotonic clock, but not the board's: what was known of both is void.
    this.#map = new ClockMap(this.#map.slope)
    this.#timeline.shift(jumpMs)
    this.#onJump(jumpMs)
  }

  /** Real ms since the last frame of any connection. */
  lastFrameAgeMs(): number | null {
    return this.#lastFrameMonoMs === null ? null : this.#host.monoMs() - this.#lastFrameMonoMs
  }

  /** Epoch ms at board ms = 0 by the present map; null for simulated boards and before the first frame. */
  offsetMs(): number | null {
    if (this.#simulated !== null || this.#lastBoardMs === null) return null
    const monoMs = this.#map.hostMs(this.#lastBoardMs)
    return monoMs === null ? null : Math.round(this.#host.toWall(monoMs) - this.#lastBoardMs)
  }

  driftPpm(): number | null {
    return this.#simulated === null ? this.#map.driftPpm : null
  }
}
