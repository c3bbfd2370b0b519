/**
 * Publishing over one connection, bounded: at most `inFlightMax` QoS 1 messages await the broker's answer, at most
 * `waitingMax` more wait for their turn, and QoS 0 is refused while the broker does not read. mqtt.js itself has no
 * such limits, and beyond 65,535 outstanding messages it loses callbacks.
 */
import type { MqttClient } from 'mqtt'
import { BrokerUnreachable, type MqttLink } from './mqtt-link.ts'

const inFlightMax = 200
const waitingMax = 1000
const unsentBytesMax = 4_000_000

export interface Publisher {
  publish: MqttLink['publish']
  /** The connection ended: whatever is still unanswered is rejected. */
  close(): void
}

interface Waiting {
  readonly begin: () => void
  readonly reject: (error: Error) => void
}

export function createPublisher(client: MqttClient, where: string): Publisher {
  const inFlight = new Set<(error: Error) => void>()
  const waiting: Waiting[] = []
  let closed = false
  const refuse = (why: string) => new BrokerUnreachable(`The MQTT broker ${where} ${why}.`)

  const settled = (reject: (error: Error) => void) => {
    inFlight.delete(reject)
    if (!closed && inFlight.size < inFlightMax) waiting.shift()?.begin()
  }

  const reliably: MqttLink['publish'] = (topic, payload, { retain = false }) =>
    new Promise((resolve, reject) => {
      const begin = () => {
        inFlight.add(reject)
        client.publish(topic, payload, { qos: 1, retain }, (error) => {
          settled(reject)
          if (error) reject(refuse(`did not take a message (${error.message})`))
          else resolve()
        })
      }
      if (inFlight.size < inFlightMax) begin()
      else if (waiting.length < waitingMax) waiting.push({ begin, reject })
      else reject(refuse('does not keep up'))
    })

  const lightly: MqttLink['publish'] = (topic, payload, { retain = false }) =>
    new Promise((resolve, reject) => {
      if ((client.stream?.writableLength ?? 0) > unsentBytesMax) return reject(refuse('does not read'))
      client.publish(topic, payload, { qos: 0, retain }, (error) =>
        error ? reject(refuse('is gone')) : resolve(),
      )
      // mqtt.js would have it leave with the rest of this turn, after all else there is to do in it.
      while (client.stream.writableCorked > 0) client.stream.uncork()
    })

  return {
    publish(topic, payload, how) {
      if (closed) return Promise.reject(refuse('is gone'))
      return how.qos === 1 ? reliably(topic, payload, how) : lightly(topic, payload, how)
    },
    close() {
      closed = true
      const gone = refuse('went away before it answered')
      for (const reject of inFlight) reject(gone)
      for (const { reject } of waiting) reject(gone)
      inFlight.clear()
      waiting.length = 0
    },
  }
}
