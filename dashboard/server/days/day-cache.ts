/**
 * Summaries of days that were worked out before, with the store's mark of each day (store.ts). A year is then a count in the
 * store and the few days that changed since, not half a million minutes. Nothing is trusted that the store's mark
 * does not confirm; a store without marks is read as ever.
 *
 * Even counting a year takes InfluxDB a quarter of a second. A day that ended long ago and did not change between two questions is
 * not counted again for a minute: what comes months late is shown that much later.
 */

import type { DaySummary } from '../../../contract/pages.ts'
import type { ZoneDay } from '../../../core/time/zone-days.ts'
import type { Store } from '../../../store/store.ts'
import { DaysBuilder } from './days.ts'

/** Days kept over all cushions; the ones asked for longest ago go first. */
const mostDays = 8000

/** Later data of a day comes within this as a rule: a gateway goes on after a weekend without its broker. */
const longAgoMs = 3 * 86_400_000
const unchangedForMs = 5000
const trustedForMs = 60_000

interface Kept {
  readonly mark: string
  readonly summary: DaySummary | null
  /** When the store first gave this mark, and when it last did; monotonic. */
  readonly sinceMs: number
  readonly confirmedMs: number
}

interface Asked {
  readonly day: ZoneDay
  readonly key: string
  kept: Kept | null
}

export interface DayCacheClock {
  wallMs(): number
  monoMs(): number
}
const realClock: DayCacheClock = { wallMs: () => Date.now(), monoMs: () => performance.now() }

export class DayCache {
  readonly #store: Store
  readonly #clock: DayCacheClock
  readonly #kept = new Map<string, Kept>()

  constructor(store: Store, clock: DayCacheClock = realClock) {
    this.#store = store
    this.#clock = clock
  }

  /** False for a store without marks: then every question reads. */
  get keeps(): boolean {
    return this.#store.marks !== undefined
  }

  /** Of the days that have data, in order; `days` in order and without gaps. */
  async summaries(cushion: string, days: readonly ZoneDay[]): Promise<readonly DaySummary[]> {
    if (this.#store.marks === undefined) return await this.#read(cushion, days)
    const asked = days.map((day): Asked => {
      const key = `${cushion} ${day.startMs} ${day.endMs}`
      const kept = this.#kept.get(key) ?? null
      return { day, key, kept: kept !== null && this.#isTrusted(kept, day) ? kept : null }
    })
    const open = asked.filter(({ kept }) => kept === null)
    const stretches = open.map(({ day }) => ({ fromMs: day.startMs, toMs: day.endMs }))
    const marks = open.length === 0 ? [] : await this.#store.marks(cushion, stretches)
    const nowMs = this.#clock.monoMs()
    const changed = new Map<Asked, string>()
    for (const [i, one] of open.entries()) {
      const mark = marks[i] ?? ''
      const kept = this.#kept.get(one.key)
      if (kept?.mark === mark) one.kept = { ...kept, confirmedMs: nowMs }
      else changed.set(one, mark)
    }
    for (const stretch of missing(asked)) {
      // The marks were taken before: what comes in between is in the summary, and the next mark differs.
      const found = await this.#read(
        cushion,
        stretch.map(({ day }) => day),
      )
      const byDay = new Map(found.map((summary) => [summary.day, summary]))
      for (const one of stretch)
        one.kept = {
          mark: changed.get(one) ?? '',
          summary: byDay.get(one.day.day) ?? null,
          sinceMs: nowMs,
          confirmedMs: nowMs,
        }
    }
    this.#remember(asked)
    return asked.map(({ kept }) => kept?.summary ?? null).filter((summary) => summary !== null)
  }

  /** The latest asked for stand last; the first go when there are too many. */
  #remember(asked: readonly Asked[]): void {
    for (const { key, kept } of asked) {
      if (kept === null) continue
      this.#kept.delete(key)
      this.#kept.set(key, kept)
    }
    for (const key of this.#kept.keys()) {
      if (this.#kept.size <= mostDays) break
      this.#kept.delete(key)
    }
  }

  #isTrusted({ summary, sinceMs, confirmedMs }: Kept, { endMs }: ZoneDay): boolean {
    return (
      summary !== null &&
      endMs < this.#clock.wallMs() - longAgoMs &&
      confirmedMs - sinceMs >= unchangedForMs &&
      this.#clock.monoMs() - confirmedMs < trustedForMs
    )
  }

  async #read(cushion: string, days: readonly ZoneDay[]): Promise<readonly DaySummary[]> {
    const [first, last] = [days[0], days.at(-1)]
    if (first === undefined || last === undefined) return []
    const range = { cushion, fromMs: first.startMs, toMs: last.endMs }
    const builder = new DaysBuilder(days)
    for await (const chunk of this.#store.minutes(range)) builder.minutes(chunk)
    builder.bouts(await this.#store.bouts(range))
    for await (const chunk of this.#store.events(range)) builder.events(chunk)
    return builder.summaries()
  }
}

/** Neighbours that have to be read, together. */
function missing<T extends { readonly kept: Kept | null }>(asked: readonly T[]): T[][] {
  const stretches: T[][] = []
  let open: T[] | null = null
  for (const one of asked) {
    if (one.kept !== null) {
      open = null
      continue
    }
    if (open === null) {
      open = []
      stretches.push(open)
    }
    open.push(one)
  }
  return stretches
}
