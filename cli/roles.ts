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
import { type Broker, createBroker } from '../mqtt/broker.ts'
import { connectMqtt, type MqttOptions } from '../mqtt/client.ts'
import type { MqttLink } from '../mqtt/mqtt-link.ts'
import type { LastNet } from '../platform/last-net.ts'
import type { Part } from '../platform/lifecycle.ts'
import { type Log, silentLog } from '../platform/log.ts'
import { createRecorder, type Recorder } from '../recorder/recorder.ts'
import type { CushionSetting } from '../settings/cushion-settings.ts'
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
      'A replay cannot run beside a cushion: their readings would lie together. Run it alone, for instance with another --data and --listen.',
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

export function makeBroker(values: Settings, log: Log): Broker | null {
  if (values.broker !== null) return null
  const listen =
    values['broker-listen'] === 'off' ? null : hostAndPort('--broker-listen', values['broker-listen'])
  return createBroker({ listen, log })
}

/** A link to the broker of the settings: the embedded one, the one named, or a broker on this computer. */
export function makeMqtt(
  values: Settings,
  log: Log,
  options: { embedded: Broker | null; role: string; presence?: { topic: string } },
): MqttLink {
  const { embedded, role, presence } = options
  const address = embedded === null ? splitAddress(values.broker ?? 'mqtt://127.0.0.1:1883') : null
  const given: MqttOptions = {
    url: embedded === null ? (address?.url ?? '') : () => embedded.connectStream(),
    username: values['broker-user'] ?? address?.username,
    password: values['broker-password'] ?? address?.password,
    caFile: values['broker-ca'] ?? undefined,
    clientId: `sitbone-${role}-${process.pid}`,
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

function splitAddress(address: string): { url: string; username?: string; password?: string } {
  const url = new URL(address)
  const username = decodeURIComponent(url.username)
  const password = decodeURIComponent(url.password)
  url.username = ''
  url.password = ''
  return {
    url: url.toString().replace(/\/$/, ''),
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
  }
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

export const gatewayPresence = (values: Settings): { topic: string } => ({
  topic: topics(values.base).gatewayAvailability(values.gateway),
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
      ? 'it runs in a container, and only a port published on loopback reaches it'
      : null,
    log,
  })
}
