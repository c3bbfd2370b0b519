/**
 * Decides when each topic of a cushion is published. Live readings: each one; when a simulated clock runs fast, only the newest, at
 * most 50 times a second. State: at once when something a person would see has changed, and every second while occupied.
 * What is retained is repeated now and then. Nothing is queued: a client that was away reads the retained topics and the store.
 */

import type { CushionInfo } from '../../contract/info.ts'
import type { CushionTopic } from '../../contract/topics.ts'
import { topics } from '../../contract/topics.ts'
import type { CushionEvent } from '../../core/model/schemas/events.ts'
import type { Live } from '../../core/model/schemas/live.ts'
import type { CushionState } from '../../core/model/schemas/state.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import { InfoPace } from './info-pace.ts'
import { RepeatPace } from './repeat-pace.ts'

export interface CushionPublisherOptions {
  readonly base: string
  readonly cushion: string
  readonly mqtt: Pick<MqttLink, 'connected' | 'publish'>
  /** Monotonic. */
  readonly nowMs: () => number
}

const liveEveryMs = 20
const stateAtLeastMs = 1000
const stateAtMostMs = 50

export class CushionPublisher {
  readonly #options: CushionPublisherOptions
  readonly #topics: ReturnType<typeof topics>
  readonly #infoPace = new InfoPace()
  readonly #repeatPace: RepeatPace
  #liveAtMs = Number.NEGATIVE_INFINITY
  /** The newest reading, while it waits for its turn. */
  #liveDue: (() => Live) | null = null
  #stateAtMs = Number.NEGATIVE_INFINITY
  #stateDue = false
  #availability: 'online' | 'offline' | null = null

  constructor(options: CushionPublisherOptions) {
    this.#options = options
    this.#topics = topics(options.base)
    this.#repeatPace = new RepeatPace(options.nowMs)
  }

  /** `fast`: a simulated clock that runs faster than the wall's. `make` is only called when the reading is published. */
  live(fast: boolean, make: () => Live): void {
    this.#liveDue = make
    this.#publishLive(fast ? liveEveryMs : 0)
  }

  /** Call a few times a second: the last reading before a silence came too soon after another, and nothing follows it. */
  beat(): void {
    this.#publishLive(liveEveryMs)
    if (this.#options.mqtt.connected && this.#repeatPace.due()) this.#retainAll()
  }

  /** Something visible to a person changed: publish as soon as the pace allows. */
  stateChanged(): void {
    this.#stateDue = true
  }

  /** Call after each step and a few times a second; `make` is only called when a check is due. */
  state(make: () => CushionState): void {
    if (!this.#options.mqtt.connected) return
    const nowMs = this.#options.nowMs()
    const sinceMs = nowMs - this.#stateAtMs
    if (sinceMs < (this.#stateDue ? stateAtMostMs : stateAtLeastMs)) return
    const state = make()
    this.#stateAtMs = nowMs
    if (!this.#stateDue && state.occupancy !== 'occupied') return
    this.#stateDue = false
    void this.#publish('state', state, { qos: 1, retain: true })
  }

  event(event: CushionEvent): void {
    if (this.#options.mqtt.connected) void this.#publish('event', event, { qos: 1 })
  }

  info(info: CushionInfo): void {
    if (!this.#options.mqtt.connected || !this.#infoPace.due(info, this.#options.nowMs())) return
    void this.#publish('info', info, { qos: 1, retain: true })
  }

  async availability(is: 'online' | 'offline'): Promise<void> {
    if (is === this.#availability) return
    this.#availability = is
    await this.#sendAvailability()
  }

  /** The broker is (back) online and may have lost everything. */
  connected(): void {
    this.#repeatPace.connected()
    this.#retainAll()
  }

  #retainAll(): void {
    this.#infoPace.again()
    this.#stateDue = true
    void this.#sendAvailability()
  }

  #publishLive(everyMs: number): void {
    const make = this.#liveDue
    const nowMs = this.#options.nowMs()
    if (make === null || nowMs - this.#liveAtMs < everyMs) return
    this.#liveDue = null
    if (!this.#options.mqtt.connected) return
    this.#liveAtMs = nowMs
    void this.#publish('live', make(), { qos: 0 })
  }

  async #sendAvailability(): Promise<void> {
    if (this.#availability === null) return
    await this.#publish('availability', this.#availability, { qos: 1, retain: true })
  }

  async #publish(
    topic: CushionTopic,
    payload: object | string,
    how: { qos: 0 | 1; retain?: boolean },
  ): Promise<void> {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
    // Without a broker nothing is lost: retained topics are published at the next connect, records wait in the outbox.
    await this.#options.mqtt
      .publish(this.#topics.cushion(this.#options.cushion, topic), text, how)
      .catch(() => {})
  }
}
