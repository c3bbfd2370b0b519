/**
 * Topics to which the broker refuses this user's messages. Each is logged once, with what to do, and stays in the list until the
 * broker accepts a message to it.
 */
import type { Log } from '../platform/log.ts'

export interface Refusal {
  readonly topic: string
  /** What happened, what it means for the data, and what to do. */
  readonly message: string
}

/** How the refusal was noticed. */
export type RefusalSign =
  /** The reason code of a PUBACK. [MQTT 5, 3.4.2.1] */
  | { readonly kind: 'code'; readonly code: number }
  /** The connection ended after it, several times in a row. */
  | { readonly kind: 'closed' }
  /** It was acknowledged and did not come back, although this user subscribed to it. */
  | { readonly kind: 'unheard' }
  | { readonly kind: 'too-long'; readonly mostBytes: number; readonly bytes: number }
  /** The broker says so when it accepts the connection. */
  | { readonly kind: 'small-limit'; readonly mostBytes: number }

export interface RefusalsOptions {
  /** `at mqtt://host:port` */
  readonly where: string
  readonly user: string | undefined
  readonly log: Pick<Log, 'warn'>
}

const mostNamed = 100
/** Messages of Sitbone are seldom longer; with a lower limit nothing works for long. */
const leastLimitBytes = 20_000
const everyTopic = '#'

const codes: Readonly<Record<number, string>> = {
  128: 'it gives no reason, code 128',
  131: 'a rule of the broker, code 131',
  135: 'not authorised, code 135',
  144: 'the topic name is not allowed, code 144',
  151: 'over its quota, code 151',
  153: 'the payload format is not allowed, code 153',
}

const right =
  'Give the user the right to write this topic on the broker; "sitbone doctor" tries every topic that Sitbone uses.'
const meanwhile =
  'What Sitbone sends there reaches nobody; readings stay in the gateway’s outbox until they can be stored.'

export class Refusals {
  readonly #options: RefusalsOptions
  readonly #open = new Map<string, Refusal>()
  readonly #said = new Set<string>()
  readonly #listeners: (() => void)[] = []

  constructor(options: RefusalsOptions) {
    this.#options = options
  }

  get all(): readonly Refusal[] {
    return [...this.#open.values()]
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener)
  }

  add(topic: string, sign: RefusalSign): Refusal {
    const refusal = { topic, message: this.#words(topic, sign) }
    const before = this.#open.get(topic)?.message
    if (before === refusal.message || (before === undefined && this.#open.size >= mostNamed)) return refusal
    this.#open.set(topic, refusal)
    // A broker that is only busy refuses and takes in turns.
    const key =
      'mostBytes' in sign ? 'length' : 'code' in sign ? `${topic} ${sign.code}` : `${topic} ${sign.kind}`
    if (!this.#said.has(key) && this.#said.size < 2 * mostNamed) {
      this.#said.add(key)
      this.#options.log.warn({ topic, user: this.#options.user ?? null }, refusal.message)
    }
    this.#tell()
    return refusal
  }

  /** The longest message that the broker takes; undefined: any. */
  limit(mostBytes: number | undefined): void {
    if (mostBytes === undefined || mostBytes >= leastLimitBytes) this.lift(everyTopic)
    else this.add(everyTopic, { kind: 'small-limit', mostBytes })
  }

  /** The broker takes messages to this topic. */
  lift(topic: string): void {
    if (this.#open.size > 0 && this.#open.delete(topic)) this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }

  #words(topic: string, sign: RefusalSign): string {
    const { where } = this.#options
    const user =
      this.#options.user === undefined ? 'clients without a user name' : `the user ${this.#options.user}`
    switch (sign.kind) {
      case 'code':
        return `The MQTT broker ${where} does not let ${user} publish to ${topic} (${codes[sign.code] ?? `code ${sign.code}`}). ${meanwhile} ${right}`
      case 'closed':
        return `The MQTT broker ${where} closes the connection each time ${user} publishes to ${topic}, probably because it does not allow it, or because the message is too large for it. ${meanwhile} ${right}`
      case 'unheard':
        return `The MQTT broker ${where} does not pass on what ${user} publishes to ${topic}, and with MQTT 3.1.1 it cannot say so. ${meanwhile} Give the user the right to write and read this topic on the broker; "sitbone doctor" tries every topic that Sitbone uses.`
      case 'small-limit':
        return `The MQTT broker ${where} accepts messages up to ${sign.mostBytes} bytes, and Sitbone sends longer ones. ${meanwhile} Raise the limit of the broker (max_packet_size in Mosquitto) to 1 MB.`
      case 'too-long':
        return `The MQTT broker ${where} accepts messages up to ${sign.mostBytes} bytes, but one to ${topic} has ${sign.bytes}. ${meanwhile} Raise the limit of the broker (max_packet_size in Mosquitto) to 1 MB.`
    }
  }
}
