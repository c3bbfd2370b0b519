/** Which cushions there are: those heard over MQTT since the start, and those that the store remembers. */
import type { CushionSummary } from '../../../contract/cushions.ts'
import type { CushionInfo } from '../../../contract/info.ts'
import type { Health } from '../../../contract/sockets.ts'
import type { Layout } from '../../../core/model/schemas/layout.ts'
import type { CushionState } from '../../../core/model/schemas/state.ts'
import type { Tolerance } from '../../../core/model/schemas/tolerance.ts'
import type { StoreWatch } from '../days/store-watch.ts'
import { ProblemError, problem } from '../http/problems.ts'
import type { LiveHub } from './live-hub.ts'
import { unknownCushion } from './unknown-cushion.ts'

export class Directory {
  readonly #hub: LiveHub
  readonly #stored: StoreWatch

  constructor(hub: LiveHub, stored: StoreWatch) {
    this.#hub = hub
    this.#stored = stored
  }

  async cushions(): Promise<readonly CushionSummary[]> {
    const heard = this.#hub.summaries()
    const ids = new Set(heard.map(({ id }) => id))
    const silent = (await this.#stored.cushions())
      .filter(({ cushion }) => !ids.has(cushion))
      .map(({ cushion, simulated, lastAtMs }): CushionSummary => {
        const lastAt = lastAtMs === null ? null : new Date(lastAtMs).toISOString()
        return {
          id: cushion,
          simulated,
          availability: this.#hub.get(cushion)?.availability ?? 'offline',
          lastAt,
        }
      })
    return [...heard, ...silent].sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  async knows(id: string): Promise<boolean> {
    const heard = this.#hub.get(id)
    return heard?.info != null || heard?.state != null || (await this.#stored.find(id)) !== null
  }

  /** Throws a problem: not found, or (while the store is away) that it cannot be known. */
  async mustKnow(id: string): Promise<void> {
    if (await this.knows(id)) return
    const { ok, detail } = this.#stored.health
    throw new ProblemError(ok ? unknownCushion(id) : problem('store-unavailable', detail))
  }

  state(id: string): CushionState | null {
    return this.#hub.get(id)?.state ?? null
  }

  /** The limits in force; null until they arrive from the broker. */
  tolerance(id: string): Tolerance | null {
    return this.#hub.get(id)?.tolerance ?? null
  }

  /** Null until the gateway has reported it. */
  calibration(id: string): CushionInfo['calibration'] | null {
    return this.#hub.get(id)?.info?.calibration ?? null
  }

  /** The cushion's own time: a simulated one may run ahead of the clock on the wall. */
  nowMs(id: string, wallMs: number): number {
    const heard = this.#hub.get(id)
    const simulated = heard?.info?.clock.kind === 'simulated' && heard.availability === 'online'
    return simulated && heard.state !== null ? Date.parse(heard.state.at) : wallMs
  }

  isOnline(id: string): boolean {
    return this.#hub.get(id)?.availability === 'online'
  }

  /** Null until the gateway has reported it. */
  layout(id: string): Layout | null {
    return this.#hub.get(id)?.info?.layout ?? null
  }

  /** Number of cells as far as known, else 8 as in the built-in layout. */
  cells(id: string): number {
    return this.layout(id)?.cells.length ?? 8
  }

  async simulated(id: string): Promise<boolean | null> {
    const heard = this.#hub.get(id)
    return (
      heard?.info?.simulated ?? heard?.state?.simulated ?? (await this.#stored.find(id))?.simulated ?? null
    )
  }

  /** When the store's data of it begins and ends; null without any. */
  async recorded(id: string): Promise<{ readonly firstAtMs: number; readonly lastAtMs: number } | null> {
    const stored = await this.#stored.find(id)
    if (stored === null || stored.firstAtMs === null || stored.lastAtMs === null) return null
    return { firstAtMs: stored.firstAtMs, lastAtMs: stored.lastAtMs }
  }

  storeHealth(): Health['store'] {
    return this.#stored.health
  }
}
