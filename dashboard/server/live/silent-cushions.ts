/**
 * Cushions whose gateway reports them online although none of their readings arrive here. Readings are published at
 * QoS 0, to which a broker gives no answer: this is the only sign of a right that is missing at either end.
 */
import type { PartProblem } from '../../../contract/cushions.ts'
import { topics } from '../../../contract/topics.ts'
import { staleAfterMs } from '../../../core/model/staleness.ts'
import type { MqttLink } from '../../../mqtt/mqtt-link.ts'
import type { LiveHub } from './live-hub.ts'

export interface SilentCushionsOptions {
  readonly hub: LiveHub
  readonly mqtt: Pick<MqttLink, 'connected'>
  readonly base: string
  /** Monotonic. */
  readonly nowMs: () => number
}

const leastMs = 30_000
const usualRateHz = 10

export class SilentCushions {
  readonly #options: SilentCushionsOptions
  /** Since when each is online without a reading. */
  readonly #sinceMs = new Map<string, number>()
  #silent: readonly string[] = []

  constructor(options: SilentCushionsOptions) {
    this.#options = options
  }

  get problems(): readonly PartProblem[] {
    const topic = topics(this.#options.base)
    return this.#silent.map((cushion) => ({
      kind: 'no-readings',
      cushion,
      message:
        `${cushion} is online and sends readings, but none has arrived at this server for a while, so this page cannot show its pressure. Alerts at the cushion still work. ` +
        `Check on the broker that the gateway may write ${topic.cushion(cushion, 'live')} and the dashboard may read it: sitbone doctor tries each topic.`,
    }))
  }

  /** Call every few seconds; true when something changed. */
  check(): boolean {
    const before = this.#silent.join()
    const { hub, mqtt, nowMs } = this.#options
    const silent: string[] = []
    for (const { id } of mqtt.connected ? hub.summaries() : []) {
      if (!this.#isQuiet(id)) {
        this.#sinceMs.delete(id)
        continue
      }
      const sinceMs = this.#sinceMs.get(id) ?? nowMs()
      this.#sinceMs.set(id, sinceMs)
      if (nowMs() - sinceMs >= leastMs) silent.push(id)
    }
    if (!mqtt.connected) this.#sinceMs.clear()
    this.#silent = silent
    return silent.join() !== before
  }

  #isQuiet(id: string): boolean {
    const { hub } = this.#options
    const cushion = hub.get(id)
    if (cushion?.availability !== 'online' || cushion.info === null) return false
    // A gateway that was killed could not say that its cushion is offline.
    if (hub.gateways.get(cushion.info.gateway) !== 'online') return false
    const ageMs = cushion.liveAgeMs?.() ?? Number.POSITIVE_INFINITY
    return ageMs > staleAfterMs(cushion.info.board?.rateHz ?? usualRateHz)
  }
}
