/**
 * Publishing over one connection, bounded: at most `inFlightMax` QoS 1 messages await the broker's answer, at most
 * `waitingMax` more wait for their turn, and QoS 0 is refused while the broker does not read. mqtt.js itself has no
 * such limits, and beyond 65,535 outstanding messages it loses callbacks.
 */
import type { MqttClient } from 'mqtt'
import type { DropSuspects, SentMessage } from './drop-suspects.ts'
import type { EchoCheck } from './echo-check.ts'
import { BrokerRefuses, BrokerUnreachable, type MqttLink } from './mqtt-link.ts'
import type { RefusalSign, Refusals } from './refusals.ts'

const inFlightMax = 200
const waitingMax = 1000
const unsentBytesMax = 4_000_000
/** Of a message without properties: type, length, length of the topic, number. */
const mostHeaderBytes = 12

export interface PublisherParts {
  readonly client: MqttClient
  readonly where: string
  readonly refusals: Refusals
  readonly suspects: DropSuspects
  /** Null if the broker itself answers with a reason. */
  readonly echo: EchoCheck | null
}

export interface Publisher {
  publish: MqttLink['publish']
  /** The broker takes packets of at most this many bytes, and would end the connection at a longer one; undefined: of any length. */
  bound(mostBytes: number | undefined): void
  /** The connection ended: rejects everything still unanswered. */
  close(): void
}

interface Waiting {
  readonly begin: () => void
  readonly reject: (error: Error) => void
}

export function createPublisher({ client, where, refusals, suspects, echo }: PublisherParts): Publisher {
  const inFlight = new Set<(error: Error) => void>()
  const waiting: Waiting[] = []
  const { cautious } = suspects
  const atOnce = cautious ? 1 : inFlightMax
  let closed = false
  let mostBytes = Number.POSITIVE_INFINITY
  const unreachable = (why: string) => new BrokerUnreachable(`The MQTT broker ${where} ${why}.`)
  const refused = (topic: string, sign: RefusalSign) => new BrokerRefuses(refusals.add(topic, sign).message)

  const settled = (reject: (error: Error) => void) => {
    inFlight.delete(reject)
    if (!closed && inFlight.size < atOnce) waiting.shift()?.begin()
  }

  const failure = (topic: string, error: Error): Error => {
    const code = 'code' in error && typeof error.code === 'number' ? error.code : 0
    return code >= 128
      ? refused(topic, { kind: 'code', code })
      : unreachable(`did not take a message (${error.message})`)
  }

  /** Null when the broker has it. */
  const outcome = (sent: SentMessage, error: Error | undefined): Error | null => {
    if (closed) return unreachable('went away before it answered')
    const taken = suspects.answered(sent)
    if (error) return failure(sent.topic, error)
    // Where an echo is needed, an acknowledgement proves nothing.
    if (echo === null) for (const { topic } of taken) refusals.lift(topic)
    return null
  }

  const reliably: MqttLink['publish'] = (topic, payload, { retain = false }) =>
    new Promise((resolve, reject) => {
      const begin = () => {
        inFlight.add(reject)
        echo?.before(topic)
        const sent = suspects.sent(topic)
        client.publish(topic, payload, { qos: 1, retain }, (error) => {
          settled(reject)
          const failed = outcome(sent, error)
          if (failed === null) resolve()
          else reject(failed)
        })
      }
      if (inFlight.size < atOnce) begin()
      else if (waiting.length < waitingMax) waiting.push({ begin, reject })
      else reject(unreachable('does not keep up'))
    })

  const lightly: MqttLink['publish'] = (topic, payload, { retain = false }) =>
    new Promise((resolve, reject) => {
      if (cautious && inFlight.size > 0) return reject(unreachable('does not keep up'))
      // Only an acknowledged message can be told from the one at which the broker closes the connection.
      if (cautious) return resolve(reliably(topic, payload, { qos: 1, retain }))
      if ((client.stream?.writableLength ?? 0) > unsentBytesMax) return reject(unreachable('does not read'))
      echo?.before(topic)
      suspects.sent(topic)
      client.publish(topic, payload, { qos: 0, retain }, (error) =>
        error ? reject(unreachable('is gone')) : resolve(),
      )
      // mqtt.js would have it leave with the rest of this turn, after all else there is to do in it.
      while (client.stream.writableCorked > 0) client.stream.uncork()
    })

  return {
    bound(most) {
      mostBytes = most ?? Number.POSITIVE_INFINITY
    },
    publish(topic, payload, how) {
      if (closed) return Promise.reject(unreachable('is gone'))
      const bytes = Buffer.byteLength(topic) + Buffer.byteLength(payload) + mostHeaderBytes
      if (bytes > mostBytes) return Promise.reject(refused(topic, { kind: 'too-long', mostBytes, bytes }))
      return how.qos === 1 ? reliably(topic, payload, how) : lightly(topic, payload, how)
    },
    close() {
      closed = true
      echo?.close()
      const gone = unreachable('went away before it answered')
      for (const reject of inFlight) reject(gone)
      for (const { reject } of waiting) reject(gone)
      inFlight.clear()
      waiting.length = 0
    },
  }
}
