/**
 * The last four weeks of many sitters, kept as a few figures a day. They are read from the day cache beside the requests: a
 * request gets what is there at once. Only days that are over are kept, so what was read stays right except for very late data,
 * which appears a minute and one request later.
 */
import type { SatDay } from '../../../core/review/sitter-look.ts'
import type { ZoneDay } from '../../../core/time/zone-days.ts'
import { Turns } from '../../../platform/turns.ts'
import type { Store } from '../../../store/store.ts'
import { DayCache } from '../days/day-cache.ts'
import type { DayRecord } from '../days/days.ts'
import { sitterStore } from '../people/gate/sitter-store.ts'

export interface AskedDays {
  readonly cushion: string
  /** When it was the sitter's. */
  readonly stretches: readonly { readonly fromMs: number; readonly toMs: number | null }[]
  readonly days: readonly ZoneDay[]
}

interface Kept {
  readonly cache: DayCache
  /** Null before they were read once. */
  days: readonly SatDay[] | null
  /** The first day they are about. */
  first: string
  readAtMs: number
  reading: Promise<void> | null
  /** Told to the next who asks, who then makes it try again. */
  failure: unknown
}

/** So many at once leave the store time for live readings. */
const atOnce = 4
const againAfterMs = 60_000
/** Cushions; the ones asked for longest ago go first. */
const mostKept = 2000

const satDayOf = ({ summary }: DayRecord): SatDay => {
  const { day, seatedS, recordedS, unknownS, leftPtiKpaMin: left, rightPtiKpaMin: right } = summary
  return {
    day,
    seatedS,
    recordedS,
    unknownS,
    ptiKpaMin: left === null || right === null ? null : left + right,
  }
}

export class SitterDays {
  readonly #store: Store
  readonly #monoMs: () => number
  readonly #kept = new Map<string, Kept>()
  readonly #turns = new Turns(atOnce)

  constructor(store: Store, monoMs: () => number = () => performance.now()) {
    this.#store = store
    this.#monoMs = monoMs
  }

  /** Null while they are being read. Throws what kept the last try from it. */
  of(asked: AskedDays): readonly SatDay[] | null {
    const kept = this.#keptOf(asked)
    const { failure } = kept
    if (failure !== null) {
      kept.failure = null
      throw failure
    }
    const first = asked.days[0]?.day ?? ''
    if (kept.first !== first) Object.assign(kept, { first, days: null })
    if (kept.days === null || this.#monoMs() - kept.readAtMs >= againAfterMs) this.#read(kept, asked)
    return kept.days
  }

  /** Resolves when nothing is being read, or after so many ms. */
  async settled(withinMs: number): Promise<void> {
    const reading = [...this.#kept.values()].flatMap((kept) =>
      kept.days === null ? (kept.reading ?? []) : [],
    )
    if (reading.length === 0) return
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, withinMs)
    })
    await Promise.race([Promise.all(reading), late])
    clearTimeout(timer)
  }

  #keptOf({ cushion, stretches }: AskedDays): Kept {
    const key = JSON.stringify([cushion, stretches])
    const kept = this.#kept.get(key) ?? {
      cache: new DayCache(sitterStore(this.#store, cushion, stretches)),
      ...{ days: null, first: '', readAtMs: 0, reading: null, failure: null },
    }
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    const oldest = this.#kept.keys().next().value
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest)
    return kept
  }

  #read(kept: Kept, asked: AskedDays): void {
    kept.reading ??= this.#readOnce(kept, asked).finally(() => {
      kept.reading = null
    })
  }

  async #readOnce(kept: Kept, { cushion, days }: AskedDays): Promise<void> {
    await this.#turns.take()
    try {
      const records = await kept.cache.records(cushion, days)
      // The day may have ended meanwhile; then somebody has asked for others.
      if (kept.first !== days[0]?.day) return
      kept.days = records.map(satDayOf)
      kept.readAtMs = this.#monoMs()
    } catch (error) {
      kept.failure = error
    } finally {
      this.#turns.give()
    }
  }
}
