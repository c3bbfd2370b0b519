/** Makes each part of Sitbone from the settings. Nothing is started here. */

import { rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { topics } from '../contract/topics.ts'
import type { Diaries } from '../dashboard/server/diary/diaries.ts'
import { parseListen } from '../dashboard/server/http/bind.ts'
import { createDashboard, type Dashboard } from '../dashboard/server/server.ts'
import { createGateway, type Gateway } from '../gateway/gateway.ts'
import { autoSource } from '../gateway/link/sources/auto-source.ts'
import { replaySource } from '../gateway/link/sources/replay-source.ts'
import { serialSource } from '../gateway/link/sources/serial-source.ts'
import type { Source } from '../gateway/link/sources/source.ts'
import { tcpSource } from '../gateway/link/sources/tcp-source.ts'
import { createOutbox, type Outbox } from '../gateway/outbox/outbox.ts'
import { type Broker, createBroker, isLoopback } from '../mqtt/broker.ts'
import { openBrokerUsers, readPartPassword } from '../mqtt/broker-users.ts'
import { connectMqtt, type MqttOptions } from '../mqtt/client.ts'
import type { MqttLink } from '../mqtt/mqtt-link.ts'
import type { PartRole } from '../mqtt/rights.ts'
import type { LastNet } from '../platform/last-net.ts'
import type { Part } from '../platform/lifecycle.ts'
import { type Log, silentLog } from '../platform/log.ts'
import { createRecorder, type Recorder } from '../recorder/recorder.ts'
import type { CushionSetting } from '../settings/cushion-settings.ts'
import { installationId } from '../settings/data-folder.ts'
import { isSimulatedPort } from '../settings/port-kinds.ts'
import { recordingSettings } from '../settings/recording-settings.ts'
import { type Settings, SettingsError } from '../settings/settings.ts'
import { openStore, parseStoreUrl, type StoreSetting } from '../store/open-store.ts'
import { type Store, StoreMisconfigured, StoreUnavailable } from '../store/store.ts'

const webRoot = fileURLToPath(new URL('../dashboard/web/dist', import.meta.url))

const isReplay = (port: string): boolean => port.startsWith('replay:')

/** For people. */
export const describePort = (port: string): string =>
  isReplay(port) ? `the recording ${port.slice('replay:'.length)}, marked as simulated,` : port

/**
 * Where data of this run lies. Simulated data has a folder of its own, and so has each recording that is replayed: neither ever meets
 * a real cushion's.
 */
export function dataFolder(values: Settings, cushions: readonly CushionSetting[]): string {
  if (cushions.every(({ port }) => isSimulatedPort(port))) return join(values.data, 'simulated')
  const replay = cushions.find(({ port }) => isReplay(port))
  if (replay === undefined) return values.data
  if (!cushions.every(({ port }) => isReplay(port)))
    throw new SettingsError(
      'A replay cannot run beside a cushion, because their readings would be mixed. Run it separately, with another --data and --listen.',
    )
  if (values.store !== 'sqlite')
    throw new SettingsError(
      '--store: a replay keeps its readings in the embedded store, apart from those of real cushions. Leave --store out.',
    )
  const name = basename(replay.port.slice('replay:'.length)).replaceAll(/[^A-Za-z0-9._-]/g, '_')
  return join(values.data, 'replay', name)
}

/**
 * A replay begins anew: what the gateway remembers of the last one (where it stood, load, bouts) is forgotten. The store keeps
 * its readings; the same ones are written over themselves.
 */
export function forgetLastReplay(folder: string, cushions: readonly CushionSetting[]): void {
  if (!cushions.some(({ port }) => isReplay(port))) return
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `gateway.db${end}`), { force: true })
}

export function hostAndPort(flag: string, text: string): { host: string; port: number } {
  const parsed = parseListen(text)
  if (parsed === null)
    throw new SettingsError(`${flag} ${text}: expected host:port, for instance 127.0.0.1:8080.`)
  return parsed
}

/** @throws BrokerUsersUnusable */
export function makeBroker(values: Settings, log: Log): Broker | null {
  if (values.broker !== null) return null
  const listen =
    values['broker-listen'] === 'off' ? null : hostAndPort('--broker-listen', values['broker-listen'])
  const users = openBrokerUsers(values.data)
  return createBroker({ listen, base: values.base, users, anonymous: values['broker-anonymous'], log })
}

export interface MqttPart {
  readonly embedded: Broker | null
  readonly role: PartRole
  /** Tells those of one role in one installation apart; two of one role and name keep each other out. */
  readonly name?: string
  readonly presence?: { topic: string }
}

