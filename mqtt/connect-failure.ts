/** Why a broker could not be reached, as a sentence for people: what happened, and what to do. */
import { type TlsFault, tlsFaultOf } from '../platform/tls-faults.ts'

const login = 'the user name (--broker-user) and the password (SITBONE_BROKER_PASSWORD_FILE)'

/** What brokers of version 3.1.1 say of a wrong password, too. */
const notLetIn = `does not let this user in; check ${login}, and the rights it has on the broker`

const connack: Readonly<Record<number, string>> = {
  2: 'refused the client id (it may already be in use, or not be allowed)',
  3: 'says that it cannot serve now',
  4: `refused the login; check ${login}`,
  5: notLetIn,
  133: 'refused the client id (it may already be in use, or not be allowed)',
  134: `refused the login; check ${login}`,
  135: notLetIn,
  136: 'says that it cannot serve now',
  137: 'is busy',
  138: 'has banned this client',
}

const networkFaults: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; start the broker or check the address',
  ENOTFOUND: 'the name of the host is not known; check the address',
  EAI_AGAIN: 'the name of the host cannot be looked up now; check the network',
  ETIMEDOUT: 'no answer; check the address and the network',
  EHOSTUNREACH: 'there is no way to that host; check the network',
  ENETUNREACH: 'there is no network',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
}

const tlsFaults: Readonly<Record<Exclude<TlsFault, 'untrusted'>, string>> = {
  expired: 'its certificate has expired; renew it on the broker',
  'other-name': 'its certificate was made for another host name; use that name in the address',
  'no-tls': 'it does not speak TLS there; check the port, or use mqtt:// instead of mqtts://',
}

const codeOf = (error: unknown): string | number | undefined => {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' || typeof error.code === 'number' ? error.code : undefined
}

/** A broker that speaks only MQTT 3.1.1 refuses version 5 with connack code 1 (3.1.1) or 132 (5). */
export const refusesVersion = (error: unknown): boolean => {
  const code = codeOf(error)
  return code === 1 || code === 132
}

/** `where`: `at mqtt://host:port`, without user and password. */
export function describeConnectFailure(where: string, error: unknown): string {
  const code = codeOf(error)
  if (typeof code === 'number') {
    return `The MQTT broker ${where} ${connack[code] ?? `refused the connection (code ${code})`}.`
  }
  const tlsFault = tlsFaultOf(code)
  if (tlsFault === 'untrusted') {
    return `The MQTT broker ${where} shows a certificate that is not signed by a known authority; name its CA file with --broker-ca.`
  }
  const known = tlsFault !== null ? tlsFaults[tlsFault] : code === undefined ? undefined : networkFaults[code]
  // A host with several addresses fails with an AggregateError: the first cause says enough.
  if (error instanceof AggregateError && error.errors.length > 0 && known === undefined) {
    return describeConnectFailure(where, error.errors[0])
  }
  const reason = known ?? (error instanceof Error && error.message ? error.message : 'it did not answer')
  return `The MQTT broker ${where} cannot be reached: ${reason}.`
}
