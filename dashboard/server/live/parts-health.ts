/** Broker, store and gateways as this server observes them; tells when one of them changes. */
import { EventEmitter } from 'node:events'
import type { PartHealth } from '../../../contract/cushions.ts'
import type { Health } from '../../../contract/sockets.ts'
import type { MqttLink } from '../../../mqtt/mqtt-link.ts'
import type { StoreWatch } from '../days/store-watch.ts'
import type { LiveHub } from './live-hub.ts'

export interface ObservedParts {
  readonly mqtt: MqttLink
  readonly store: StoreWatch
  readonly hub: LiveHub
}

export class PartsHealth {
  readonly changes = new EventEmitter<{ change: [Health] }>()
  readonly #parts: ObservedParts
  #broker: PartHealth

  constructor(parts: ObservedParts) {
    this.#parts = parts
    this.#broker = parts.mqtt.connected
      ? { ok: true, detail: 'The message broker is connected.' }
      : { ok: false, detail: 'The message broker is not connected yet.' }
  }

  /** Call once, before the link starts: its first word comes with the first attempt to connect. */
  subscribe(): void {
    const { mqtt, store, hub } = this.#parts
    const tell = () => this.changes.emit('change', this.now)
    mqtt.onConnection((ok, detail) => {
      const same = ok === this.#broker.ok && detail === this.#broker.detail
      this.#broker = { ok, detail }
      if (!same) tell()
    })
    store.changes.on('health', tell)
    hub.changes.on('gateways', tell)
  }

  get now(): Health {
    const { store, hub } = this.#parts
    return {
      broker: this.#broker,
      store: store.health,
      gateways: Object.fromEntries(hub.gateways),
    }
  }
}
