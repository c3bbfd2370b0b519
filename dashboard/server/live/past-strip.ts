/**
 * After a restart of the server, the last ten minutes are in the store, not in memory. The strip is filled once from
 * there. Pressures come from the stored frames, by the same way as at the gateway (PPI of each side, averaged), occupancy
 * from the minute summaries. In relative mode, frames hold no kPa, so the strip starts empty.
 */

import type { StripPoint } from '../../../contract/sockets.ts'
import type { Layout } from '../../../core/model/schemas/layout.ts'
import type { MinuteSummary } from '../../../core/model/schemas/minutes.ts'
import { averaged, averagingWeight } from '../../../core/pressure/averaging.ts'
import { type Geometry, geometryOf } from '../../../core/pressure/geometry.ts'
import { sidePpiKpa } from '../../../core/pressure/metrics.ts'
import { Strip, stripMs } from '../../../core/summary/strip.ts'
import type { Store } from '../../../store/store.ts'
import type { HubCushion } from './live-hub.ts'

const minute = 60_000

type Occupancy = StripPoint['occupancy']
const ofMinute = ({ seatedS, emptyS, unknownS }: MinuteSummary): Occupancy => {
  if (unknownS >= seatedS && unknownS >= emptyS) return 'unknown'
  return seatedS >= emptyS ? 'occupied' : 'empty'
}

/** Points of [fromMs, toMs) of a cushion; throws what the store throws. */
export async function readPast(
  store: Store,
  cushion: HubCushion,
  range: { fromMs: number; toMs: number },
): Promise<readonly StripPoint[]> {
  const layout = cushion.info?.layout
  if (layout === undefined || range.toMs <= range.fromMs) return []
  const byMinute = new Map<number, Occupancy>()
  const { fromMs, toMs } = range
  const minutes = { cushion: cushion.id, fromMs: Math.floor(fromMs / minute) * minute, toMs }
  for await (const chunk of store.minutes(minutes))
    for (const summary of chunk) byMinute.set(summary.atMs, ofMinute(summary))

  const boutSinceMs = Date.parse(cushion.state?.boutStartedAt ?? '')
  const occupancyAt = (atMs: number): Occupancy =>
    byMinute.get(Math.floor(atMs / minute) * minute) ?? (atMs >= boutSinceMs ? 'occupied' : 'unknown')

  const pressures = new PastPressures(layout)
  const strip = new Strip()
  for await (const chunk of store.frames({ cushion: cushion.id, fromMs, toMs }))
    for (const { atMs, kpa } of chunk) {
      if (kpa === null) continue
      strip.add({ ...pressures.after(atMs, kpa), occupancy: occupancyAt(atMs) })
    }
  return strip.points()
}

/** The pressures of one frame after the other, as the gateway has worked them out. */
class PastPressures {
  readonly #geometry: Geometry
  readonly #ppi = { left: NaN, right: NaN }
  #lastMs = NaN

  constructor(layout: Layout) {
    this.#geometry = geometryOf(layout)
  }

  after(atMs: number, kpa: readonly (number | null)[]): Omit<StripPoint, 'occupancy'> {
    const weight = averagingWeight(atMs - this.#lastMs)
    this.#lastMs = atMs
    const pressures = kpa.map((value) => value ?? NaN)
    for (const side of ['left', 'right'] as const) {
      const now = sidePpiKpa(pressures, side, this.#geometry)
      this.#ppi[side] = averaged(this.#ppi[side], now, weight)
    }
    const known = (value: number) => (Number.isNaN(value) ? null : value)
    return {
      atMs,
      leftKpa: known(this.#ppi.left),
      rightKpa: known(this.#ppi.right),
      leftErrorKpa: null,
      rightErrorKpa: null,
      leftRelative: null,
      rightRelative: null,
    }
  }
}

const patienceMs = 2000

export interface PastStripsOptions {
  readonly store: Store
  /** If false, do not wait for the store, because it did not answer last time. */
  readonly storeAnswers: () => boolean
  readonly onFailure: (error: unknown) => void
}

/** Fills each cushion's strip at most once, with one read of the store at a time and only a short wait. */
export class PastStrips {
  readonly #options: PastStripsOptions
  readonly #filling = new Map<string, Promise<void>>()
  #queue: Promise<void> = Promise.resolve()

  constructor(options: PastStripsOptions) {
    this.#options = options
  }

  async fill(cushion: HubCushion): Promise<void> {
    if (!this.#options.storeAnswers()) return
    let filled = this.#filling.get(cushion.id)
    if (filled === undefined) {
      filled = this.#queue.then(() => this.#fillNow(cushion))
      this.#queue = filled
      this.#filling.set(cushion.id, filled)
    }
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs)
    })
    await Promise.race([filled, patience]).finally(() => clearTimeout(timer))
  }

  async #fillNow(cushion: HubCushion): Promise<void> {
    const latestMs = cushion.live?.atMs ?? Date.parse(cushion.state?.at ?? '')
    if (Number.isNaN(latestMs) || cushion.info === null) {
      this.#filling.delete(cushion.id)
      return
    }
    try {
      const toMs = cushion.strip.firstAtMs ?? latestMs + 1
      cushion.strip.prepend(
        await readPast(this.#options.store, cushion, { fromMs: latestMs - stripMs, toMs }),
      )
    } catch (error) {
      this.#filling.delete(cushion.id)
      this.#options.onFailure(error)
    }
  }
}
