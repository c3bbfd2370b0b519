/**
 * MqttLink over mqtt.js. Each attempt to connect uses a fresh mqtt.js client with its own reconnecting switched off:
 * so nothing of an earlier connection (queued packets, half-sent QoS 1 messages) can come back by itself. Callers that must not
 * lose a message keep it until it is acknowledged; this file keeps nothing.
 */
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import mqtt, { type MqttClient } from 'mqtt'
import { BrokerRound } from './broker-address.ts'
import { clientOptions, type MqttOptions } from './client-options.ts'
import {
  describeConnectFailure,
  describeEnd,
  isOtherProtocol,
  isTakenOver,
  lacking,
  otherProtocol,
  refusesVersion,
} from './connect-failure.ts'
import { DropSuspects } from './drop-suspects.ts'
import { EchoCheck } from './echo-check.ts'
import { BrokerRefuses, BrokerUnreachable, type MqttLink } from './mqtt-link.ts'
import { speaksOther } from './other-protocol.ts'
import { fillPacketLengths } from './packet-lengths.ts'
import { createPublisher, type Publisher } from './publisher.ts'
import { Refusals } from './refusals.ts'
import { RetryPace } from './retry-pace.ts'
import { dispatch, type Subscribing, type Subscription, subscribeAll, withoutShare } from './subscriptions.ts'

export type { MqttOptions } from './client-options.ts'

interface Outcome {
  /** How long the connection lasted; null when the broker did not accept it. */
  readonly stoodMs: number | null
  readonly error: unknown
}

/** Refused topics are in the list; everything else continues without them. */
const unlessRefused = (error: unknown) => {
  if (!(error instanceof BrokerRefuses)) throw error
}

/**
 * Messages that arrive together are acknowledged together: a system call for each would be a tenth of a busy recorder's work, and
 * more of the broker's.
 */
function answerTogether(stream: Duplex): void {
  if (stream.writableCorked > 0) return
  stream.cork()
  setImmediate(() => stream.uncork())
}

