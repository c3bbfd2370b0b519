/**
 * The cushion's time: wall time for a real board, the simulator's own for a simulated one. Stamps frames with it and gives the
 * time between frames. Neither goes back unless the clock was set (epochs.ts).
 */
import type { SimulatedClock } from '../board.ts'
import { ClockMap, type PingSample } from './clock-map.ts'
import { Epochs, type EpochsState } from './epochs.ts'
import { type ClockJump, HostClock, type HostTime } from './host-clock.ts'
import { Timeline } from './timeline.ts'
import { Unwrap } from './unwrap.ts'

/** After the wall clock was set back a little, stamps approach it by 5 % of the passing time: one second takes 20 seconds. */
const wallPaybackPart = 0.05
/** A clock that was set by more than this begins an epoch; so does one that is this far behind the last stamp at a start. */
const epochMs = 5000
/** A start later than this after the last stamp begins an epoch, because the clock may have been set meanwhile. */
const sameEpochMs = 24 * 3_600_000

/** The clock under a real board's stamps jumped, or the computer slept. */
export interface LinkJump {
  /** Forward is positive. */
  readonly byMs: number
  /** Null when the stamps continue as before: the computer slept, or the jump was small. */
  readonly epoch: {
    /** The epoch that ended: its number, first and last time, and what that last time is now. */
    readonly number: number
    readonly sinceMs: number
    readonly fromMs: number
    readonly toMs: number
    /** False when the gateway was down meanwhile, so that the step is only known to within that time. */
    readonly exact: boolean
  } | null
}
/** A simulated board this far behind its own time (real ms) had stopped: its time continues from now. */
const simulatedStallMs = 2000

export class LinkClock {
  readonly #host: HostClock
  readonly #onJump: (jump: LinkJump) => void
  readonly #epochs: Epochs
  #foundAtStart: LinkJump | null = null
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
  /** Since when a simulated board has been behind what was shown, on the monotonic clock. */
  #behindSinceMs: number | null = null

