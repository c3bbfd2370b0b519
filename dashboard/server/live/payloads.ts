/** Payloads of MQTT as values: checked, and when they do not fit counted by topic and reason, said rarely, left out. */

import type { z } from 'zod'
import type { MqttMessage } from '../../../mqtt/mqtt-link.ts'
import { parseJson } from '../../../platform/json.ts'
import type { Log } from '../../../platform/log.ts'
import type { InvalidReason, Metrics } from '../http/metrics.ts'
import { issuesInWords } from '../http/problems.ts'

/** 64 cells with seven digits each take about 2 kB; info with advice per cell about 16 kB. */
export const maxBytes = {
  live: 16_384,
  state: 65_536,
  info: 131_072,
  event: 16_384,
  availability: 16,
  tolerance: 8192,
  problems: 65_536,
}
/** The topics whose payloads are read. */
export type Heard = keyof typeof maxBytes
const toldAgainMs = 60_000

export class Payloads {
  readonly #log: Log
  readonly #metrics: Metrics
  readonly #toldAtMs = new Map<string, number>()

  constructor(log: Log, metrics: Metrics) {
    this.#log = log
    this.#metrics = metrics
  }

  /** An empty payload is how MQTT removes a retained message: nothing to take, nothing wrong. */
  parse<T extends z.ZodType>(topic: Heard, schema: T, message: MqttMessage): z.infer<T> | null {
    const value = this.json(topic, message)
    if (value === undefined) return null
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    this.leaveOut(topic, 'schema', message.topic, issuesInWords(parsed.error))
    return null
  }

  json(topic: Heard, message: MqttMessage): unknown {
    if (message.payload.length === 0) return undefined
    const value = parseJson(message.payload.toString())
    if (value === undefined) this.leaveOut(topic, 'not-json', message.topic, 'not JSON')
    return value
  }

  /** Counts each; logs at most once a minute for each topic and reason, and never the payload. */
  leaveOut(topic: Heard, reason: InvalidReason, where: string, why: string): void {
    this.#metrics.invalid.inc({ topic, reason })
    const key = `${topic} ${reason}`
    const nowMs = Date.now()
    if (nowMs - (this.#toldAtMs.get(key) ?? 0) < toldAgainMs) return
    this.#toldAtMs.set(key, nowMs)
    this.#log.warn(
      { topic: where, reason },
      `A message was left out (${why}). The pages keep showing the last valid one; check the program that sent it.`,
    )
  }
}
