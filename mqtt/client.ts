/**
 * MqttLink over mqtt.js. Each attempt to connect uses a fresh mqtt.js client with its own reconnecting switched off:
 * so nothing of an earlier connection (queued packets, half-sent QoS 1 messages) can come back by itself. Whoever
 * must not lose a message keeps it until it is acknowledged; this file keeps nothing.
 */
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import mqtt, { type MqttClient } from 'mqtt'
import { clientOptions, type MqttOptions, nameOf } from './client-options.ts'
import {
  describeConnectFailure,
  describeEnd,
  isTakenOver,
  lacking,
  refusesVersion,
} from './connect-failure.ts'
import { BrokerUnreachable, type MqttLink } from './mqtt-link.ts'
import { fillPacketLengths } from './packet-lengths.ts'
import { createPublisher, type Publisher } from './publisher.ts'
import { RetryPace } from './retry-pace.ts'
import { dispatch, type Subscription, subscribeAll } from './subscriptions.ts'

export type { MqttOptions } from './client-options.ts'

interface Outcome {
  /** How long the connection stood; null when the broker did not take it. */
  readonly stoodMs: number | null
  readonly error: unknown
}

/**
 * The acknowledgements of all messages that arrived together leave together: a system call for each would be a tenth of a busy
 * recorder, and more of the broker.
 */
function answerTogether(stream: Duplex): void {
  if (stream.writableCorked > 0) return
  stream.cork()
  setImmediate(() => stream.uncork())
}

export function connectMqtt(options: MqttOptions): MqttLink {
  const where = nameOf(options.url)
  const subscriptions: Subscription[] = []
  const listeners: ((connected: boolean, detail: string) => void)[] = []
  const stopping = new AbortController()
  let running: Promise<void> | null = null
  let publisher: Publisher | null = null
  let client: MqttClient | null = null
  let told = ''
  // aedes, the broker inside this program, speaks 3.1.1 only.
  let version: 4 | 5 = typeof options.url === 'string' ? 5 : 4

  const tell = (connected: boolean, detail: string) => {
    const change = `${connected} ${detail}`
    if (change === told) return
    told = change
    if (connected) options.log.info({ broker: where }, detail)
    else options.log.warn({ broker: where }, detail)
    for (const listener of listeners) listener(connected, detail)
  }

  /** Asks for every topic, says that this part is here, and only then takes what is to be published. */
  const begin = async (one: MqttClient, own: Publisher) => {
    // More may be added while the broker answers.
    for (let done = 0; done < subscriptions.length; ) {
      const wanted = subscriptions.slice(done)
      done = subscriptions.length
      await subscribeAll(one, wanted, options.log)
    }
    if (!one.connected) return
    publisher = own
    const { will, onlinePayload } = options
    if (will !== undefined && onlinePayload !== undefined) {
      await own.publish(will.topic, onlinePayload, { qos: 1, retain: true })
    }
    tell(true, `Connected to the MQTT broker ${where} (MQTT ${version === 5 ? '5' : '3.1.1'}).`)
  }

  /** One connection, from the first byte to its end. Resolves with the reason of the end. */
  const once = async (): Promise<Outcome> => {
    const made = clientOptions(options, version)
    const { url } = options
    const one =
      typeof url === 'string'
        ? mqtt.connect(url, { ...made, manualConnect: true })
        : new mqtt.MqttClient(() => url(), { ...made, manualConnect: true })
    client = one
    let reachedAtMs: number | null = null
    let error: unknown
    // Before connecting, or messages that the broker sends at once are missed.
    one.on('message', (topic, payload, packet) => {
      if (packet.qos > 0) answerTogether(one.stream)
      dispatch(subscriptions, { topic, payload, retained: packet.retain }, options.log)
    })
    one.on('error', (cause) => {
      error ??= cause
    })
    // Of version 5: the broker's reason for what follows.
    one.on('disconnect', ({ reasonCode }) => {
      error ??= { code: reasonCode }
    })
    const ended = new Promise<void>((resolve) => {
      one.once('close', resolve)
      one.once('end', resolve)
    })
    const own = createPublisher(one, where, options.log)
    one.on('connect', ({ properties }) => {
      error ??= lacking(properties)
      if (error !== undefined) {
        one.end(true)
        return
      }
      reachedAtMs = performance.now()
      own.bound(properties?.maximumPacketSize)
      // Or a reading could wait 40 ms for the system to acknowledge what was sent before it.
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

  /** Also when it cannot begin: the CA file cannot be read, for instance. */
  const attempt = (): Promise<Outcome> => once().catch((error: unknown) => ({ stoodMs: null, error }))

  /** Some old brokers hang up on version 5 without a word: both are tried in turn until one has worked. */
  const tryOtherVersion = () => {
    if (typeof options.url === 'string') version = version === 5 ? 4 : 5
  }

  const failureText = ({ stoodMs, error }: Outcome, dropped: RetryPace['dropped']): string =>
    stoodMs === null ? describeConnectFailure(where, error) : describeEnd(where, { error, dropped })

  const run = async () => {
    const { signal } = stopping
    const pace = new RetryPace()
    /** Has the broker ever taken the version that is tried? */
    let spoken = false
    while (!signal.aborted) {
      const { stoodMs, error } = await attempt()
      if (signal.aborted) return
      if (stoodMs === null && version === 5 && refusesVersion(error)) {
        version = 4
        continue
      }
      spoken ||= stoodMs !== null
      if (!spoken && error === undefined) tryOtherVersion()
      const waitMs = pace.next({ stoodMs, takenOver: isTakenOver(error) })
      tell(false, failureText({ stoodMs, error }, pace.dropped))
      // Jitter keeps many gateways from coming back in the same instant.
      await delay(waitMs * (0.75 + Math.random() / 2), undefined, { signal, ref: false }).catch(() => {})
    }
  }

  return {
    get connected() {
      return publisher !== null
    },
    subscribe(filter, qos, handler) {
      const subscription = { filter, qos, handler }
      subscriptions.push(subscription)
      if (client?.connected && publisher !== null) {
        subscribeAll(client, [subscription], options.log).catch(() => {}) // the connection ended: subscribed at the next one
      }
    },
    publish(topic, payload, how) {
      if (publisher === null)
        return Promise.reject(new BrokerUnreachable(`No connection to the MQTT broker ${where} now.`))
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
