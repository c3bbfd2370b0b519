/** Creates the broker, its certificate and the MQTT links of the roles from the settings. Starts nothing. */
import { asPublished, topics } from '../../contract/topics.ts'
import { type Broker, createBroker, isLoopback } from '../../mqtt/broker/broker.ts'
import { openBrokerUsers, readPartPassword } from '../../mqtt/broker/broker-users.ts'
import type { PartRole } from '../../mqtt/broker/rights.ts'
import type { BrokerAddress } from '../../mqtt/broker-address.ts'
import { connectMqtt, type MqttOptions } from '../../mqtt/client.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import type { Log } from '../../platform/log.ts'
import { TlsFiles } from '../../platform/tls-files.ts'
import { isShared } from '../../recorder/record-share.ts'
import { installationId } from '../../settings/data-folder.ts'
import { type Settings, SettingsError } from '../../settings/settings.ts'
import { hostAndPort } from './host-and-port.ts'
import { recordTopicsOf } from './record-topics.ts'

/** Null: no certificate is named. @throws SettingsError, TlsUnusable */
export function makeTls(values: Settings, log: Log): TlsFiles | null {
  const { 'tls-cert': certFile, 'tls-key': keyFile } = values
  if (certFile === null && keyFile === null) return null
  if (certFile === null || keyFile === null)
    throw new SettingsError(
      `--tls-cert and --tls-key belong together, and only ${certFile === null ? '--tls-key' : '--tls-cert'} is given. Name both, or neither.`,
    )
  return new TlsFiles({ certFile, keyFile, log })
}

/** @throws BrokerUsersUnusable */
export function makeBroker(values: Settings, log: Log, tls: TlsFiles | null): Broker | null {
  if (values.broker !== null) return null
  const listen =
    values['broker-listen'] === 'off' ? null : hostAndPort('--broker-listen', values['broker-listen'])
  const users = openBrokerUsers(values.data, (sentence) => log.warn({}, sentence))
  return createBroker({ listen, tls, base: values.base, users, anonymous: values['broker-anonymous'], log })
}

export interface MqttPart {
  readonly embedded: Broker | null
  readonly role: PartRole
  /** Distinguishes clients of one role in one installation; two with the same role and name disconnect each other. */
  readonly name?: string
  readonly presence?: { topic: string }
  readonly echoWaitMs?: number
}

/**
 * The same at each start, so that a session left half open is taken over, and its will cannot come later. Never a process
 * number: in two containers, these are equal.
 */
export const clientIdOf = (
  values: Pick<Settings, 'data'>,
  log: Log,
  { role, name }: { role: PartRole; name?: string | undefined },
): string =>
  ['sitbone', installationId(values.data, (sentence) => log.warn({}, sentence)), role, name]
    .filter(Boolean)
    .join('-')

/** A link to the broker of the settings: the embedded one, the one named, or a broker on this computer. */
export function makeMqtt(values: Settings, log: Log, part: MqttPart): MqttLink {
  const { embedded, role, name, presence, echoWaitMs } = part
  const [first, ...others] = embedded === null ? brokerAddresses(values, role) : [within(embedded, role)]
  const given: MqttOptions = {
    ...first,
    others,
    caFile: values['broker-ca'] ?? undefined,
    echoWaitMs,
    asPublished: (topic) => asPublished(values.base, topic),
    clientId: clientIdOf(values, log, { role, name }),
    log,
    ...(presence === undefined
      ? {}
      : {
          will: { topic: presence.topic, payload: 'offline', qos: 1, retain: true },
          onlinePayload: 'online',
        }),
  }
  return connectMqtt(given)
}

const within = (broker: Broker, role: PartRole): BrokerAddress => ({
  url: () => broker.connectStream(),
  username: role,
  password: broker.passwordOf(role),
  embedded: true,
})

const brokerAddresses = (values: Settings, role: PartRole): [BrokerAddress, ...BrokerAddress[]] => {
  const [first = 'mqtt://127.0.0.1:1883', ...others] = values.broker ?? []
  const withLogin = (url: string) => brokerAddress(values, role, url)
  return [withLogin(first), ...others.map(withLogin)]
}

/** The address with the login of the settings or of the address itself, or that of the role at an embedded broker with the same data folder. */
function brokerAddress(values: Settings, role: PartRole, given: string): BrokerAddress {
  const url = new URL(given)
  const username = values['broker-user'] ?? decodeURIComponent(url.username)
  const password = values['broker-password'] ?? decodeURIComponent(url.password)
  url.username = ''
  url.password = ''
  const address = url.toString().replace(/\/$/, '')
  if (username !== '' || password !== '')
    return { url: address, username: username || undefined, password: password || undefined }
  const own = isLoopback(url.hostname) ? readPartPassword(values.data, role) : null
  return own === null ? { url: address } : { url: address, username: role, password: own, embedded: true }
}

/** At an embedded broker, only this data folder's gateway has a login, and its outbox lets only one run. */
export const atOwnBroker = (values: Settings, embedded: Broker | null): boolean =>
  embedded !== null || brokerAddresses(values, 'gateway').every((one) => one.embedded === true)

/** The gateway's link carries its will. */
export const makeGatewayMqtt = (values: Settings, log: Log, embedded: Broker | null): MqttLink =>
  makeMqtt(values, log, {
    embedded,
    role: 'gateway',
    name: values.gateway,
    presence: { topic: topics(values.base).gatewayAvailability(values.gateway) },
  })

/** Recorders that share the work tell each other that they are there. */
export const makeRecorderMqtt = (values: Settings, log: Log, embedded: Broker | null): MqttLink => {
  const topic = topics(values.base).recorderAvailability(recorderIdOf(values, log))
  const shares = isShared(recordTopicsOf(values) ?? [])
  return makeMqtt(values, log, { embedded, role: 'recorder', ...(shares ? { presence: { topic } } : {}) })
}

export const recorderIdOf = (values: Settings, log: Log): string =>
  clientIdOf(values, log, { role: 'recorder' })

/** Two dashboards of one installation listen on different ports. */
export const makeDashboardMqtt = (values: Settings, log: Log, embedded: Broker | null): MqttLink =>
  makeMqtt(values, log, {
    embedded,
    role: 'dashboard',
    name: String(hostAndPort('--listen', values.listen).port),
  })
