/** What gateways report as preventing them from publishing. Ignores gateways that are offline, whose last report is old. */
import { type GatewayProblem, gatewayProblemsSchema } from '../../../contract/gateway-problems.ts'
import { idPattern, topics } from '../../../contract/topics.ts'
import type { MqttLink, MqttMessage } from '../../../mqtt/mqtt-link.ts'
import type { LiveHub } from './live-hub.ts'
import { maxBytes, type Payloads } from './payloads.ts'

export interface HeardProblemsOptions {
  readonly mqtt: MqttLink
  readonly base: string
  readonly hub: Pick<LiveHub, 'gateways'>
  readonly payloads: Payloads
}

const mostGateways = 2000

export class HeardProblems {
  readonly #options: HeardProblemsOptions
  readonly #of = new Map<string, readonly GatewayProblem[]>()

  constructor(options: HeardProblemsOptions) {
    this.#options = options
  }

  get all(): readonly GatewayProblem[] {
    const { gateways } = this.#options.hub
    return [...this.#of].flatMap(([id, problems]) => (gateways.get(id) === 'offline' ? [] : problems))
  }

  /** Call once, before the link starts. */
  subscribe(changed: () => void): void {
    const { mqtt, base } = this.#options
    mqtt.subscribe(topics(base).gatewayProblems('+'), 0, (message) => {
      this.#take(message)
      changed()
    })
  }

  #take(message: MqttMessage): void {
    const { payloads } = this.#options
    const id = message.topic.split('/').at(-2) ?? ''
    if (message.payload.length === 0) {
      this.#of.delete(id)
      return
    }
    if (message.payload.length > maxBytes.problems) {
      payloads.leaveOut('problems', 'too-long', message.topic, `${message.payload.length} bytes`)
      return
    }
    const heard = payloads.parse('problems', gatewayProblemsSchema, message)
    const full = this.#of.size >= mostGateways && !this.#of.has(id)
    if (heard !== null && idPattern.test(id) && !full) this.#of.set(id, heard.problems)
  }
}
