/**
 * `sitbone cushion forget <id>`: empties what the broker retains of a cushion, such as one whose name was mistyped or forged. What
 * the store holds stays. Without --confirm it only lists.
 */
import { forgottenTopics, topics } from '../contract/topics.ts'
import type { MqttLink } from '../mqtt/mqtt-link.ts'
import { parseJson } from '../platform/json.ts'
import { silentLog } from '../platform/log.ts'
import { type Settings, SettingsError } from '../settings/settings.ts'
import { reach } from './broker-reach.ts'
import { makeMqtt } from './roles/mqtt-parts.ts'

/** Retained messages come right after the subscription. */
const settleMs = 700

const say = (text: string) => process.stdout.write(`${text}\n`)

/** @throws SettingsError */
export async function forgetCushion(
  values: Settings,
  { id, confirmed }: { readonly id: string; readonly confirmed: boolean },
): Promise<number> {
  const topic = topics(values.base)
  const named = forgottenTopics.map((name) => topic.cushion(id, name))
  const name = `forget-${process.pid}`
  // At the embedded broker one role may read everything, and another write these topics.
  const reader = makeMqtt(values, silentLog, { embedded: null, role: 'read', name })
  const writer = makeMqtt(values, silentLog, { embedded: null, role: 'gateway', name })
  const retained = new Map<string, string>()
  for (const filter of [...named, topic.gatewayAvailability('+')])
    reader.subscribe(filter, 1, (message) => void retained.set(message.topic, message.payload.toString()))
  try {
    for (const link of [reader, writer]) {
      const { ok, detail } = await reach(link)
      if (!ok) throw new SettingsError(`${detail} Nothing was changed.`)
    }
    await new Promise((resolve) => setTimeout(resolve, settleMs))
    if (isOnline(retained, { base: values.base, id }))
      throw new SettingsError(
        `${id} is online: its gateway would publish it again. Nothing was changed. Stop that gateway or give its cushion another name (--cushion) first.`,
      )
    if (confirmed) await empty(writer, named)
    const found = named.filter((one) => (retained.get(one) ?? '') !== '')
    say(confirmed ? forgottenWords(id) : foundWords(id, found))
    return 0
  } catch (error) {
    if (error instanceof SettingsError) throw error
    throw new SettingsError(error instanceof Error ? error.message : String(error))
  } finally {
    await Promise.all([reader.stop(), writer.stop()])
  }
}

async function empty(link: MqttLink, topicsOfIt: readonly string[]): Promise<void> {
  for (const one of topicsOfIt) await link.publish(one, '', { qos: 1, retain: true })
}

const forgottenWords = (id: string): string =>
  `${id} is forgotten. Recorded data stays in the store; the page can hide it under Settings.`

const foundWords = (id: string, found: readonly string[]): string =>
  found.length === 0
    ? `The broker holds nothing of ${id} that this user may read.`
    : [
        `The broker still holds of ${id}:`,
        ...found.map((one) => `  ${one}`),
        'Nothing was changed. Add --confirm to remove this. Recorded data stays in the store.',
      ].join('\n')

/** A gateway that was killed leaves its cushion online; its own topic says that it is gone. */
function isOnline(
  retained: ReadonlyMap<string, string>,
  { base, id }: { base: string; id: string },
): boolean {
  const topic = topics(base)
  if (retained.get(topic.cushion(id, 'availability')) !== 'online') return false
  const info = parseJson(retained.get(topic.cushion(id, 'info')) ?? '')
  const gateway = typeof info === 'object' && info !== null && 'gateway' in info ? String(info.gateway) : null
  return gateway === null || retained.get(topic.gatewayAvailability(gateway)) !== 'offline'
}
