/**
 * From the hub to the rooms of the pages: of each cushion at most ten readings and ten states a second, always the newest,
 * and only while a page watches it. Everything else goes on as it comes.
 */

import type { Live } from '../../../core/model/schemas/live.ts'
import type { CushionState } from '../../../core/model/schemas/state.ts'
import type { Log } from '../../../platform/log.ts'
import type { Metrics } from '../http/metrics.ts'
import type { Directory } from '../live/directory.ts'
import type { LiveHub } from '../live/live-hub.ts'
import type { PartsHealth } from '../live/parts-health.ts'
import { Coalescer } from './coalescer.ts'
import type { PageRooms } from './page-rooms.ts'

export interface PageUpdatesOptions {
  readonly hub: LiveHub
  readonly health: PartsHealth
  readonly directory: Directory
  readonly rooms: PageRooms
  readonly log: Log
  readonly metrics: Metrics
}

const everyMs = 100
const cushionListEveryMs = 250

export class PageUpdates {
  readonly #options: PageUpdatesOptions
  readonly #lives: Coalescer<Live>
  readonly #states: Coalescer<CushionState>
  readonly #lists: Coalescer<null>

  constructor(options: PageUpdatesOptions) {
    const { rooms, metrics } = options
    this.#options = options
    this.#lives = new Coalescer<Live>({
      everyMs,
      send: (cushion, live) => rooms.live({ cushion, live }),
      onSuperseded: () => metrics.liveDropped.inc({ reason: 'superseded' }),
    })
    this.#states = new Coalescer<CushionState>({
      everyMs,
      send: (cushion, state) => rooms.tell('state', { cushion, state }),
    })
    this.#lists = new Coalescer<null>({
      everyMs: cushionListEveryMs,
      send: () => void this.#sendCushions(),
    })
  }

  /** Call once, before the link starts. */
  subscribe(): void {
    const { hub, health, rooms } = this.#options
    hub.changes.on('live', (cushion, live) => {
      if (rooms.watchedLive(cushion)) this.#lives.offer(cushion, live)
      // What still waits would reach the next viewer after a newer snapshot.
      else this.#lives.forget(cushion)
    })
    hub.changes.on('state', (cushion, state) => {
      if (rooms.watched(cushion)) this.#states.offer(cushion, state)
      else this.#states.forget(cushion)
    })
    hub.changes.on('info', (cushion, info) => rooms.tell('info', { cushion, info }))
    hub.changes.on('event', (cushion, event) => rooms.tell('event', { cushion, event }))
    hub.changes.on('availability', (cushion, availability) =>
      rooms.tell('availability', { cushion, availability }),
    )
    hub.changes.on('tolerance', (cushion, tolerance) => rooms.tell('tolerance', { cushion, tolerance }))
    hub.changes.on('cushions', () => {
      if (rooms.anybody) this.#lists.offer('cushions', null)
    })
    health.changes.on('change', (now) => rooms.health(now))
  }

  stop(): void {
    for (const coalescer of [this.#lives, this.#states, this.#lists]) coalescer.stop()
  }

  async #sendCushions(): Promise<void> {
    const { directory, rooms, log } = this.#options
    try {
      rooms.cushions(await directory.cushions())
    } catch (error) {
      log.error({ err: error }, 'The list of cushions could not be made; pages keep the last one.')
    }
  }
}
