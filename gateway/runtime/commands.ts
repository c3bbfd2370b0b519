/**
 * Commands from MQTT to one cushion: checked, carried out once, and answered on `.../result` with the same id. Retained commands
 * are ignored, because they would run again at each start. `perform` decides what a command does.
 */

import type { z } from 'zod'
import { parseCushionTopic, topics } from '../../contract/topics.ts'
import type { CommandResult } from '../../core/model/schemas/command-result.ts'
import { type Command, commandSchemas, type Verb, verbs } from '../../core/model/schemas/commands.ts'
import type { MqttLink, MqttMessage } from '../../mqtt/mqtt-link.ts'
import { parseJson } from '../../platform/json.ts'
import type { Log } from '../../platform/log.ts'

export interface CommandsOptions {
  readonly base: string
  readonly cushion: string
  readonly mqtt: Pick<MqttLink, 'subscribe' | 'publish'>
  readonly log: Log
  readonly nowMs: () => number
  perform(command: Command): Promise<CommandResult>
}

const rememberMs = 60_000
const rememberedMax = 1000
const textMax = 20_000

const isVerb = (text: string): text is Verb => verbs.some((verb) => verb === text)

const invalid = (id: string | null, message: string): CommandResult => ({
  v: 1,
  id,
  ok: false,
  error: { code: 'invalid', message },
})

/** The command, or a refusal as the answer. */
function readCommand(verb: Verb, payload: Buffer): Command | CommandResult {
  if (payload.length > textMax) return invalid(null, `The command is longer than ${textMax} bytes.`)
  const parsed = parseJson(payload.toString())
  if (parsed === undefined) return invalid(null, 'The command is not JSON, such as {"id":"1"}.')
  const checked = check(verb, parsed)
  if ('verb' in checked) return checked
  const [issue] = checked.error.issues
  const given = typeof parsed === 'object' && parsed !== null && 'id' in parsed ? parsed.id : null
  const id = typeof given === 'string' && given.length <= 64 ? given : null
  return invalid(
    id,
    `The command ${verb} was not taken: ${issue?.path.join('.') || 'it'}: ${issue?.message}.`,
  )
}

/** One case for each verb, so that the compiler knows which fields belong to it. */
function check(verb: Verb, given: unknown): Command | { error: z.ZodError } {
  const take = <S extends z.ZodType, C>(schema: S, make: (fields: z.infer<S>) => C) => {
    const parsed = schema.safeParse(given)
    return parsed.success ? make(parsed.data) : { error: parsed.error }
  }
  switch (verb) {
    case 'tare':
      return take(commandSchemas.tare, (fields) => ({ verb, ...fields }))
    case 'calibrate':
      return take(commandSchemas.calibrate, (fields) => ({ verb, ...fields }))
    case 'acknowledge':
      return take(commandSchemas.acknowledge, (fields) => ({ verb, ...fields }))
    case 'snooze':
      return take(commandSchemas.snooze, (fields) => ({ verb, ...fields }))
    case 'quiet':
      return take(commandSchemas.quiet, (fields) => ({ verb, ...fields }))
    case 'rate':
      return take(commandSchemas.rate, (fields) => ({ verb, ...fields }))
    case 'buzz':
      return take(commandSchemas.buzz, (fields) => ({ verb, ...fields }))
  }
}

/** Subscribes; call before the link starts. */
export function takeCommands(options: CommandsOptions): void {
  const { base, cushion, mqtt, log, nowMs } = options
  const topic = topics(base)
  /** When each id was first seen, oldest first. */
  const seen = new Map<string, number>()

  const isRepeat = (key: string): boolean => {
    const now = nowMs()
    for (const [old, atMs] of seen) {
      if (now - atMs < rememberMs && seen.size < rememberedMax) break
      seen.delete(old)
    }
    if (seen.has(key)) return true
    seen.set(key, now)
    return false
  }

  const answer = (verb: Verb, result: CommandResult) => {
    mqtt
      .publish(topic.commandResult(cushion, verb), JSON.stringify(result), { qos: 1 })
      .catch(() =>
        log.debug(
          { cushion, verb },
          'The answer to a command could not be sent because the broker is not reachable.',
        ),
      )
  }

  const take = async ({ topic: at, payload, retained }: MqttMessage) => {
    const verb = parseCushionTopic(base, at)?.rest.slice('cmd/'.length) ?? ''
    if (retained) {
      if (payload.length > 0)
        log.warn(
          { cushion, verb },
          'A retained command was ignored: it would run again at every start. Clear it on the broker.',
        )
      return
    }
    if (!isVerb(verb)) {
      log.warn({ cushion, verb: verb.slice(0, 32) }, 'An unknown command was ignored.')
      return
    }
    const read = readCommand(verb, payload)
    if (!('verb' in read)) return answer(verb, read)
    if (isRepeat(`${verb}/${read.id}`)) return
    answer(verb, await options.perform(read))
  }

  mqtt.subscribe(topic.everyCommand(cushion), 1, (message) => {
    take(message).catch((error: unknown) => log.error({ cushion, err: error }, 'A command failed.'))
  })
}
