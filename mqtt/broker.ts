/**
 * The embedded broker: aedes, for a desk with nothing else installed. Loopback only, no accounts, no sessions that
 * outlive a connection (they would grow without bound in memory), every buffer bounded. MQTT 3.1.1.
 */
import type { EventEmitter } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { type Duplex, duplexPair } from 'node:stream'
import { Aedes } from 'aedes'
import type { Log } from '../platform/log.ts'
import { boundPackets } from './packet-bound.ts'

export interface BrokerOptions {
  /** Null: nothing listens, only streams within this program. Port 0: any free one. */
  readonly listen: { readonly host: string; readonly port: number } | null
  readonly log: Log
  readonly maxClients?: number
  readonly maxPayloadBytes?: number
}

export interface Broker {
  /** The port that is listened on, null when none is. */
  readonly port: number | null
  start(): Promise<void>
  stop(): Promise<void>
  /** A stream to the broker for a client in this program. */
  connectStream(): Duplex
}

/** The settings do not let the broker start; the message says which one and what to do. */
export class BrokerCannotListen extends Error {
  override name = 'BrokerCannotListen'
}

const retainedTopicsMax = 10_000
const loopback = /^(127(\.\d{1,3}){3}|::1|localhost)$/

const refuseAddress = (host: string) =>
  new BrokerCannotListen(
    `The embedded broker does not listen on ${host}: it has no accounts, so anybody on the network could read the sitting data. ` +
      'Use --broker-listen 127.0.0.1:1883, or run Mosquitto with a password and name it with --broker.',
  )

function cannotListen(at: { host: string; port: number }, error: NodeJS.ErrnoException): BrokerCannotListen {
  return error.code === 'EADDRINUSE'
    ? new BrokerCannotListen(
        `Port ${at.port} on ${at.host} is taken, perhaps by another MQTT broker. Choose another with --broker-listen ${at.host}:<port>, ` +
          'keep the embedded broker inside with --broker-listen off, or use the other broker with --broker mqtt://' +
          `${at.host}:${at.port}.`,
      )
    : new BrokerCannotListen(
        `The embedded broker cannot listen on ${at.host}:${at.port} (${error.code ?? error.message}). Choose another address with --broker-listen.`,
      )
}

interface PublishedPacket {
  readonly topic: string
  readonly payload: Buffer | string
  readonly retain: boolean
}

interface Bounds {
  readonly maxPayloadBytes: number
  readonly retained: ReadonlySet<string>
}

/** Why the broker does not take a message, or null when it does. */
function refusalOf(
  { topic, payload, retain }: PublishedPacket,
  { maxPayloadBytes, retained }: Bounds,
): string | null {
  const bytes = payload.length
  if (topic.startsWith('$SYS/')) return '$SYS is the broker’s own'
  if (bytes > maxPayloadBytes) return `payload of ${bytes} bytes is too large`
  const oneMore = retain && bytes > 0 && !retained.has(topic)
  return oneMore && retained.size >= retainedTopicsMax ? 'too many retained topics' : null
}

function noteRetained({ topic, payload }: PublishedPacket, retained: Set<string>): void {
  if (payload.length === 0) retained.delete(topic)
  else retained.add(topic)
}

export function createBroker(options: BrokerOptions): Broker {
  const { listen, log, maxClients = 200, maxPayloadBytes = 1_000_000 } = options
  const retained = new Set<string>()
  const open = new Set<Duplex>()
  let aedes: Aedes | null = null
  let server: Server | null = null
  let port: number | null = null

  const create = () =>
    Aedes.createBroker({
      maxClientsIdLength: 128,
      // A client that does not read is cut off after this long; until then it may delay others.
      drainTimeout: 3000,
      preConnect(_client, packet, done) {
        packet.clean = true
        done(null, true)
      },
      authorizePublish(_client, packet, done) {
        const refused = refusalOf(packet, { maxPayloadBytes, retained })
        if (refused === null && packet.retain) noteRetained(packet, retained)
        done(refused === null ? null : new Error(refused))
      },
    })

  const take = (broker: Aedes, stream: Duplex) => {
    if (open.size >= maxClients) {
      log.warn(
        { clients: open.size },
        'The embedded broker has as many clients as it takes; a new one was refused.',
      )
      stream.destroy()
      return
    }
    open.add(stream)
    stream.once('close', () => open.delete(stream))
    boundPackets(stream, maxPayloadBytes + 70_000)
    broker.handle(stream)
  }

  const listening = (broker: Aedes, at: { host: string; port: number }) =>
    new Promise<Server>((resolve, reject) => {
      const made = createServer((socket: Socket) => {
        socket.setNoDelay(true)
        take(broker, socket)
      })
      made.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(at, error)))
      made.listen(at.port, at.host, () => {
        // A connection that cannot be accepted (too many open files) is no reason to end.
        made.on('error', (error) =>
          log.error({ err: error }, 'The embedded MQTT broker could not take a connection.'),
        )
        resolve(made)
      })
    })

  return {
    get port() {
      return port
    },
    async start() {
      if (aedes !== null) return
      if (listen !== null && !loopback.test(listen.host)) throw refuseAddress(listen.host)
      const broker = await create()
      // Not in the typings of aedes; without a listener it would end the program.
      const faults: EventEmitter = broker
      faults.on('error', (error) =>
        log.error({ err: error }, 'The embedded MQTT broker had a fault; it goes on.'),
      )
      broker.on('clientError', (client, error) =>
        log.debug({ client: client.id, reason: error.message }, 'An MQTT client was cut off.'),
      )
      broker.on('connectionError', (_client, error) =>
        log.debug({ reason: error.message }, 'A connection to the embedded broker was refused.'),
      )
      if (listen !== null) {
        try {
          server = await listening(broker, listen)
        } catch (error) {
          await new Promise<void>((resolve) => broker.close(resolve))
          throw error
        }
        const address = server.address()
        port = typeof address === 'object' && address !== null ? address.port : null
        log.info({ host: listen.host, port }, 'The embedded MQTT broker listens.')
      }
      aedes = broker
    },
    async stop() {
      const [broker, listener] = [aedes, server]
      aedes = null
      server = null
      port = null
      if (broker === null) return
      listener?.close()
      const closed = new Promise<void>((resolve) => broker.close(resolve))
      for (const stream of open) stream.destroy()
      open.clear()
      retained.clear()
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 800).unref())])
    },
    connectStream() {
      const [ours, theirs] = duplexPair()
      // The two ends of a pair do not close each other by themselves.
      theirs.once('close', () => ours.destroy())
      ours.once('close', () => theirs.destroy())
      if (aedes === null) ours.destroy(new Error('the embedded broker is not running'))
      else take(aedes, theirs)
      return ours
    },
  }
}
