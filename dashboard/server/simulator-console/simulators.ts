/** Controls a simulated cushion over MQTT (sit, take a weight, break a cell). Never sends to a real cushion. */

import type { Problem } from '../../../contract/problem.ts'
import type { SimulatorControl } from '../../../contract/simulator-control.ts'
import { topics } from '../../../contract/topics.ts'
import { BrokerUnreachable, type MqttLink } from '../../../mqtt/mqtt-link.ts'
import { problem } from '../http/problems.ts'
import { brokerProblem } from '../live/commands.ts'

export interface SimulatorsOptions {
  readonly mqtt: MqttLink
  readonly base: string
  /** The gateway's `info` of the cushion; null: none yet. */
  readonly simulated: (cushion: string) => boolean | null
}

export class Simulators {
  readonly #options: SimulatorsOptions

  constructor(options: SimulatorsOptions) {
    this.#options = options
  }

  /** Null once the broker has accepted it, else the reason. */
  async tell(cushion: string, control: SimulatorControl): Promise<Problem | null> {
    const { mqtt, base, simulated } = this.#options
    if (simulated(cushion) !== true)
      return problem(
        'refused',
        `${cushion} is not a simulated cushion that is running now, so nothing was sent. Start one with --port simulator.`,
        { code: 'not-supported' },
      )
    try {
      await mqtt.publish(topics(base).simulator(cushion), JSON.stringify(control), { qos: 1 })
      return null
    } catch (error) {
      if (error instanceof BrokerUnreachable) return brokerProblem()
      throw error
    }
  }
}
