/** What a link reads: asked of the broker at each connection, and handed on as it comes. */
import type { MqttClient } from 'mqtt'
import type { ISubackPacket } from 'mqtt-packet'
import type { Log } from '../platform/log.ts'
import type { MqttMessage } from './mqtt-link.ts'
import { topicMatches } from './topic-filter.ts'

/** A message by which `sitbone doctor` tries a right. It says nothing, and is never retained. */
export const probe: Buffer = Buffer.from('{"v":1,"probe":true}')

export interface Subscription {
  readonly filter: string
  readonly qos: 0 | 1
  /** Of a topic that this part also writes: without its own messages where the broker can (version 5), and not needed. */
  readonly overheard: boolean
  readonly handler: (message: MqttMessage) => void
}

/** `$share/<group>/<filter>`: each message goes to one of those who share the filter. [MQTT 5, 4.8.2] */
export const withoutShare = (filter: string): string => filter.replace(/^\$share\/[^/]*\//, '')

export function dispatch(
  subscriptions: readonly Subscription[],
  message: MqttMessage,
  log: Pick<Log, 'error'>,
): void {
  const tried = message.payload.equals(probe)
  for (const { filter, overheard, handler } of subscriptions) {
    if ((tried && !overheard) || !topicMatches(withoutShare(filter), message.topic)) continue
    try {
      handler(message)
    } catch (error) {
      log.error({ topic: message.topic, err: error }, 'A message could not be processed and was skipped.')
    }
  }
}

export interface Subscribing {
  readonly log: Pick<Log, 'info' | 'warn'>
  /** Filters that the broker refused or cannot share; kept over connections, so that each is named in the log once. */
  readonly refused: Set<string>
  /** Does the broker of now share subscriptions? Others grant them all the same, and deliver nothing. */
  shares: boolean
}

const noShares =
  'This MQTT broker has no shared subscriptions ($share), so this program takes every message itself and does not share the work with others. Nothing is lost or stored twice. To share the work, use a broker of MQTT 5, or one that maps subjects.'

/** As mqtt.js takes it. */
function requestOf(
  wanted: readonly Subscription[],
  { log, refused, shares }: Subscribing,
): Record<string, { qos: 0 | 1; nl: boolean }> {
  const map: Record<string, { qos: 0 | 1; nl: boolean }> = {}
  for (const { filter, qos, overheard } of wanted) {
    const asked = shares ? filter : withoutShare(filter)
    if (asked !== filter && !refused.has(filter)) {
      refused.add(filter)
      log.warn({ filter }, noShares)
    }
    const before = map[asked]
    map[asked] = { qos: before?.qos === 1 ? 1 : qos, nl: overheard && before?.nl !== false }
  }
  return map
}

/** Rejects when the connection ends; what the broker refuses is only logged. */
export async function subscribeAll(
  to: MqttClient,
  wanted: readonly Subscription[],
  subscribing: Subscribing,
): Promise<void> {
  if (wanted.length === 0) return
  const { log, refused } = subscribing
  const map = requestOf(wanted, subscribing)
  // Its promise would say only that some filter was refused, and not which.
  const answer = await new Promise<ISubackPacket | undefined>((resolve, reject) =>
    to.subscribe(map, (error, _granted, packet) =>
      error && packet === undefined ? reject(error) : resolve(packet),
    ),
  )
  for (const [i, [topic, { nl }]] of Object.entries(map).entries()) {
    if (Number(answer?.granted[i] ?? 0) < 128) {
      refused.delete(topic)
      continue
    }
    if (refused.has(topic)) continue
    refused.add(topic)
    if (nl)
      log.info(
        { topic },
        'The MQTT broker does not let this user read a topic, so this gateway cannot notice another one that uses the same cushion name. Everything else works.',
      )
    else
      log.warn(
        { topic },
        'The MQTT broker does not let this user read a topic. What others send there does not arrive here. Give the user that permission on the broker.',
      )
  }
}
