/** Why a broker could not be reached, as a sentence for people: what happened, and what to do. */

import type { IConnackPacket } from 'mqtt'
import { type TlsFault, tlsFaultOf } from '../platform/tls-faults.ts'

const login =
  'the user name (--broker-user) and the password (SITBONE_BROKER_PASSWORD_FILE), or name the data folder (--data) of the Sitbone whose embedded broker it is'

/** Also what brokers of version 3.1.1 answer to a wrong password. */
const notLetIn = `does not let this user in; check ${login}, and the permissions of that user on the broker`

const noQos1 =
  'does not accept messages with acknowledgement (QoS 1), so readings could be lost; allow them there (max_qos 2 in Mosquitto)'

/** Reasons in CONNACK and DISCONNECT. MQTT 3.1.1 table 3.1; MQTT 5 sections 3.2.2.2 and 3.14.2.1. */
const reasons: Readonly<Record<number, string>> = {
  2: 'refused the client id (it may already be in use, or not be allowed)',
  3: 'says that it is not available now',
  4: `refused the login; check ${login}`,
  5: notLetIn,
  130: 'reported a protocol error in what this program sent',
  133: 'refused the client id (it may already be in use, or not be allowed)',
  134: `refused the login; check ${login}`,
  135: notLetIn,
  136: 'says that it is not available now',
  137: 'is busy',
  138: 'has banned this client',
  139: 'is shutting down',
  141: 'heard nothing from this program for too long',
  142: 'closed this connection because another program uses the same client id. Two programs probably share a role and data folder: stop one, or give it another --data',
  144: 'does not allow a topic that this program uses; check its access list',
  149: 'does not accept messages as large as Sitbone sends; raise its limit (max_packet_size in Mosquitto) to 1 MB',
  151: 'says that this program is over its quota; raise its limits, for instance max_queued_messages in Mosquitto',
  152: 'closed the connection on behalf of its administrator',
  154: 'does not keep retained messages, so the last state would be lost; allow them there (retain_available true in Mosquitto)',
  155: noQos1,
  156: 'asks to use another server',
  157: 'has moved to another server',
  159: 'receives too many connections at once',
  160: 'allows connections only for a limited time',
}

const takenOverCode = 142

const networkFaults: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing is listening there; start the broker or check the address',
  ENOTFOUND: 'the host name is not known; check the address',
  EAI_AGAIN: 'the host name cannot be looked up now; check the network',
  ETIMEDOUT: 'no answer; check the address and the network',
  EHOSTUNREACH: 'there is no route to that host; check the network',
  ENETUNREACH: 'there is no network',
}

const tlsFaults: Readonly<Record<Exclude<TlsFault, 'untrusted'>, string>> = {
  expired: 'its certificate has expired; renew it on the broker',
  'other-name': 'its certificate was made for another host name; use that name in the address',
  'no-tls': 'it does not speak TLS there; check the port, or use mqtt:// instead of mqtts://',
}

/** What a broker does when it does not understand the first bytes, with TLS or without. */
const cutCodes: ReadonlySet<unknown> = new Set([undefined, 'ECONNRESET', 'EPIPE', 'ECONNABORTED'])
const cut = (where: string): string =>
  where.startsWith('at mqtts:')
    ? 'it closed the connection before TLS was set up; its log may say why'
    : 'it closed the connection without an answer; its log may say why'

/** An error without a code has its own message. */
const isCut = (error: unknown): boolean => {
  const code = codeOf(error)
  return cutCodes.has(code) && (code !== undefined || !(error instanceof Error) || error.message === '')
}

/** May the port speak TLS where it was not asked for, or the other way round? */
export const isOtherProtocol = (error: unknown): boolean =>
  isCut(error) ||
  tlsFaultOf(codeOf(error)) === 'no-tls' ||
  (error instanceof Error && codeOf(error) === undefined)

/** The sentence when it does. */
export const otherProtocol = (where: string): string =>
  where.startsWith('at mqtts:')
    ? `The MQTT broker ${where} does not use TLS on this port: use mqtt:// instead of mqtts://.`
    : `The MQTT broker ${where} uses TLS on this port: use mqtts:// instead of mqtt://.`

const codeOf = (error: unknown): string | number | undefined => {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' || typeof error.code === 'number' ? error.code : undefined
}

/** A broker that speaks only MQTT 3.1.1 refuses version 5 with connack code 1 (3.1.1) or 132 (5). */
export const refusesVersion = (error: unknown): boolean => {
  const code = codeOf(error)
  return code === 1 || code === 132
}

/** What Sitbone needs and a version 5 broker reports as missing, as the reason code it would give. [MQTT 5, 3.2.2.3] */
export function lacking(properties: IConnackPacket['properties']): { code: number } | undefined {
  if (properties?.retainAvailable === false) return { code: 154 }
  return properties?.maximumQoS === 0 ? { code: 155 } : undefined
}

/** The broker says that another program has connected with the client id of this one. */
export const isTakenOver = (error: unknown): boolean => codeOf(error) === takenOverCode

/** The reason code with which a broker refused or ended a connection, in words. */
const reasonGiven = (where: string, code: number): string =>
  `The MQTT broker ${where} ${reasons[code] ?? `refused or ended the connection (code ${code})`}.`

/** `where`: `at mqtt://host:port`, without user and password. */
export function describeConnectFailure(where: string, error: unknown): string {
  const code = codeOf(error)
  if (typeof code === 'number') return reasonGiven(where, code)
  const tlsFault = tlsFaultOf(code)
  if (tlsFault === 'untrusted') {
    return `The MQTT broker ${where} shows a certificate that is not signed by a known authority; name its CA file with --broker-ca.`
  }
  const known = tlsFault !== null ? tlsFaults[tlsFault] : code === undefined ? undefined : networkFaults[code]
  // A host with several addresses fails with an AggregateError: the first cause says enough.
  if (error instanceof AggregateError && error.errors.length > 0 && known === undefined) {
    return describeConnectFailure(where, error.errors[0])
  }
  const said = error instanceof Error ? error.message : ''
  const reason = known ?? (isCut(error) ? cut(where) : said || String(code))
  return `The MQTT broker ${where} cannot be reached: ${reason}.`
}

/** Why a connection that was made has ended. `dropped`: this many in a row ended soon after they were made. */
export function describeEnd(where: string, { error, dropped }: { error: unknown; dropped: number }): string {
  const code = codeOf(error)
  if (typeof code === 'number') return reasonGiven(where, code)
  return dropped < 3
    ? `The connection to the MQTT broker ${where} ended; connecting again.`
    : `The MQTT broker ${where} accepts each connection and closes it soon after, so Sitbone tries less and less often. Its log may say why. Perhaps a message is too large for it, or another program has the same role and data folder (--data).`
}
