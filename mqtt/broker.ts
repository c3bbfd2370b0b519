/**
 * The embedded broker: aedes, for a desk with nothing else installed. Loopback only, a user for each part and tool with the rights of its
 * role, no sessions that outlive a connection (they would grow without bound in memory), every buffer bounded. MQTT 3.1.1.
 */
import type { EventEmitter } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { type Duplex, duplexPair } from 'node:stream'
import { Aedes } from 'aedes'
import type { Log } from '../platform/log.ts'
import { BrokerGate } from './broker-gate.ts'
import type { BrokerUsers } from './broker-users.ts'
import { ConnectionBounds, connectionLimits } from './connection-bounds.ts'
import { boundPackets } from './packet-bound.ts'
import { RetainedBound, retainedLimits } from './retained-bound.ts'
import type { PartRole } from './rights.ts'

export interface BrokerOptions {
  /** Null: nothing listens, only streams within this program. Port 0: any free one. */
  readonly listen: { readonly host: string; readonly port: number } | null
  readonly base: string
  readonly users: BrokerUsers
  /** `read`: who gives no user name may read everything below the base topic. */
  readonly anonymous: 'off' | 'read'
  readonly log: Log
}

export interface Broker {
  /** The port that is listened on, null when none is. */
  readonly port: number | null
  start(): Promise<void>
  stop(): Promise<void>
  /** A stream to the broker for a client in this program. */
  connectStream(): Duplex
  /** With which a part in this program logs in. */
  passwordOf(role: PartRole): string
}

/** The settings do not let the broker start; the message says which one and what to do. */
export class BrokerCannotListen extends Error {
  override name = 'BrokerCannotListen'
}

const maxPayloadBytes = 1_000_000
/** A payload with the longest topic; and a login with a will, of which both ends of the broker know only short ones. */
const packetLimits = { bytes: maxPayloadBytes + 70_000, firstBytes: 16_000 }
const loginWithinMs = 5000
const watchEveryMs = 1000
export const isLoopback = (host: string): boolean => /^(127(\.\d{1,3}){3}|\[?::1\]?|localhost)$/.test(host)

const refuseAddress = (host: string) =>
  new BrokerCannotListen(
    `The embedded broker does not listen on ${host}: it does not use TLS, so anyone on the network could read the sitting data. ` +
      'Use --broker-listen 127.0.0.1:1883, or run Mosquitto with TLS and a password and name it with --broker.',
  )

export function createBroker(options: BrokerOptions): Broker {
  const { listen, base, users, anonymous, log } = options
  const retained = new RetainedBound(retainedLimits)
  const bounds = new ConnectionBounds(connectionLimits)
  const gate = new BrokerGate({ base, users, anonymous, log, retained, bounds, maxPayloadBytes })
  const open = new Set<Duplex>()
  let aedes: Aedes | null = null
  let server: Server | null = null
  let port: number | null = null
  let watching: NodeJS.Timeout | null = null

  const create = () =>
    Aedes.createBroker({
      maxClientsIdLength: 128,
      connectTimeout: loginWithinMs,
      // Streams within the program; those over the network never wait (connection-bounds.ts).
      drainTimeout: 3000,
      preConnect(_client, packet, done) {
        packet.clean = true
        done(null, true)
      },
      authenticate: gate.authenticate,
      authorizePublish: gate.authorizePublish,
      authorizeSubscribe: gate.authorizeSubscribe,
    })

  const take = (broker: Aedes, stream: Duplex) => {
    open.add(stream)
    stream.once('close', () => open.delete(stream))
    boundPackets(stream, packetLimits)
    broker.handle(stream)
  }

  const listening = (broker: Aedes, at: { host: string; port: number }) =>
    new Promise<Server>((resolve, reject) => {
      const made = createServer((socket: Socket) => {
        socket.setNoDelay(true)
        bounds.add(socket, socket.remoteAddress ?? '')
        take(broker, socket)
      })
      made.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'EADDRINUSE'
            ? new BrokerCannotListen(
                `Port ${at.port} on ${at.host} is taken, perhaps by another MQTT broker. Choose another with --broker-listen ${at.host}:<port>, ` +
                  'keep the embedded broker inside with --broker-listen off, or use the other broker with --broker mqtt://' +
                  `${at.host}:${at.port}.`,
              )
            : new BrokerCannotListen(
                `The embedded broker cannot listen on ${at.host}:${at.port} (${error.code ?? error.message}). Choose another address with --broker-listen.`,
              ),
        ),
      )
      made.listen(at.port, at.host, () => {
        // A connection that cannot be accepted (too many open files) is no reason to end.
        made.on('error', (error) =>
          log.error({ err: error }, 'The embedded MQTT broker could not accept a connection.'),
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
      if (listen !== null && !isLoopback(listen.host)) throw refuseAddress(listen.host)
      const broker = await create()
      // Not in the typings of aedes; without a listener it would end the program.
      const faults: EventEmitter = broker
      faults.on('error', (error) =>
        log.error({ err: error }, 'The embedded MQTT broker had an error; it keeps running.'),
      )
      broker.on('clientError', (client, error) =>
        log.debug({ client: client.id, reason: error.message }, 'An MQTT client was disconnected.'),
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
        watching = setInterval(() => bounds.watch(), watchEveryMs)
        log.info({ host: listen.host, port }, 'The embedded MQTT broker is listening.')
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
      if (watching !== null) clearInterval(watching)
      watching = null
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
    passwordOf: (role) => users.passwordOf(role),
  }
}