/** A link to the broker of the settings: the embedded one, the one named, or a broker on this computer. */
export function makeMqtt(values: Settings, log: Log, part: MqttPart): MqttLink {
  const { embedded, role, name, presence } = part
  const given: MqttOptions = {
    ...(embedded === null
      ? brokerAddress(values, role)
      : { url: () => embedded.connectStream(), username: role, password: embedded.passwordOf(role) }),
    caFile: values['broker-ca'] ?? undefined,
    clientId: ['sitbone', installationId(values.data), role, name].filter(Boolean).join('-'),
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

/** The address with the login of the settings or of the address itself, or that of the role at an embedded broker with the same data folder. */
function brokerAddress(values: Settings, role: PartRole): Pick<MqttOptions, 'url' | 'username' | 'password'> {
  const url = new URL(values.broker ?? 'mqtt://127.0.0.1:1883')
  const username = values['broker-user'] ?? decodeURIComponent(url.username)
  const password = values['broker-password'] ?? decodeURIComponent(url.password)
  url.username = ''
  url.password = ''
  const address = url.toString().replace(/\/$/, '')
  if (username !== '' || password !== '')
    return { url: address, username: username || undefined, password: password || undefined }
  const own = isLoopback(url.hostname) ? readPartPassword(values.data, role) : null
  return own === null ? { url: address } : { url: address, username: role, password: own }
}

export function storeSetting(values: Settings, folder: string): StoreSetting {
  return parseStoreUrl(values.store, {
    folder,
    password: values['store-password'],
    caFile: values['store-ca'],
    retentionDays: values['retention-days'],
  })
}

export const makeStore = (values: Settings, folder: string, log: Log): Store =>
  openStore(storeSetting(values, folder), log)

/** A store as a part: one that cannot be reached or used now is said, and does not keep the rest from running. */
export const patiently = (store: Store, log: Log): Part => ({
  async start() {
    try {
      await store.start()
    } catch (error) {
      if (!(error instanceof StoreUnavailable || error instanceof StoreMisconfigured)) throw error
      log.warn(
        { store: store.name },
        `${error.message} Live figures and alerts work meanwhile; readings wait in the outbox.`,
      )
    }
  },
  stop: () => store.stop(),
})

/** Everything but the simulator, which the composition root gives. @throws SettingsError */
export function makeSource(values: Settings, { port, layout }: CushionSetting, log: Log = silentLog): Source {
  if (isReplay(port)) {
    const file = port.slice('replay:'.length)
    if (file === '') throw new SettingsError('--port replay: expected a file behind it, replay:<file>.')
    return replaySource({
      ...recordingSettings(values, { file, cells: layout.cells.length }),
      speed: values.speed,
      assumed: (text) => log.warn({ recording: file }, `Assumed about the recording: ${text}.`),
    })
  }
  if (port === 'auto') return autoSource()
  if (port.startsWith('tcp://')) {
    const { host, port: number } = hostAndPort('--port', port.slice('tcp://'.length).replace(/\/$/, ''))
    return tcpSource(host, number)
  }
  if (/^[a-z]+:/.test(port) && !/^COM\d+$/i.test(port))
    throw new SettingsError(
      `--port ${port}: expected simulator, auto, a device path, tcp://host:port, replay:<file> or avr:<hex file>.`,
    )
  return serialSource(port)
}

export const makeOutbox = (values: Settings, folder: string, log: Log): Outbox =>
  createOutbox({
    file: join(folder, 'gateway.db'),
    limits: { bytes: values['outbox-mb'] * 1_000_000, days: values['outbox-days'] },
    log,
  })

export function makeGateway(
  values: Settings,
  log: Log,
  options: {
    outbox: Outbox
    mqtt: MqttLink
    cushions: readonly (Omit<CushionSetting, 'port'> & { source: Source })[]
  },
): Gateway {
  return createGateway({
    gatewayId: values.gateway,
    base: values.base,
    mqtt: options.mqtt,
    outbox: options.outbox,
    cushions: options.cushions,
    day: { zone: values.zone, startHour: values['day-start'] },
    log,
  })
}

/** The gateway's link carries its will. */
export const makeGatewayMqtt = (values: Settings, log: Log, embedded: Broker | null): MqttLink =>
  makeMqtt(values, log, {
    embedded,
    role: 'gateway',
    name: values.gateway,
    presence: { topic: topics(values.base).gatewayAvailability(values.gateway) },
  })

/** Two dashboards of one installation listen at different ports. */
export const makeDashboardMqtt = (values: Settings, log: Log, embedded: Broker | null): MqttLink =>
  makeMqtt(values, log, {
    embedded,
    role: 'dashboard',
    name: String(hostAndPort('--listen', values.listen).port),
  })

export const makeRecorder = (
  values: Settings,
  log: Log,
  options: { mqtt: MqttLink; store: Store; folder: string },
): Recorder =>
  createRecorder({
    mqtt: options.mqtt,
    store: options.store,
    base: values.base,
    setAsideFolder: options.folder,
    log,
  })

export function makeDashboard(
  values: Settings,
  log: Log,
  options: { mqtt: MqttLink; store: Store; diary: Diaries; net: LastNet },
): Dashboard {
  return createDashboard({
    listen: hostAndPort('--listen', values.listen),
    publicHosts: values['public-host']?.split(',').map((name) => name.trim()) ?? [],
    mqtt: options.mqtt,
    store: options.store,
    diary: options.diary,
    registry: options.net.registry,
    faultsSurvived: () => options.net.caught,
    base: values.base,
    day: { zone: values.zone, startHour: values['day-start'] },
    webRoot,
    allowNonLoopback: values.container
      ? 'it runs in a container that is reached only through a port published on loopback'
      : null,
    log,
  })
}
