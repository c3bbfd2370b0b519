/** What a link reads: asked of the broker at each connection, and handed on as it comes. */
import type { MqttClient } from 'mqtt'
import type { ISubackPacket } from 'mqtt-packet'
import type { Log } from '../platform/log.ts'
import type { MqttMessage } from './mqtt-link.ts'
import { topicMatches } from './topic-filter.ts'

export interface Subscription {
  readonly filter: string
  readonly qos: 0 | 1
  readonly handler: (message: MqttMessage) => void
}

export function dispatch(
  subscriptions: readonly Subscription[],
  message: MqttMessage,
  log: Pick<Log, 'error'>,
): void {
  for (const { filter, handler } of subscriptions) {
    if (!topicMatches(filter, message.topic)) continue
    try {
      handler(message)
    } catch (error) {
      log.error({ topic: message.topic, err: error }, 'A message could not be processed and was skipped.')
    }
  }
}

/** Rejects when the connection ends; what the broker refuses is only logged. */
export async function subscribeAll(
  to: MqttClient,
  wanted: readonly Subscription[],
  log: Pick<Log, 'warn'>,
): Promise<void> {
  if (wanted.length === 0) return
  const map: Record<string, { qos: 0 | 1 }> = {}
  for (const { filter, qos } of wanted) map[filter] = { qos: map[filter]?.qos === 1 ? 1 : qos }
  // Its promise would say only that some filter was refused, and not which.
  const answer = await new Promise<ISubackPacket | undefined>((resolve, reject) =>
    to.subscribe(map, (error, _granted, packet) =>
      error && packet === undefined ? reject(error) : resolve(packet),
    ),
  )
  for (const [i, topic] of Object.keys(map).entries()) {
    if (Number(answer?.granted[i] ?? 0) < 128) continue
    log.warn(
      { topic },
      'The MQTT broker does not let this user read a topic; give the user that permission on the broker.',
    )
  }
}
