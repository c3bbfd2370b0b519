/**
 * Caches day summaries with the store's mark of each day (store.ts). A year then costs a count in the store and the few days
 * that changed, instead of half a million minutes. An entry is used only if the store's mark confirms it; a store without marks
 * is always read.
 *
 * Even counting a year takes InfluxDB a quarter of a second. A day that ended long ago and did not change between two requests
 * is not counted again for a minute; very late data then appears up to a minute later.
 */

import type { DaySummary } from '../../../contract/days.ts'
import { dayMs } from '../../../core/time/calendar.ts'
import type { ZoneDay } from '../../../core/time/zone-days.ts'
import type { Store } from '../../../store/store.ts'
import { type DayRecord, DaysBuilder } from './days.ts'

/** Days kept over all cushions; the least recently used go first. */
const mostDays = 8000

/** Late data of a day usually arrives within this time: a gateway resumes after a weekend without its broker. */
const longAgoMs = 3 * dayMs
const unchangedForMs = 5000
const trustedForMs = 60_000

interface Kept {
  readonly mark: string
  readonly record: DayRecord | null
  /** When the store first gave this mark, and when it last did; monotonic. */
  readonly sinceMs: number
  readonly confirmedMs: number
}

/** A mark as the store gave it; monotonic. */
interface Mark {
  readonly mark: string
  readonly atMs: number
}
const unmarked: Mark = { mark: '', atMs: 0 }

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

  /** False for a store without marks: every request then reads. */
  get keeps(): boolean {
    return this.#store.marks !== undefined
  }

  /** Summaries of the days with data, in order; `days` is ordered and without gaps. */
  async summaries(cushion: string, days: readonly ZoneDay[]): Promise<readonly DaySummary[]> {
    return (await this.records(cushion, days)).map(({ summary }) => summary)
  }

  /** The same days with all that is kept of them. */
  async records(cushion: string, days: readonly ZoneDay[]): Promise<readonly DayRecord[]> {
    if (this.#store.marks === undefined) return await this.#read(cushion, days)
    const asked = days.map((day): Asked => {
      const key = `${cushion} ${day.startMs} ${day.endMs}`
      const kept = this.#kept.get(key) ?? null
      return { day, key, kept: kept !== null && this.#isTrusted(kept, day) ? kept : null }
    })
    const changed = await this.#confirm(cushion, asked)
    for (const stretch of missing(asked)) await this.#readAnew(cushion, stretch, changed)
    this.#keep(asked)
    return asked.map(({ kept }) => kept?.record ?? null).filter((record) => record !== null)
  }

  /** Uses entries that the store's marks confirm; returns the new marks of changed days. */
  async #confirm(cushion: string, asked: readonly Asked[]): Promise<ReadonlyMap<Asked, Mark>> {
    const open = asked.filter(({ kept }) => kept === null)
    const stretches = open.map(({ day }) => ({ fromMs: day.startMs, toMs: day.endMs }))
    const marks = open.length === 0 ? [] : await this.#store.marks?.(cushion, stretches)
    const atMs = this.#clock.monoMs()
    const changed = new Map<Asked, Mark>()
    for (const [i, one] of open.entries()) {
      const mark = marks?.[i] ?? ''
      const kept = this.#kept.get(one.key)
      if (kept?.mark === mark) one.kept = { ...kept, confirmedMs: atMs }
      else changed.set(one, { mark, atMs })
    }
    return changed
  }

  /** Marks are taken before reading: data arriving in between is in the summary, and the next mark differs. */
  async #readAnew(
    cushion: string,
    stretch: readonly Asked[],
    marks: ReadonlyMap<Asked, Mark>,
  ): Promise<void> {
    const found = await this.#read(
      cushion,
      stretch.map(({ day }) => day),
    )
    const byDay = new Map(found.map((record) => [record.summary.day, record]))
    for (const one of stretch) {
      const { mark, atMs } = marks.get(one) ?? unmarked
      const record = byDay.get(one.day.day) ?? null
      one.kept = { mark, record, sinceMs: atMs, confirmedMs: atMs }
    }
  }

  /** Most recently used entries move to the end. */
  #keep(asked: readonly Asked[]): void {
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

  #isTrusted({ record, sinceMs, confirmedMs }: Kept, { endMs }: ZoneDay): boolean {
    return (
      record !== null &&
      endMs < this.#clock.wallMs() - longAgoMs &&
      confirmedMs - sinceMs >= unchangedForMs &&
      this.#clock.monoMs() - confirmedMs < trustedForMs
    )
  }

  async #read(cushion: string, days: readonly ZoneDay[]): Promise<readonly DayRecord[]> {
    const [first, last] = [days[0], days.at(-1)]
    if (first === undefined || last === undefined) return []
    const range = { cushion, fromMs: first.startMs, toMs: last.endMs }
    const builder = new DaysBuilder(days)
    for await (const chunk of this.#store.minutes(range)) builder.minutes(chunk)
    builder.bouts(await this.#store.bouts(range))
    for await (const chunk of this.#store.events(range)) builder.events(chunk)
    return builder.records()
  }
}

/** Groups adjacent days that must be read. */
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
