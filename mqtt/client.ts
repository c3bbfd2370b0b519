/**
 * MqttLink over mqtt.js. Each attempt to connect uses a fresh mqtt.js client with its own reconnecting switched off:
 * so nothing of an earlier connection (queued packets, half-sent QoS 1 messages) can come back by itself. Whoever
 * must not lose a message keeps it until it is acknowledged; this file keeps nothing.
 */
import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import type { Log } from '../platform/log.ts'
import { describeConnectFailure, refusesVersion } from './connect-failure.ts'
import { BrokerUnreachable, type MqttLink, type MqttMessage } from './mqtt-link.ts'
import { fillPacketLengths } from './packet-lengths.ts'
import { createPublisher, type Publisher } from './publisher.ts'
import { topicMatches } from './topic-filter.ts'

export interface MqttOptions {
  /** `mqtt://host:port`, `mqtts://host:port`, or a factory of streams to a broker in this process. */
  readonly url: string | (() => Duplex)
  readonly username?: string | undefined
  readonly password?: string | undefined
  /** PEM file with the authority that signed the broker's certificate; read again at each attempt. */
  readonly caFile?: string | undefined
  readonly clientId?: string | undefined
  readonly will?: { topic: string; payload: string; qos: 0 | 1; retain: boolean } | undefined
  /** Published (QoS 1, retained) to the will's topic at each connect. */
  readonly onlinePayload?: string | undefined
  readonly log: Log
}

interface Subscription {
  readonly filter: string
  readonly qos: 0 | 1
  readonly handler: (message: MqttMessage) => void
}

/** How a connection ended; without an error it was hung up. */
interface Outcome {
  readonly reached: boolean
  readonly error: unknown
}

const firstRetryMs = 250
const lastRetryMs = 10_000

/** Shape of `url` without user and password, for people. */
const nameOf = (url: MqttOptions['url']): string => {
  if (typeof url !== 'string') return 'inside this program'
  const { protocol, host } = new URL(url)
  return `at ${protocol}//${host}`
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

  const dispatch = (message: MqttMessage) => {
    for (const { filter, handler } of subscriptions) {
      if (!topicMatches(filter, message.topic)) continue
      try {
        handler(message)
      } catch (error) {
        options.log.error(
          { topic: message.topic, err: error },
          'A message could not be handled; it is left out.',
        )
      }
    }
  }

  const subscribeAll = async (to: MqttClient, wanted: readonly Subscription[]) => {
    if (wanted.length === 0) return
    const map: Record<string, { qos: 0 | 1 }> = {}
    for (const { filter, qos } of wanted) map[filter] = { qos: map[filter]?.qos === 1 ? 1 : qos }
    const granted = await to.subscribeAsync(map)
    for (const { topic, qos } of granted) {
      if (qos < 128) continue
      options.log.warn(
        { topic },
        'The MQTT broker does not let this user read a topic; give it that right on the broker.',
      )
    }
  }

  const clientOptions = (): IClientOptions => ({
    protocolVersion: version,
    // Its own traces cost a twentieth of a busy recorder even while they are off.
    log: () => {},
    reconnectPeriod: 0,
    queueQoSZero: false,
    resubscribe: false,
    clean: true,
    connectTimeout: 10_000,
    keepalive: 15,
    reschedulePings: true,
    ...(options.clientId === undefined ? {} : { clientId: options.clientId }),
    ...(options.username === undefined ? {} : { username: options.username }),
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(options.caFile === undefined ? {} : { ca: readFileSync(options.caFile) }),
    ...(options.will === undefined
      ? {}
      : { will: { ...options.will, payload: Buffer.from(options.will.payload) } }),
  })

  /** What has to happen before anybody may publish on a new connection. */
  const greet = async (one: mqtt.MqttClient, own: Publisher): Promise<void> => {
    // More may be added while the broker answers.
    for (let done = 0; done < subscriptions.length; ) {
      const wanted = subscriptions.slice(done)
      done = subscriptions.length
      await subscribeAll(one, wanted)
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
    const made = clientOptions()
    const { url } = options
    const one =
      typeof url === 'string'
        ? mqtt.connect(url, { ...made, manualConnect: true })
        : new mqtt.MqttClient(() => url(), { ...made, manualConnect: true })
    client = one
    let reached = false
    let error: unknown
    // Before connecting, or messages that the broker sends at once are missed.
    one.on('message', (topic, payload, packet) => {
      if (packet.qos > 0) answerTogether(one.stream)
      dispatch({ topic, payload, retained: packet.retain })
    })
    one.on('error', (cause) => {
      error ??= cause
    })
    const ended = new Promise<void>((resolve) => {
      one.once('close', resolve)
      one.once('end', resolve)
    })
    const own = createPublisher(one, where)
    one.on('connect', () => {
      reached = true
      // Or a reading could wait 40 ms for the system to acknowledge what was sent before it.
      if (one.stream instanceof Socket) one.stream.setNoDelay(true)
      greet(one, own).catch((cause: unknown) => {
        error ??= cause
        one.end(true)
      })
    })
    one.connect()
    await ended
    publisher = null
    own.close()
    one.end(true)
    return { reached, error }
  }

  const isTooNew = ({ reached, error }: Outcome): boolean =>
    !reached && version === 5 && refusesVersion(error)

  /** Some old brokers hang up on version 5 without a word: both are tried in turn until one has worked. */
  const tryOtherVersion = () => {
    if (typeof options.url === 'string') version = version === 5 ? 4 : 5
  }

  const endWords = ({ reached, error }: Outcome): string =>
    reached && error === undefined
      ? `The connection to the MQTT broker ${where} ended; connecting again.`
      : describeConnectFailure(where, error)

  /** Jitter keeps many gateways from coming back in the same instant. */
  const pauseBefore = (waitMs: number): Promise<void> =>
    delay(waitMs * (0.75 + Math.random() / 2), undefined, { signal: stopping.signal, ref: false }).catch(
      () => {},
    )

  const run = async () => {
    const { signal } = stopping
    let waitMs = firstRetryMs
    /** Has the broker ever taken the version that is tried? */
    let spoken = false
    while (!signal.aborted) {
      // It throws when the CA file cannot be read, for instance.
      const outcome = await once().catch((error: unknown) => ({ reached: false, error }))
      if (signal.aborted) return
      if (isTooNew(outcome)) {
        version = 4
        continue
      }
      spoken ||= outcome.reached
      if (!spoken && outcome.error === undefined) tryOtherVersion()
      if (outcome.reached) waitMs = firstRetryMs
      tell(false, endWords(outcome))
      await pauseBefore(waitMs)
      waitMs = Math.min(waitMs * 2, lastRetryMs)
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
        subscribeAll(client, [subscription]).catch(() => {}) // the connection ended: subscribed at the next one
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
