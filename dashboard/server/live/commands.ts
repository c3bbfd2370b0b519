/** Sends a command to a cushion's gateway over MQTT and waits for the answer with the same id. */

import { randomUUID } from 'node:crypto'
import type { Problem } from '../../../contract/problem.ts'
import { topics } from '../../../contract/topics.ts'
import { type CommandResult, commandResultSchema } from '../../../core/model/schemas/command-result.ts'
import { commandSchemas, type Verb } from '../../../core/model/schemas/commands.ts'
import { BrokerUnreachable, type MqttLink } from '../../../mqtt/mqtt-link.ts'
import { parseJson } from '../../../platform/json.ts'
import { issuesOf, problem } from '../http/problems.ts'

export const answerTimeoutMs = 5000
const maxWaiting = 500

export interface CommandRequest {
  readonly cushion: string
  readonly verb: Verb
  readonly args: Readonly<Record<string, unknown>>
}
export type CommandAnswer = CommandResult | { readonly problem: Problem }

export const brokerProblem = (): Problem =>
  problem(
    'broker-unreachable',
    'The message broker cannot be reached, so nothing was sent and nothing has changed. Alerts at the cushion go on; try again once the broker is back.',
  )

interface Waiting {
  readonly topic: string
  readonly answered: (result: CommandResult) => void
}

export class Commands {
  readonly #mqtt: MqttLink
  readonly #base: string
  readonly #timeoutMs: number
  readonly #waiting = new Map<string, Waiting>()

  constructor(mqtt: MqttLink, base: string, timeoutMs = answerTimeoutMs) {
    this.#mqtt = mqtt
    this.#base = base
    this.#timeoutMs = timeoutMs
  }

  /** Registers for the answers; call once, before the link starts. */
  subscribe(): void {
    this.#mqtt.subscribe(topics(this.#base).everyCommandResult, 1, ({ topic, payload, retained }) => {
      if (retained || payload.length > 16_384) return
      const result = parseResult(payload)
      const waiting = result?.id == null ? undefined : this.#waiting.get(result.id)
      if (result !== null && waiting?.topic === topic) waiting.answered(result)
    })
  }

  async send({ cushion, verb, args }: CommandRequest): Promise<CommandAnswer> {
    const id = randomUUID()
    const command = commandSchemas[verb].safeParse({ ...args, id })
    if (!command.success) {
      const detail = `The command ${verb} was not sent: some of its values do not fit.`
      return { problem: problem('invalid', detail, { errors: issuesOf(command.error) }) }
    }
    if (this.#waiting.size >= maxWaiting) {
      const detail =
        'Too many commands are waiting for an answer; this one was not sent. Try again in a few seconds.'
      return { problem: problem('too-many', detail) }
    }
    const topic = topics(this.#base)
    const answer = this.#waitFor(id, topic.commandResult(cushion, verb))
    try {
      await this.#mqtt.publish(topic.command(cushion, verb), JSON.stringify(command.data), { qos: 1 })
      return await answer.result
    } catch (error) {
      if (error instanceof BrokerUnreachable) return { problem: brokerProblem() }
      throw error
    } finally {
      answer.end()
    }
  }

  #waitFor(id: string, topic: string): { result: Promise<CommandResult>; end: () => void } {
    const { promise, resolve } = Promise.withResolvers<CommandResult>()
    const message = `The gateway of this cushion did not answer within ${this.#timeoutMs / 1000} s. It may be offline or still carrying out the command; check the cushion's state before you try again.`
    const timer = setTimeout(
      () => resolve({ v: 1, id, ok: false, error: { code: 'timeout', message } }),
      this.#timeoutMs,
    )
    this.#waiting.set(id, { topic, answered: resolve })
    return {
      result: promise,
      end: () => {
        clearTimeout(timer)
        this.#waiting.delete(id)
      },
    }
  }
}

function parseResult(payload: Buffer): CommandResult | null {
  const parsed = commandResultSchema.safeParse(parseJson(payload.toString()))
  return parsed.success ? parsed.data : null
}
