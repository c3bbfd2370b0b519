/** The options of a link to a broker or a cluster of them, and the options of mqtt.js that follow from them. */
import { readFileSync } from 'node:fs'
import type { IClientOptions } from 'mqtt'
import type { Log } from '../platform/log.ts'
import type { BrokerAddress, KnownBroker } from './broker-address.ts'

export interface MqttOptions extends BrokerAddress {
  /** Tried in turn after the first. */
  readonly others?: readonly BrokerAddress[] | undefined
  /** PEM file with the authority that signed the broker's certificate; read again at each attempt. */
  readonly caFile?: string | undefined
  readonly clientId?: string | undefined
  readonly will?: { topic: string; payload: string; qos: 0 | 1; retain: boolean } | undefined
  /** Published (QoS 1, retained) to the will's topic at each connect. */
  readonly onlinePayload?: string | undefined
  /** With another broker of version 3.1.1: how long a message may take to come back. */
  readonly echoWaitMs?: number | undefined
  /** The topic as it was published, where the broker maps some to others. */
  readonly asPublished?: ((topic: string) => string) | undefined
  readonly log: Log
}

/** For mqtt.js, created for each attempt. @throws when the CA file cannot be read */
export const clientOptions = (
  options: MqttOptions,
  { version, username, password }: KnownBroker,
): IClientOptions => ({
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
  ...(username === undefined ? {} : { username }),
  ...(password === undefined ? {} : { password }),
  ...(options.caFile === undefined ? {} : { ca: readFileSync(options.caFile) }),
  ...(options.will === undefined
    ? {}
    : { will: { ...options.will, payload: Buffer.from(options.will.payload) } }),
})
