/**
 * Wall time that does not jump under a running measurement: the monotonic clock plus an offset. Small corrections of the
 * wall clock (NTP) are followed slowly; a step, or the sleep of a laptop, is followed at once and reported. A clock that
 * shows an impossible time (not set yet, or beyond what any store can keep) is not followed while a better time is known.
 */
import { uptime } from 'node:os'
import { earliestMs, latestMs } from '../../../platform/seen-time.ts'

export interface HostTime {
  /** Wall clock, epoch ms. */
  wallMs(): number
  /** A clock that never steps, any origin. */
  monoMs(): number
  /** One that never steps either and also runs while the computer sleeps, any origin. */
  upMs?(): number
}

export const hostTime: HostTime = {
  wallMs: () => Date.now(),
  monoMs: () => performance.now(),
  upMs: () => uptime() * 1000,
}

export interface ClockJump {
  /** How far the wall clock moved relative to the monotonic one; forward is positive. */
  readonly byMs: number
  /** How much of it is sleep; for the rest the clock was set. */
  readonly sleptMs: number
}

const jumpMs = 2000
/** Follow small differences by at most this share of the time that passed. */
const slew = 0.01

const canBe = (wallMs: number) => wallMs >= earliestMs && wallMs < latestMs

export class HostClock {
  readonly #time: HostTime
  #offset: number
  #checkedMono: number
  /** By how much the clock that runs during sleep was ahead of the other, when last asked. */
  #asleepMs: number

  /** `lastMs`: the last known time, for a computer whose clock is not set yet. */
  constructor(time: HostTime, lastMs: number | null = null) {
    this.#time = time
    this.#checkedMono = time.monoMs()
    this.#asleepMs = this.#aheadMs(this.#checkedMono)
    const wallMs = time.wallMs()
    this.#offset = (canBe(wallMs) || !canBe(lastMs ?? 0) ? wallMs : (lastMs ?? 0)) - this.#checkedMono
  }

  monoMs(): number {
    return this.#time.monoMs()
  }

  /** False while the wall clock shows an impossible time. */
  get isSet(): boolean {
    return canBe(this.#time.wallMs())
  }

  toWall(monoMs: number): number {
    return monoMs + this.#offset
  }

  /** Compares the clocks; a jump of the wall clock, or null. Call it often. */
  check(): ClockJump | null {
    const mono = this.#time.monoMs()
    const most = slew * Math.max(0, mono - this.#checkedMono)
    this.#checkedMono = mono
    const wallMs = this.#time.wallMs()
    if (!canBe(wallMs) && canBe(mono + this.#offset)) return null
    const byMs = wallMs - mono - this.#offset
    if (Math.abs(byMs) > jumpMs) {
      this.#offset += byMs
      return { byMs, sleptMs: this.#sleptMs(mono) }
    }
    this.#offset += Math.max(-most, Math.min(most, byMs))
    return null
  }

  /** Since the last jump. Only asked at a jump, because on Linux each answer reads a file. */
  #sleptMs(mono: number): number {
    const before = this.#asleepMs
    this.#asleepMs = this.#aheadMs(mono)
    const sleptMs = this.#asleepMs - before
    return sleptMs > jumpMs ? sleptMs : 0
  }

  #aheadMs(mono: number): number {
    return this.#time.upMs === undefined ? 0 : this.#time.upMs() - mono
  }
}
