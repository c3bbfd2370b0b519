/** Broker, store, disk and gateways as this server observes them, with an event when one of them changes. */
import { EventEmitter } from 'node:events'
import type { PartHealth, PartProblem } from '../../../contract/cushions.ts'
import type { Health } from '../../../contract/sockets.ts'
import type { MqttLink } from '../../../mqtt/mqtt-link.ts'
import type { DiskWatch } from '../../../platform/free-space.ts'
import type { StoreWatch } from '../days/store-watch.ts'
import type { HeardProblems } from './heard-problems.ts'
import type { LiveHub } from './live-hub.ts'
import type { SilentCushions } from './silent-cushions.ts'

export interface ObservedParts {
  readonly mqtt: MqttLink
  readonly store: StoreWatch
  readonly hub: LiveHub
  readonly heardProblems: HeardProblems
  readonly silent: SilentCushions
  /** Of other parts in this program. */
  readonly otherLinks: readonly Pick<MqttLink, 'refusals' | 'onRefusals'>[]
  readonly disk?: DiskWatch
}

const checkEveryMs = 5000
const mostProblems = 50

export class PartsHealth {
  readonly changes = new EventEmitter<{ change: [Health] }>()
  readonly #parts: ObservedParts
  #broker: PartHealth
  #checking: NodeJS.Timeout | null = null

  constructor(parts: ObservedParts) {
    this.#parts = parts
    this.#broker = parts.mqtt.connected
      ? { ok: true, detail: 'The message broker is connected.' }
      : { ok: false, detail: 'The message broker is not connected yet.' }
  }

  /** Call once, before the link starts: it reports with its first attempt to connect. */
  subscribe(): void {
    const { mqtt, store, hub, disk, heardProblems, otherLinks } = this.#parts
    const tell = () => this.changes.emit('change', this.now)
    mqtt.onConnection((ok, detail) => {
      const same = ok === this.#broker.ok && detail === this.#broker.detail
      this.#broker = { ok, detail }
      if (!same) tell()
    })
    store.changes.on('health', tell)
    hub.changes.on('gateways', tell)
    disk?.onChange(tell)
    heardProblems.subscribe(tell)
    for (const link of [mqtt, ...otherLinks]) link.onRefusals(tell)
  }

  start(): void {
    this.#checking ??= setInterval(() => {
      if (this.#parts.silent.check()) this.changes.emit('change', this.now)
    }, checkEveryMs)
  }

  stop(): void {
    if (this.#checking !== null) clearInterval(this.#checking)
    this.#checking = null
  }

  get now(): Health {
    const { store, hub, disk } = this.#parts
    return {
      broker: this.#broker,
      store: store.health,
      ...(disk === undefined ? {} : { disk: disk.health }),
      gateways: Object.fromEntries(hub.gateways),
      problems: this.#problems(),
    }
  }

  /** This part knows of a refusal, and the gateway in the same program reports it too. */
  #problems(): readonly PartProblem[] {
    const { mqtt, otherLinks, heardProblems, silent } = this.#parts
    const own = [mqtt, ...otherLinks].flatMap(({ refusals }) =>
      refusals.map(({ message }): PartProblem => ({ kind: 'publish-refused', cushion: null, message })),
    )
    const all = [...heardProblems.all, ...own, ...silent.problems]
    const once = new Map(all.map(({ kind, cushion, message }) => [message, { kind, cushion, message }]))
    return [...once.values()].slice(0, mostProblems)
  }
}
