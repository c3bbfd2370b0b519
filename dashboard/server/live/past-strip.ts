/**
 * After a restart of the server the last ten minutes lie in the store, not in memory: the strip is filled once from
 * there. Pressures come from the stored frames (mean per second over the ischial cells of each side, weighted by
 * area), occupancy from the minute summaries. In relative mode frames hold no kPa, so the strip begins anew.
 */

import type { StripPoint } from '../../../contract/pages.ts'
import type { Layout } from '../../../core/model/layout.ts'
import type { MinuteSummary } from '../../../core/model/minutes.ts'
import type { Store, StoredFrame } from '../../../store/store.ts'
import type { HubCushion } from './live-hub.ts'
import { SecondMean, stripMs } from './strip.ts'

const minute = 60_000

/** Area-weighted mean (kPa) of the believed cells of a zone; null when none is believed. */
function zoneMeanKpa(layout: Layout, kpa: readonly (number | null)[], zone: string): number | null {
  let force = 0
  let area = 0
  layout.cells.forEach((cell, index) => {
    const pressure = kpa[index] ?? null
    if (cell.zone !== zone || pressure === null) return
    force += pressure * cell.areaCm2
    area += cell.areaCm2
  })
  return area === 0 ? null : force / area
}

type Occupancy = StripPoint['occupancy']
const ofMinute = ({ seatedS, emptyS, unknownS }: MinuteSummary): Occupancy => {
  if (unknownS >= seatedS && unknownS >= emptyS) return 'unknown'
  return seatedS >= emptyS ? 'occupied' : 'empty'
}

/** Points of [fromMs, toMs) of a cushion; throws what the store throws. */
async function readPast(
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

  const points: StripPoint[] = []
  let second: SecondMean | null = null
  const take = (frame: StoredFrame) => {
    if (frame.kpa === null) return
    if (second === null || !second.holds(frame.atMs)) {
      if (second !== null) points.push(second.point())
      second = new SecondMean(frame.atMs)
    }
    const leftKpa = zoneMeanKpa(layout, frame.kpa, 'left-ischium')
    const rightKpa = zoneMeanKpa(layout, frame.kpa, 'right-ischium')
    second.add({ leftKpa, rightKpa }, occupancyAt(frame.atMs))
  }
  for await (const chunk of store.frames({ cushion: cushion.id, fromMs, toMs }))
    for (const frame of chunk) take(frame)
  const last: SecondMean | null = second
  return last === null ? points : [...points, pointOf(last)]
}

const pointOf = (second: SecondMean): StripPoint => second.point()

const patienceMs = 2000

export interface PastStripsOptions {
  readonly store: Store
  /** False: nobody waits for a store that did not answer last time. */
  readonly storeAnswers: () => boolean
  readonly onFailure: (error: unknown) => void
}

/** Fills each cushion's strip at most once; one read of the store at a time, and nobody waits long for it. */
export class PastStrips {
  private readonly options: PastStripsOptions
  private readonly filling = new Map<string, Promise<void>>()
  private queue: Promise<void> = Promise.resolve()

  constructor(options: PastStripsOptions) {
    this.options = options
  }

  async fill(cushion: HubCushion): Promise<void> {
    if (!this.options.storeAnswers()) return
    let filled = this.filling.get(cushion.id)
    if (filled === undefined) {
      filled = this.queue.then(() => this.fillNow(cushion))
      this.queue = filled
      this.filling.set(cushion.id, filled)
    }
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs)
    })
    await Promise.race([filled, patience]).finally(() => clearTimeout(timer))
  }

  private async fillNow(cushion: HubCushion): Promise<void> {
    const latestMs = cushion.live?.atMs ?? Date.parse(cushion.state?.at ?? '')
    if (Number.isNaN(latestMs) || cushion.info === null) {
      this.filling.delete(cushion.id)
      return
    }
    try {
      const toMs = cushion.strip.firstAtMs ?? latestMs + 1
      cushion.strip.prepend(await readPast(this.options.store, cushion, { fromMs: latestMs - stripMs, toMs }))
    } catch (error) {
      this.filling.delete(cushion.id)
      this.options.onFailure(error)
    }
  }
}
