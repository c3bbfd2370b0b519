/**
 * Publishes what keeps this gateway from publishing, on a retained topic of its own. The page reads it there even if the
 * cushion's topics are silent. An empty topic means no problem.
 */
import type { GatewayProblem, GatewayProblems } from '../../contract/gateway-problems.ts'
import { parseCushionTopic, topics } from '../../contract/topics.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import type { Log } from '../../platform/log.ts'

export interface WatchedCushion {
  readonly id: string
  /** Why it does not use the cushion's name; null if it does. */
  readonly nameRefusal: string | null
  /** How long batches have waited without any acknowledgement. */
  readonly unconfirmedMs: number
}

export interface GatewayProblemsOptions {
  readonly base: string
  readonly gatewayId: string
  readonly mqtt: MqttLink
  readonly log: Log
}

const unconfirmedLongMs = 60_000
const mostRefusals = 20

const notRecorded = (cushion: string) =>
  `No recorder has confirmed the readings of ${cushion} for more than a minute. They are kept on the gateway's disk and sent again. ` +
  'Check that a recorder is running, and that the broker lets the gateway write this cushion’s topic "record" and the recorder read it and write "recorded": sitbone doctor tries each.'

export class GatewayProblemsTopic {
  readonly #options: GatewayProblemsOptions
  readonly #topic: string
  #published = ''
  /** Cushions that wait for a recorder; each is logged once. */
  readonly #waiting = new Set<string>()

  constructor(options: GatewayProblemsOptions) {
    this.#options = options
    this.#topic = topics(options.base).gatewayProblems(options.gatewayId)
  }

  /** Call before the link starts. */
  start(): void {
    this.#options.mqtt.overhear(this.#topic, ({ payload, retained }) => {
      // Left by an earlier run and no longer true.
      if (retained && payload.length > 0 && this.#published === '') this.#publish('')
    })
  }

  /** Call a few times a second. */
  beat(cushions: Iterable<WatchedCushion>): void {
    if (!this.#options.mqtt.connected) return
    const problems = this.#problems(cushions)
    const key = problems.length === 0 ? '' : JSON.stringify(problems)
    if (key === this.#published) return
    this.#published = key
    const { gatewayId: gateway } = this.#options
    const message: GatewayProblems = { v: 1, at: new Date().toISOString(), gateway, problems }
    this.#publish(key === '' ? '' : JSON.stringify(message))
  }

  /** The broker may have lost it: publishes it at the next beat. */
  again(): void {
    this.#published = ''
  }

  #problems(cushions: Iterable<WatchedCushion>): GatewayProblem[] {
    const { mqtt, base } = this.#options
    const found: GatewayProblem[] = []
    for (const { id, nameRefusal, unconfirmedMs } of cushions) {
      if (nameRefusal !== null)
        found.push({ kind: 'name-taken', cushion: id, topic: null, message: nameRefusal })
      else if (this.#isWaiting(id, unconfirmedMs))
        found.push({ kind: 'not-recorded', cushion: id, topic: null, message: notRecorded(id) })
    }
    for (const { topic, message } of mqtt.refusals.slice(0, mostRefusals)) {
      if (topic === this.#topic) continue
      const cushion = parseCushionTopic(base, topic)?.cushion ?? null
      found.push({ kind: 'publish-refused', cushion, topic, message })
    }
    return found
  }

  #isWaiting(cushion: string, unconfirmedMs: number): boolean {
    if (unconfirmedMs < unconfirmedLongMs) {
      this.#waiting.delete(cushion)
      return false
    }
    if (!this.#waiting.has(cushion)) this.#options.log.warn({ cushion }, notRecorded(cushion))
    this.#waiting.add(cushion)
    return true
  }

  #publish(payload: string): void {
    this.#options.mqtt.publish(this.#topic, payload, { qos: 1, retain: true }).catch(() => {})
  }
}
