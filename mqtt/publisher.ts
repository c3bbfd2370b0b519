/**
 * Publishing over one connection, bounded: at most `inFlightMax` QoS 1 messages await the broker's answer, at most
 * `waitingMax` more wait for their turn, and QoS 0 is refused while the broker does not read. mqtt.js itself has no
 * such limits, and beyond 65,535 outstanding messages it loses callbacks.
 */
import type { MqttClient } from 'mqtt'
import type { Log } from '../platform/log.ts'
import { BrokerUnreachable, type MqttLink } from './mqtt-link.ts'

const inFlightMax = 200
const waitingMax = 1000
const unsentBytesMax = 4_000_000
/** Of a message without properties: type, length, length of the topic, number. */
const mostHeaderBytes = 12

export interface Publisher {
  publish: MqttLink['publish']
  /** The broker takes packets of so many bytes and would end the connection at a longer one; undefined: of any length. */
  bound(mostBytes: number | undefined): void
  /** The connection ended: whatever is still unanswered is rejected. */
  close(): void
}

interface Waiting {
  readonly begin: () => void
  readonly reject: (error: Error) => void
}

export function createPublisher(client: MqttClient, where: string, log: Pick<Log, 'warn'>): Publisher {
  const inFlight = new Set<(error: Error) => void>()
  const waiting: Waiting[] = []
  let closed = false
  let mostBytes = Number.POSITIVE_INFINITY
  let oversizeSaid = false
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

  /** The sentence that says so, or null when it fits. */
  const oversize = (topic: string, payload: string | Buffer): string | null => {
    const bytes = Buffer.byteLength(topic) + Buffer.byteLength(payload) + mostHeaderBytes
    if (bytes <= mostBytes) return null
    const words = `accepts messages up to ${mostBytes} bytes, but one to ${topic} has ${bytes}; raise its limit (max_packet_size in Mosquitto) to 1 MB`
    if (!oversizeSaid)
      log.warn({ topic }, `The MQTT broker ${where} ${words}. Larger messages wait or are dropped.`)
    oversizeSaid = true
    return words
  }

  return {
    bound(most) {
      mostBytes = most ?? Number.POSITIVE_INFINITY
    },
    publish(topic, payload, how) {
      if (closed) return Promise.reject(refuse('is gone'))
      const tooLong = oversize(topic, payload)
      if (tooLong !== null) return Promise.reject(refuse(tooLong))
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
