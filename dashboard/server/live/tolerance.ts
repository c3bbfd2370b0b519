/** Checks a tolerance and puts it in force: retained on MQTT, from where the gateway takes and keeps it. */

import type { Problem } from '../../../contract/problem.ts'
import { topics } from '../../../contract/topics.ts'
import type { Tolerance } from '../../../core/model/schemas/tolerance.ts'
import { toleranceSchema } from '../../../core/model/schemas/tolerance.ts'
import { beyondLock } from '../../../core/progress/locks.ts'
import { BrokerUnreachable, type MqttLink } from '../../../mqtt/mqtt-link.ts'
import { DiaryUnavailable } from '../diary/database/diary-base.ts'
import { issuesOf, problem } from '../http/problems.ts'
import { type Locks, lockedProblem, type SetLock } from '../prescriptions/locks.ts'
import { brokerProblem } from './commands.ts'

export type ToleranceAnswer =
  | { readonly ok: true; readonly tolerance: Tolerance }
  | { readonly problem: Problem }

export interface TolerancesOptions {
  readonly mqtt: MqttLink
  /** First part of every topic. */
  readonly base: string
  readonly locks: Pick<Locks, 'of'>
}

export class Tolerances {
  readonly #options: TolerancesOptions

  constructor(options: TolerancesOptions) {
    this.#options = options
  }

  lockOf(cushion: string): Promise<SetLock | null> {
    return this.#options.locks.of(cushion)
  }

  /** `value` as it came from outside, from whoever may set limits: none goes beyond what is locked. */
  async set(cushion: string, value: unknown): Promise<ToleranceAnswer> {
    const parsed = toleranceSchema.safeParse(value)
    if (!parsed.success) return await this.prescribe(cushion, value)
    try {
      const lock = await this.lockOf(cushion)
      const beyond = lock === null ? [] : beyondLock(parsed.data, lock)
      if (lock !== null && beyond.length > 0) return { problem: lockedProblem(lock, beyond) }
    } catch (error) {
      if (error instanceof DiaryUnavailable) return { problem: problem('diary-unavailable', error.message) }
      throw error
    }
    return await this.prescribe(cushion, parsed.data)
  }

  /** Whatever is locked, for a new prescription. Resolves once the broker has it. */
  async prescribe(cushion: string, value: unknown): Promise<ToleranceAnswer> {
    const parsed = toleranceSchema.safeParse(value)
    if (!parsed.success) {
      const detail = 'The limits were not changed: some values do not fit. The earlier limits stay in force.'
      return { problem: problem('invalid', detail, { errors: issuesOf(parsed.error) }) }
    }
    try {
      const topic = topics(this.#options.base).cushion(cushion, 'tolerance')
      await this.#options.mqtt.publish(topic, JSON.stringify(parsed.data), { qos: 1, retain: true })
      return { ok: true, tolerance: parsed.data }
    } catch (error) {
      if (error instanceof BrokerUnreachable) return { problem: brokerProblem() }
      throw error
    }
  }
}
