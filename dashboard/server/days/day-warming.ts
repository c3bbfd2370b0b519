/**
 * Computes the days of the past year soon after the start, so that the first request for them is as fast as later ones. It
 * works a month at a time, latest first, with pauses, so that live data is never delayed. Failures are left to the request
 * itself, which computes missing days.
 */

import { setTimeout as delay } from 'node:timers/promises'
import { dayMs } from '../../../core/time/calendar.ts'
import { type DayRule, ZoneDays } from '../../../core/time/zone-days.ts'
import type { StoredCushion } from '../../../store/store.ts'
import type { DayCache } from './day-cache.ts'

export interface DayWarmingOptions {
  readonly days: DayCache
  readonly day: DayRule
  /** Cushions of the store; none while it does not answer. */
  readonly cushions: () => Promise<readonly StoredCushion[]>
  readonly pace?: Pace
}

interface Pace {
  readonly firstMs: number
  readonly againMs: number
  readonly betweenMs: number
}

/** Leaves time for the page and live readings to start; an unavailable store is retried at the interval of its watch. */
const gently: Pace = { firstMs: 1500, againMs: 10_000, betweenMs: 20 }
const yearMs = 366 * dayMs
const stepDays = 30
/** With many sitters the store would be busy with days that few people open. */
const mostCushions = 10

export class DayWarming {
  readonly #options: DayWarmingOptions
  #ending: AbortController | null = null

  constructor(options: DayWarmingOptions) {
    this.#options = options
  }

  start(): void {
    if (this.#ending !== null || !this.#options.days.keeps) return
    const ending = new AbortController()
    this.#ending = ending
    this.#warm(ending.signal).catch(() => {}) // ended, or the store failed; the next request reports that
  }

  stop(): void {
    this.#ending?.abort()
    this.#ending = null
  }

  async #warm(signal: AbortSignal): Promise<void> {
    const { cushions, days, day, pace = gently } = this.#options
    const pause = (ms: number) => delay(ms, undefined, { signal, ref: false })
    await pause(pace.firstMs)
    let known = await cushions()
    while (known.length === 0) {
      await pause(pace.againMs)
      known = await cushions()
    }
    if (known.length > mostCushions) return
    for (const { cushion, firstAtMs, lastAtMs } of known) {
      if (firstAtMs === null || lastAtMs === null) continue
      const year = new ZoneDays(day).between(Math.max(firstAtMs, lastAtMs - yearMs), lastAtMs + 1)
      for (let end = year.length; end > 0; end -= stepDays) {
        await days.summaries(cushion, year.slice(Math.max(0, end - stepDays), end))
        await pause(pace.betweenMs)
      }
    }
  }
}
