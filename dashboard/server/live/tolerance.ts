/** Checks a tolerance and puts it in force: retained on MQTT, from where the gateway takes and keeps it. */

import type { Problem } from '../../../contract/problem.ts'
import { topics } from '../../../contract/topics.ts'
import type { Tolerance } from '../../../core/model/schemas/tolerance.ts'
import { toleranceSchema } from '../../../core/model/schemas/tolerance.ts'
import { BrokerUnreachable, type MqttLink } from '../../../mqtt/mqtt-link.ts'
import { issuesOf, problem } from '../http/problems.ts'
import { brokerProblem } from './commands.ts'

export type ToleranceAnswer =
  | { readonly ok: true; readonly tolerance: Tolerance }
  | { readonly problem: Problem }

export class Tolerances {
  readonly #mqtt: MqttLink
  readonly #base: string

  constructor(mqtt: MqttLink, base: string) {
    this.#mqtt = mqtt
    this.#base = base
  }

  /** `value` as it came from outside. Resolves once the broker has it. */
  async set(cushion: string, value: unknown): Promise<ToleranceAnswer> {
    const parsed = toleranceSchema.safeParse(value)
    if (!parsed.success) {
      const detail = 'The limits were not changed: some values do not fit. The earlier limits stay in force.'
      return { problem: problem('invalid', detail, { errors: issuesOf(parsed.error) }) }
    }
    try {
      const topic = topics(this.#base).cushion(cushion, 'tolerance')
      await this.#mqtt.publish(topic, JSON.stringify(parsed.data), { qos: 1, retain: true })
      return { ok: true, tolerance: parsed.data }
    } catch (error) {
      if (error instanceof BrokerUnreachable) return { problem: brokerProblem() }
      throw error
    }
  }
}