export function connectMqtt(options: MqttOptions): MqttLink {
  const round = new BrokerRound(options, options.others)
  const subscriptions: Subscription[] = []
  const listeners: ((connected: boolean, detail: string) => void)[] = []
  const refusals = new Refusals({
    get where() {
      return round.now.where
    },
    get user() {
      return round.now.username
    },
    log: options.log,
  })
  const suspects = new DropSuspects()
  const subscribing: Subscribing = { log: options.log, refused: new Set(), shares: false }
  const stopping = new AbortController()
  let running: Promise<void> | null = null
  let publisher: Publisher | null = null
  let client: MqttClient | null = null

  const tell = (connected: boolean, detail: string) => {
    if (!round.isNews(connected, detail)) return
    const broker = round.now.where
    if (connected) options.log.info({ broker }, detail)
    else options.log.warn({ broker }, detail)
    for (const listener of listeners) listener(connected, detail)
  }

  /** Subscribes to every topic, publishes that this part is here, and only then accepts messages to publish. */
  const begin = async (one: MqttClient, own: Publisher) => {
    // More may be added while the broker answers.
    for (let done = 0; done < subscriptions.length; ) {
      const wanted = subscriptions.slice(done)
      done = subscriptions.length
      await subscribeAll(one, wanted, subscribing)
    }
    if (!one.connected) return
    publisher = own
    const { will, onlinePayload } = options
    if (will !== undefined && onlinePayload !== undefined) {
      await own.publish(will.topic, onlinePayload, { qos: 1, retain: true }).catch(unlessRefused)
    }
    const { where, version } = round.now
    tell(true, `Connected to the MQTT broker ${where} (MQTT ${version === 5 ? '5' : '3.1.1'}).`)
  }

  const echoFor = (one: MqttClient): EchoCheck | null => {
    if (round.now.version === 5 || round.now.embedded === true) return null
    const subscribed = (topic: string) => {
      if (!subscriptions.some(({ filter }) => filter === topic)) return 'no'
      return subscribing.refused.has(topic) ? 'refused' : 'granted'
    }
    return new EchoCheck({ client: one, refusals, subscribed, waitMs: options.echoWaitMs })
  }

  /** One connection, from the first byte to its end. Resolves with the reason of the end. */
  const once = async (): Promise<Outcome> => {
    const broker = round.now
    const made = clientOptions(options, broker)
    const { url, where } = broker
    const one =
      typeof url === 'string'
        ? mqtt.connect(url, { ...made, manualConnect: true })
        : new mqtt.MqttClient(() => url(), { ...made, manualConnect: true })
    client = one
    const echo = echoFor(one)
    let reachedAtMs: number | null = null
    let error: unknown
    // Before connecting; otherwise messages that the broker sends at once would be missed.
    one.on('message', (topic, payload, packet) => {
      if (packet.qos > 0) answerTogether(one.stream)
      if (!packet.retain) echo?.heard(options.asPublished?.(topic) ?? topic)
      dispatch(subscriptions, { topic, payload, retained: packet.retain }, options.log)
    })
    one.on('error', (cause) => {
      error ??= cause
    })
    // In version 5, the broker gives its reason first.
    one.on('disconnect', ({ reasonCode }) => {
      error ??= { code: reasonCode }
    })
    const ended = new Promise<void>((resolve) => {
      one.once('close', resolve)
      one.once('end', resolve)
    })
    const own = createPublisher({ client: one, where, refusals, suspects, echo })
    one.on('connect', ({ properties }) => {
      error ??= lacking(properties)
      if (error !== undefined) {
        one.end(true)
        return
      }
      reachedAtMs = performance.now()
      subscribing.shares = broker.version === 5 && properties?.sharedSubscriptionAvailable !== false
      own.bound(properties?.maximumPacketSize)
      refusals.limit(properties?.maximumPacketSize)
      // Otherwise a reading could wait 40 ms until the system acknowledges what was sent before it.
      if (one.stream instanceof Socket) one.stream.setNoDelay(true)
      begin(one, own).catch((cause: unknown) => {
        error ??= cause
        one.end(true)
      })
    })
    one.connect()
    await ended
    publisher = null
    own.close()
    one.end(true)
    return { stoodMs: reachedAtMs === null ? null : performance.now() - reachedAtMs, error }
  }

  /** Also if it cannot start, for instance because the CA file is not readable. */
  const attempt = (): Promise<Outcome> => once().catch((error: unknown) => ({ stoodMs: null, error }))

  /** Some old brokers close on version 5 without an answer, so both versions are tried in turn until one works. */
  const tryOtherVersion = (error: unknown) => {
    const broker = round.now
    if (error === undefined && typeof broker.url === 'string') broker.version = broker.version === 5 ? 4 : 5
  }

  const failureText = async ({ stoodMs, error }: Outcome, dropped: number): Promise<string> => {
    const broker = round.now
    const { url, where } = broker
    if (stoodMs !== null) {
      broker.otherProtocol = null
      return describeEnd(where, { error, dropped })
    }
    if (typeof url !== 'string' || !isOtherProtocol(error)) return describeConnectFailure(where, error)
    broker.otherProtocol ??= await speaksOther(url)
    return broker.otherProtocol ? otherProtocol(where) : describeConnectFailure(where, error)
  }

  /** A broker that ends each connection soon may do so because of a message. */
  const suspectMessage = ({ stoodMs, error }: Outcome, pace: RetryPace) => {
    if (stoodMs === null || isTakenOver(error)) return
    suspects.ended({ again: pace.dropped > 1 })
    const topic = suspects.first
    if (topic !== null) refusals.add(topic, { kind: 'closed' })
  }

  const run = async () => {
    const { signal } = stopping
    const pace = new RetryPace()
    while (!signal.aborted) {
      const { stoodMs, error } = await attempt()
      if (signal.aborted) return
      const broker = round.now
      if (stoodMs === null && broker.version === 5 && refusesVersion(error)) {
        broker.version = 4
        continue
      }
      broker.spoken ||= stoodMs !== null
      if (!broker.spoken) tryOtherVersion(error)
      const waitMs = pace.next({ stoodMs, takenOver: isTakenOver(error) })
      suspectMessage({ stoodMs, error }, pace)
      const next = round.next === null ? '' : ` Trying the one ${round.next.where} next.`
      tell(false, `${await failureText({ stoodMs, error }, pace.dropped)}${next}`)
      round.goOn()
      // Jitter keeps many gateways from coming back in the same instant.
      await delay(waitMs * (0.75 + Math.random() / 2), undefined, { signal, ref: false }).catch(() => {})
    }
  }

  const add = (subscription: Subscription) => {
    subscriptions.push(subscription)
    if (client?.connected && publisher !== null) {
      subscribeAll(client, [subscription], subscribing).catch(() => {}) // the connection ended: subscribed at the next one
    }
  }

  return {
    get connected() {
      return publisher !== null
    },
    get refusals() {
      return refusals.all
    },
    onRefusals: (listener) => refusals.onChange(listener),
    subscribe(filter, qos, handler) {
      add({ filter, qos, handler, overheard: false })
    },
    overhear(filter, handler) {
      add({ filter, qos: 0, handler, overheard: true })
    },
    unsubscribe(filter) {
      subscriptions.splice(0, Infinity, ...subscriptions.filter((one) => one.filter !== filter))
      const asked = subscribing.shares ? filter : withoutShare(filter)
      if (client?.connected) client.unsubscribe(asked, () => {})
    },
    askAgain(filter) {
      const asked = publisher === null ? null : client
      asked?.subscribe(filter, { qos: 0 }, () => {
        if (!subscriptions.some((one) => one.filter === filter)) asked.unsubscribe(filter, () => {})
      })
    },
    publish(topic, payload, how) {
      if (publisher === null)
        return Promise.reject(
          new BrokerUnreachable(`No connection to the MQTT broker ${round.now.where} now.`),
        )
      return publisher.publish(topic, payload, how)
    },
    onConnection(listener) {
      listeners.push(listener)
    },
    async start() {
      fillPacketLengths()
      running ??= run()
    },
    async stop() {
      if (stopping.signal.aborted) return (await running) ?? undefined
      stopping.abort()
      const last = client
      // A clean disconnect: the broker does not send the will. [MQTT-3.14.4-3]
      if (last !== null) {
        const ending = last.endAsync(!last.connected).catch(() => {})
        await Promise.race([ending, delay(1000, undefined, { ref: false })])
        last.stream?.destroy()
      }
      await running
    },
  }
}
