/**
 * The MQTT link of one cushion: connected only while the gateway may use the cushion's name. The latest message of each topic
 * that arrives earlier is kept and passed on then, such as retained limits that were set while this gateway was away.
 */
import { BrokerUnreachable, type MqttLink, type MqttMessage } from '../../mqtt/mqtt-link.ts'
import type { NameClaim } from './name-claim.ts'

export interface NamedLink extends Pick<MqttLink, 'connected' | 'subscribe' | 'publish'> {
  /** Passes on what has waited for the name. */
  release(): void
}

const mostHeld = 50

export function namedLink(mqtt: MqttLink, claim: Pick<NameClaim, 'mine'>, cushion: string): NamedLink {
  const held = new Map<string, () => void>()
  return {
    get connected() {
      return mqtt.connected && claim.mine
    },
    subscribe(filter, qos, handler) {
      mqtt.subscribe(filter, qos, (message: MqttMessage) => {
        if (claim.mine) {
          handler(message)
          return
        }
        held.delete(message.topic)
        // A late command would come as a surprise: its sender already knows that it got no answer.
        if (message.topic.includes('/cmd/')) return
        if (held.size < mostHeld) held.set(message.topic, () => handler(message))
      })
    },
    publish(topic, payload, how) {
      if (claim.mine) return mqtt.publish(topic, payload, how)
      return Promise.reject(new BrokerUnreachable(`The name ${cushion} is not this gateway’s now.`))
    },
    release() {
      const waiting = [...held.values()]
      held.clear()
      for (const hand of waiting) hand()
    },
  }
}
