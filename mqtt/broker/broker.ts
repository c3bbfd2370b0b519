/**
 * The embedded broker: aedes, for a desk with nothing else installed. On loopback, and beyond it only over TLS; a user for each part and
 * tool with the rights of its role, no sessions that outlive a connection (they would grow without bound in memory), every buffer bounded. MQTT 3.1.1.
 */
import type { EventEmitter } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { type Duplex, duplexPair } from 'node:stream'
import { createServer as createTlsServer } from 'node:tls'
import { Aedes } from 'aedes'
import type { Log } from '../../platform/log.ts'
import type { TlsFiles } from '../../platform/tls-files.ts'
import { BrokerGate } from './broker-gate.ts'
import type { BrokerUsers } from './broker-users.ts'
import { ConnectionBounds, connectionLimits } from './connection-bounds.ts'
import { boundPackets } from './packet-bound.ts'
import { RetainedBound, retainedLimits } from './retained-bound.ts'
import type { PartRole } from './rights.ts'

export interface BrokerOptions {
  /** Null: nothing listens, only streams within this program. Port 0: any free one. */
  readonly listen: { readonly host: string; readonly port: number } | null
  /** For an address beyond loopback, where everything is over TLS; on loopback it is not used. */
  readonly tls?: TlsFiles | null
  readonly base: string
  readonly users: BrokerUsers
  /** `read`: clients without a user name may read everything below the base topic. */
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
const minVersion = 'TLSv1.2'
/** Connections with and without a finished handshake. */
const mostOverTls = 2 * connectionLimits.inAll
export const isLoopback = (host: string): boolean => /^(127(\.\d{1,3}){3}|\[?::1\]?|localhost)$/.test(host)

/** @throws BrokerCannotListen for an address beyond loopback without TLS, or where strangers may read */
function checkAddress(host: string, { tls = null, anonymous }: BrokerOptions): void {
  if (isLoopback(host)) return
  if (tls === null)
    throw new BrokerCannotListen(
      `The embedded broker does not listen on ${host} without TLS: passwords and sitting data could be read in the network. ` +
        'Make a certificate with npm run sitbone -- cert and name it with --tls-cert and --tls-key, use --broker-listen 127.0.0.1:1883, ' +
        'or run Mosquitto with TLS and a password and name it with --broker.',
    )
  if (anonymous !== 'off')
    throw new BrokerCannotListen(
      `The embedded broker does not listen on ${host} while --broker-anonymous is ${anonymous}: everybody in the network could read the sitting data. ` +
        'Leave --broker-anonymous out, and give each reader a user (npm run sitbone -- broker user add <name> --role read).',
    )
}

export function createBroker(options: BrokerOptions): Broker {
  const { listen, base, users, anonymous, log } = options
  const tls = listen === null || isLoopback(listen.host) ? null : (options.tls ?? null)
  const retained = new RetainedBound(retainedLimits)
  const bounds = new ConnectionBounds(connectionLimits)
  const gate = new BrokerGate({ base, users, anonymous, log, retained, bounds, maxPayloadBytes })
  const open = new Set<Duplex>()
  let aedes: Aedes | null = null
  let server: Server | null = null
  let port: number | null = null
  let watching: NodeJS.Timeout | null = null
  let release = () => {}

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

  const serveOverTls = (files: TlsFiles, serve: (socket: Socket) => void): Server => {
    const made = createTlsServer({ ...files.pair, minVersion, handshakeTimeout: loginWithinMs }, serve)
    const raw = new Set<Socket>()
    // The other bounds count a connection only once its handshake is over.
    made.on('connection', (socket: Socket) => {
      if (raw.size >= mostOverTls) socket.destroy()
      raw.add(socket)
      socket.once('close', () => raw.delete(socket))
    })
    made.on('tlsClientError', (_error, socket) => socket.destroy())
    const stopUsing = files.use((pair) => made.setSecureContext({ ...pair, minVersion }))
    release = () => {
      stopUsing()
      for (const socket of raw) socket.destroy()
    }
    return made
  }

  const listening = (broker: Aedes, at: { host: string; port: number }) =>
    new Promise<Server>((resolve, reject) => {
      const serve = (socket: Socket) => {
        socket.setNoDelay(true)
        bounds.add(socket, socket.remoteAddress ?? '')
        take(broker, socket)
      }
      const made = tls === null ? createServer(serve) : serveOverTls(tls, serve)
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
      if (listen !== null) checkAddress(listen.host, options)
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
      release()
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
