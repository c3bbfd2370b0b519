/**
 * Whether a broker of MQTT 3.1.1 passes on what this user publishes. It acknowledges a message that it drops, so the only
 * sign is to subscribe to the same topic and hear oneself. Each topic is checked at its first message of a connection; where this
 * user may not subscribe, the result is unknown. Not for version 5, in which the broker answers with a reason.
 */
import type { MqttClient } from 'mqtt'
import type { Refusals } from './refusals.ts'

export interface EchoCheckOptions {
  readonly client: Pick<MqttClient, 'subscribe' | 'unsubscribe'>
  readonly refusals: Refusals
  /** Is this exact topic already subscribed to, and did the broker grant it? */
  subscribed(topic: string): 'granted' | 'refused' | 'no'
  readonly waitMs?: number | undefined
}

const usualWaitMs = 10_000
const mostTopics = 200

export class EchoCheck {
  readonly #options: EchoCheckOptions
  /** Null: heard, or unknown. */
  readonly #topics = new Map<string, { timer: NodeJS.Timeout; own: boolean } | null>()

  constructor(options: EchoCheckOptions) {
    this.#options = options
  }

  /** Call in front of each message: the broker takes the subscription first. */
  before(topic: string): void {
    if (this.#topics.has(topic) || this.#topics.size >= mostTopics) return
    const { client, refusals, subscribed, waitMs = usualWaitMs } = this.#options
    const state = subscribed(topic)
    if (state === 'refused') {
      this.#topics.set(topic, null)
      return
    }
    const timer = setTimeout(() => refusals.add(topic, { kind: 'unheard' }), waitMs)
    timer.unref()
    this.#topics.set(topic, { timer, own: state === 'no' })
    if (state === 'granted') return
    client.subscribe(topic, { qos: 0 }, (error, _granted, packet) => {
      if (error || Number(packet?.granted[0] ?? 0) >= 128) this.#settle(topic)
    })
  }

  /** Call for each message that is not a retained one from before. */
  heard(topic: string): void {
    const check = this.#topics.get(topic)
    if (check == null) return
    this.#settle(topic)
    this.#options.refusals.lift(topic)
    if (check.own) this.#options.client.unsubscribe(topic, () => {})
  }

  close(): void {
    for (const check of this.#topics.values()) if (check !== null) clearTimeout(check.timer)
    this.#topics.clear()
  }

  #settle(topic: string): void {
    clearTimeout(this.#topics.get(topic)?.timer)
    this.#topics.set(topic, null)
  }
}
