/**
 * The topics that this recorder takes batches from: its share of those that all recorders are given. Each recorder says every
 * two seconds that it is there, and each works out the same shares from whom it hears. Two that take the same topic for a
 * moment do no harm, as every batch is stored once; a topic that nobody takes for a moment loses nothing, as gateways send again.
 */
import { idPattern, topics } from '../contract/topics.ts'
import type { MqttLink, MqttMessage } from '../mqtt/mqtt-link.ts'

export interface RecordShareOptions {
  readonly mqtt: Pick<MqttLink, 'subscribe' | 'unsubscribe' | 'publish' | 'onConnection' | 'connected'>
  readonly base: string
  /** Of this recorder, unlike any other's. */
  readonly id: string
  /** The same, in the same order, for every recorder. A single one is not shared. */
  readonly filters: readonly string[]
  take(message: MqttMessage): void
  /** Monotonic. */
  readonly nowMs?: () => number
}

const beatMs = 2000
/** Three beats that did not come. One whose connection ended is reported by the broker at once. */
const goneAfterMs = 7000
const mostOthers = 100

export class RecordShare {
  readonly #options: RecordShareOptions
  readonly #nowMs: () => number
  readonly #topic: ReturnType<typeof topics>
  /** When each other recorder was last heard. */
  readonly #others = new Map<string, number>()
  #taken: readonly string[] = []
  #timer: NodeJS.Timeout | null = null

  constructor(options: RecordShareOptions) {
    this.#options = options
    this.#nowMs = options.nowMs ?? (() => performance.now())
    this.#topic = topics(options.base)
  }

  /** Call before the link starts, or at least once. */
  start(): void {
    this.#divide()
    if (this.#options.filters.length < 2) return
    const { mqtt } = this.#options
    mqtt.subscribe(this.#topic.recorderAvailability('+'), 0, (message) => this.#hear(message))
    // Until others are heard again, it takes everything.
    mqtt.onConnection(() => {
      this.#others.clear()
      this.beat()
    })
    this.#timer = setInterval(() => this.beat(), beatMs)
  }

  async stop(): Promise<void> {
    if (this.#timer === null) return
    clearInterval(this.#timer)
    this.#timer = null
    await this.#say('offline', true)
  }

  /** Called every two seconds. */
  beat(): void {
    for (const [id, atMs] of this.#others) if (this.#nowMs() - atMs >= goneAfterMs) this.#others.delete(id)
    this.#divide()
    if (this.#timer !== null && this.#options.mqtt.connected) void this.#say('online', false)
  }

  /** The last word of one that is gone stays, so that whoever comes later does not count on it. */
  async #say(word: 'online' | 'offline', retain: boolean): Promise<void> {
    const { mqtt, id } = this.#options
    await mqtt
      .publish(this.#topic.recorderAvailability(id), word, { qos: retain ? 1 : 0, retain })
      .catch(() => {})
  }

  #hear({ topic, payload, retained }: MqttMessage): void {
    const id = topic.split('/').at(-2) ?? ''
    if (id === this.#options.id || !idPattern.test(id)) return
    // A retained "online" may be of one that could not say more.
    const isThere = payload.toString() === 'online' && !retained
    if (!isThere) this.#others.delete(id)
    else if (this.#others.has(id) || this.#others.size < mostOthers) this.#others.set(id, this.#nowMs())
    this.#divide()
  }

  #divide(): void {
    const { mqtt, filters, id } = this.#options
    const there = [id, ...this.#others.keys()].toSorted()
    const mine = filters.filter((_, i) => there[i % there.length] === id)
    for (const filter of mine)
      if (!this.#taken.includes(filter)) mqtt.subscribe(filter, 1, (message) => this.#options.take(message))
    for (const filter of this.#taken) if (!mine.includes(filter)) mqtt.unsubscribe(filter)
    this.#taken = mine
  }
}
