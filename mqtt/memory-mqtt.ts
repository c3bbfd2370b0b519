/**
 * A broker and its links in memory, synchronous and exact, for tests: retained messages, filters, and a switch that
 * takes the broker away. Not for production: createBroker() is.
 */
import { BrokerUnreachable, type MqttLink, type MqttMessage } from './mqtt-link.ts'
import { topicMatches } from './topic-filter.ts'

export interface Published {
  readonly topic: string
  readonly payload: string
  readonly qos: 0 | 1
  readonly retain: boolean
}

export interface MemoryBroker {
  /** Everything published, in order. */
  readonly published: Published[]
  readonly retained: Map<string, Buffer>
  link(): MqttLink
  /** False: every link loses its connection and publishing is refused. */
  reachable(is: boolean): void
  /** Publishes as somebody outside. */
  send(topic: string, payload: string | Buffer | object, options?: { retain?: boolean }): void
  /** Payloads of one topic, parsed. */
  json(topic: string): unknown[]
}

interface Member {
  readonly subscriptions: { filter: string; handler: (message: MqttMessage) => void }[]
  readonly listeners: ((connected: boolean, detail: string) => void)[]
  started: boolean
}

export function createMemoryBroker(): MemoryBroker {
  const published: Published[] = []
  const retained = new Map<string, Buffer>()
  const members: Member[] = []
  let up = true

  const deliver = (topic: string, payload: Buffer) => {
    for (const { subscriptions, started } of members) {
      if (!started) continue
      for (const { filter, handler } of subscriptions) {
        if (topicMatches(filter, topic)) handler({ topic, payload, retained: false })
      }
    }
  }
  const put = (topic: string, given: string | Buffer, retain: boolean) => {
    const payload = Buffer.from(given)
    if (retain && payload.length === 0) retained.delete(topic)
    else if (retain) retained.set(topic, payload)
    deliver(topic, payload)
  }
  const greet = ({ subscriptions, listeners }: Member) => {
    for (const { filter, handler } of subscriptions) {
      for (const [topic, payload] of retained) {
        if (topicMatches(filter, topic)) handler({ topic, payload, retained: true })
      }
    }
    for (const listener of listeners) listener(true, 'Connected in memory.')
  }

  return {
    published,
    retained,
    link() {
      const member: Member = { subscriptions: [], listeners: [], started: false }
      members.push(member)
      return {
        get connected() {
          return up && member.started
        },
        subscribe(filter, _qos, handler) {
          member.subscriptions.push({ filter, handler })
        },
        async publish(topic, payload, { qos, retain = false }) {
          if (!up || !member.started) throw new BrokerUnreachable('Not reachable in memory.')
          published.push({ topic, payload: payload.toString(), qos, retain })
          put(topic, payload, retain)
        },
        onConnection(listener) {
          member.listeners.push(listener)
        },
        async start() {
          if (member.started) return
          member.started = true
          if (up) greet(member)
        },
        async stop() {
          member.started = false
        },
      }
    },
    reachable(is) {
      if (is === up) return
      up = is
      for (const member of members) {
        if (!member.started) continue
        if (is) greet(member)
        else for (const listener of member.listeners) listener(false, 'Gone in memory.')
      }
    },
    send(topic, payload, { retain = false } = {}) {
      put(
        topic,
        typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload),
        retain,
      )
    },
    json: (topic) =>
      published.filter((one) => one.topic === topic).map((one): unknown => JSON.parse(one.payload)),
  }
}