  constructor(options: {
    time: HostTime
    lastAtMs: number | null
    epochs: EpochsState | null
    /** The last stamp comes from a simulated board, which has its own clock. */
    simulated: boolean
    onJump: (jump: LinkJump) => void
  }) {
    const { time, lastAtMs } = options
    this.#host = new HostClock(time, lastAtMs)
    this.#onJump = options.onJump
    this.#epochs = new Epochs(options.epochs)
    this.#timeline = new Timeline({ lastAtMs, paybackPart: wallPaybackPart })
    if (options.simulated) return
    const nowMs = this.#host.toWall(time.monoMs())
    const aheadMs = (lastAtMs ?? nowMs) - nowMs
    if (aheadMs > epochMs) this.#foundAtStart = this.#newEpoch(-aheadMs, 'at a start')
    else if (aheadMs > 0) this.#timeline.shift(-aheadMs)
    else if (-aheadMs > sameEpochMs || !this.#host.isSet)
      this.#epochs.begin(lastAtMs ?? nowMs, lastAtMs ?? nowMs)
  }

  /** From now on, a jump that was found at the start can be reported. */
  start(): void {
    const found = this.#foundAtStart
    this.#foundAtStart = null
    if (found !== null) this.#onJump(found)
  }

  get epochs(): Pick<Epochs, 'state' | 'isShared'> {
    return this.#epochs
  }

  monoMs(): number {
    return this.#host.monoMs()
  }

  /** A simulated board brings its own time. */
  get isSet(): boolean {
    return this.#simulated !== null || this.#host.isSet
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
   * Frames have stopped: simulated time continues without them. Until then it stops one frame period after the last
   * frame, because at 3600 times real time a hiccup of 10 ms would look like half a minute of silence.
   */
  runOn(): void {
    this.#run.forMs = Number.POSITIVE_INFINITY
  }

  /** A board starts counting its time again, after a reset or a new connection. */
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

  /** The timestamp of a frame that just arrived; null if the board's clock went back without a hello. */
  frame(ms: number): number | null {
    this.check()
    const monoMs = this.#host.monoMs()
    const boardMs = this.#unwrap.next(ms)
    if (boardMs === null) return null
    this.#lastBoardMs = boardMs
    this.#lastFrameMonoMs = monoMs
    if (this.#simulated === null) {
      this.#map.arrival(boardMs, monoMs)
      const atMs = this.#timeline.stamp(this.#host.toWall(this.#map.hostMs(boardMs) ?? monoMs))
      this.#epochs.stamped(atMs)
      return atMs
    }
    const ownMs = this.#simulated.epochMs + boardMs
    if (this.#boardStopped(ownMs, this.#simulated.speed)) this.#timeline.notBefore(this.#shownMs)
    const atMs = this.#timeline.stamp(ownMs)
    this.#run = { monoMs, atMs, forMs: this.#periodMs }
    return atMs
  }

  /** Frames that were only held back catch up soon and keep their time. */
  #boardStopped(ownMs: number, speed: number): boolean {
    const monoMs = this.#host.monoMs()
    const behindMs = this.#shownMs - (ownMs + this.#timeline.leadMs)
    if (behindMs <= simulatedStallMs * speed) this.#behindSinceMs = null
    else this.#behindSinceMs ??= monoMs
    return this.#behindSinceMs !== null && monoMs - this.#behindSinceMs > simulatedStallMs
  }

  /** A PING was answered with board time `ms`; host times from `monoMs()`. */
  ping(ms: number, times: Omit<PingSample, 'boardMs'>): void {
    if (this.#simulated === null && this.#lastBoardMs !== null) {
      this.#map.ping({ boardMs: this.#unwrap.near(ms), ...times })
    }
  }

  /** The cushion's time now in whole epoch ms; never goes back within an epoch. */
  nowMs(): number {
    const monoMs = this.#host.monoMs()
    const now =
      this.#simulated === null
        ? Math.max(this.#host.toWall(monoMs) + this.#timeline.leadMs, this.#timeline.lastMs)
        : this.#run.atMs + Math.min(monoMs - this.#run.monoMs, this.#run.forMs) * this.#simulated.speed
    this.#shownMs = Math.max(this.#shownMs, Math.floor(now))
    return this.#shownMs
  }

  /** Checks for a jump of the wall clock, also between frames. The map starts again after one. */
  check(): void {
    const jump = this.#host.check()
    if (jump === null || this.#simulated !== null) return
    // Sleep stops a laptop's monotonic clock, but not the board's: how they relate is no longer known.
    this.#map = new ClockMap(this.#map.slope)
    this.#onJump(this.#jumped(jump))
  }

  #jumped({ byMs, sleptMs }: ClockJump): LinkJump {
    const setMs = byMs - sleptMs
    if (Math.abs(setMs) > epochMs) return this.#newEpoch(setMs - this.#timeline.leadMs, 'running')
    this.#timeline.shift(byMs)
    return { byMs, epoch: null }
  }

  /** Moves what was stamped and shown so far by `byMs`. */
  #newEpoch(byMs: number, when: 'running' | 'at a start'): LinkJump {
    const by = Math.round(byMs)
    const lastMs = Math.max(this.#timeline.lastMs, this.#shownMs)
    const fromMs = Number.isFinite(lastMs) ? lastMs : Math.floor(this.#host.toWall(this.monoMs())) - by
    const toMs = fromMs + by
    this.#timeline.beginEpoch(by)
    this.#shownMs += by
    const ended = this.#epochs.begin(fromMs, toMs)
    return { byMs: by, epoch: { ...ended, fromMs, toMs, exact: when === 'running' } }
  }

  /** Real ms since the last frame of any connection. */
  lastFrameAgeMs(): number | null {
    return this.#lastFrameMonoMs === null ? null : this.#host.monoMs() - this.#lastFrameMonoMs
  }

  /** Epoch ms at board ms = 0 according to the present map; null for simulated boards and before the first frame. */
  offsetMs(): number | null {
    if (this.#simulated !== null || this.#lastBoardMs === null) return null
    const monoMs = this.#map.hostMs(this.#lastBoardMs)
    return monoMs === null ? null : Math.round(this.#host.toWall(monoMs) - this.#lastBoardMs)
  }

  driftPpm(): number | null {
    return this.#simulated === null ? this.#map.driftPpm : null
  }
}
