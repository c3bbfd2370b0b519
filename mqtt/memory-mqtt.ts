/**
 * A broker and its links in memory, synchronous and exact, for tests: retained messages, filters, and a switch that
 * takes the broker away. Not for production: createBroker() is.
 */

import { silentLog } from '../platform/log.ts'
import { BrokerRefuses, BrokerUnreachable, type MqttLink, type MqttMessage } from './mqtt-link.ts'
import { Refusals } from './refusals.ts'
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
  /** The broker stops (or resumes) accepting messages to this topic. */
  refuse(topic: string, is: boolean): void
  /** Publishes as an outside client. */
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
  const refused = new Set<string>()
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
  const sendRetained = ({ subscriptions }: Member, below = '#') => {
    for (const { filter, handler } of subscriptions) {
      for (const [topic, payload] of retained) {
        if (topicMatches(below, topic) && topicMatches(filter, topic))
          handler({ topic, payload, retained: true })
      }
    }
  }
  const greet = (member: Member) => {
    sendRetained(member)
    const { listeners } = member
    for (const listener of listeners) listener(true, 'Connected in memory.')
  }

  return {
    published,
    retained,
    link() {
      const member: Member = { subscriptions: [], listeners: [], started: false }
      members.push(member)
      const refusals = new Refusals({ where: 'in memory', user: 'somebody', log: silentLog })
      return {
        get connected() {
          return up && member.started
        },
        get refusals() {
          return refusals.all
        },
        onRefusals: (listener) => refusals.onChange(listener),
        subscribe(filter, _qos, handler) {
          member.subscriptions.push({ filter, handler })
        },
        overhear(filter, handler) {
          member.subscriptions.push({ filter, handler })
        },
        unsubscribe(filter) {
          const { subscriptions } = member
          subscriptions.splice(0, Infinity, ...subscriptions.filter((one) => one.filter !== filter))
        },
        askAgain(filter) {
          if (up && member.started) sendRetained(member, filter)
        },
        async publish(topic, payload, { qos, retain = false }) {
          if (!up || !member.started) throw new BrokerUnreachable('Not reachable in memory.')
          if (refused.has(topic))
            throw new BrokerRefuses(refusals.add(topic, { kind: 'code', code: 135 }).message)
          refusals.lift(topic)
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
    refuse(topic, is) {
      if (is) refused.add(topic)
      else refused.delete(topic)
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
