/** The options of a link to a broker, and the options of mqtt.js that follow from them. */
import { readFileSync } from 'node:fs'
import type { Duplex } from 'node:stream'
import type { IClientOptions } from 'mqtt'
import type { Log } from '../platform/log.ts'

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
  /** It is an embedded broker of Sitbone, also in another program: it names by itself what it refuses. */
  readonly embedded?: boolean | undefined
  /** With another broker of version 3.1.1: how long a message may take to come back. */
  readonly echoWaitMs?: number | undefined
  readonly log: Log
}

/** The broker in words, without user and password. */
export const nameOf = (url: MqttOptions['url']): string => {
  if (typeof url !== 'string') return 'inside this program'
  const { protocol, host } = new URL(url)
  return `at ${protocol}//${host}`
}

/** For mqtt.js, created for each attempt. @throws when the CA file cannot be read */
export const clientOptions = (options: MqttOptions, version: 4 | 5): IClientOptions => ({
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
