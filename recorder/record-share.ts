/**
 * What this recorder takes of the batches: its share of the topics that all recorders are given, or of the cushions. Each
 * recorder says every two seconds that it is there, and each works out the same shares from whom it hears. Two that take the same
 * batch for a moment do no harm, as every batch is stored once; one that nobody takes for a moment is not lost, as gateways
 * send again.
 */

import { idPattern, topics } from '../contract/topics.ts'
import { fnv1a } from '../core/model/fnv1a.ts'
import type { MqttLink, MqttMessage } from '../mqtt/mqtt-link.ts'

/**
 * The same for every recorder. Topics are divided in their order, and a single one is not shared. `by-cushion`: each recorder
 * hears every batch and leaves to the others what is of their cushions, which costs it a fifth of the work of taking it.
 */
export type RecordTopics = readonly string[] | 'by-cushion'

/** Whether recorders have to know of each other. */
export const isShared = (topics: RecordTopics): boolean => topics === 'by-cushion' || topics.length > 1

export interface RecordShareOptions {
  readonly mqtt: Pick<MqttLink, 'subscribe' | 'unsubscribe' | 'publish' | 'onConnection' | 'connected'>
  readonly base: string
  /** Of this recorder, unlike any other's. */
  readonly id: string
  readonly topics: RecordTopics
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
  /** All recorders that are there, in the order that all of them know. */
  #there: readonly string[]
  #taken: readonly string[] = []
  #timer: NodeJS.Timeout | null = null

  constructor(options: RecordShareOptions) {
    this.#options = options
    this.#nowMs = options.nowMs ?? (() => performance.now())
    this.#topic = topics(options.base)
    this.#there = [options.id]
  }

  /** Call before the link starts, or at least once. */
  start(): void {
    const { mqtt, topics: shared, take } = this.#options
    if (shared === 'by-cushion')
      mqtt.subscribe(this.#topic.everyCushion('record'), 1, (message) => {
        if (this.#isMine(fnv1a(message.topic))) take(message)
      })
    this.#divide()
    if (!isShared(shared)) return
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

  #isMine(number: number): boolean {
    return this.#there[number % this.#there.length] === this.#options.id
  }

  #divide(): void {
    const { mqtt, topics: shared, id } = this.#options
    this.#there = [id, ...this.#others.keys()].toSorted()
    if (shared === 'by-cushion') return
    const mine = shared.filter((_, i) => this.#isMine(i))
    // A broker with parts keeps what it delivers with QoS 1 on several nodes, for two thirds of its work; the gateways keep it, too.
    const qos = isShared(shared) ? 0 : 1
    for (const filter of mine)
      if (!this.#taken.includes(filter)) mqtt.subscribe(filter, qos, (message) => this.#options.take(message))
    for (const filter of this.#taken) if (!mine.includes(filter)) mqtt.unsubscribe(filter)
    this.#taken = mine
  }
}
