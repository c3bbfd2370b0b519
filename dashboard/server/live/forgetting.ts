/** Forgets a cushion: empties what is retained of it. What the store holds of it stays. */

import type { Problem } from '../../../contract/problem.ts'
import { forgottenTopics, topics } from '../../../contract/topics.ts'
import { BrokerRefuses, BrokerUnreachable, type MqttLink } from '../../../mqtt/mqtt-link.ts'
import { ownCommand } from '../../../platform/own-command.ts'
import { problem } from '../http/problems.ts'
import { brokerProblem } from './commands.ts'
import type { LiveHub } from './live-hub.ts'

export class Forgetting {
  readonly #mqtt: MqttLink
  readonly #base: string
  readonly #hub: LiveHub

  constructor(mqtt: MqttLink, base: string, hub: LiveHub) {
    this.#mqtt = mqtt
    this.#base = base
    this.#hub = hub
  }

  /** Null once the broker has forgotten it. */
  async forget(id: string): Promise<Problem | null> {
    const heard = this.#hub.get(id)
    const gateway = heard?.info?.gateway
    const gatewayThere = gateway === undefined || this.#hub.gateways.get(gateway) !== 'offline'
    if (heard?.availability === 'online' && gatewayThere)
      return problem(
        'refused',
        `${id} is online: its gateway would publish it again. Nothing was changed. Stop that gateway or give its cushion another name first.`,
      )
    try {
      for (const topic of forgottenTopics)
        await this.#mqtt.publish(topics(this.#base).cushion(id, topic), '', { qos: 1, retain: true })
      return null
    } catch (error) {
      if (error instanceof BrokerRefuses)
        return problem(
          'refused',
          `The broker does not let the dashboard forget a cushion, so ${id} may still be listed. Its recorded data is not affected. On the computer of the gateway: ${ownCommand} cushion forget ${id} --confirm`,
        )
      if (error instanceof BrokerUnreachable) return brokerProblem()
      throw error
    }
  }
}
