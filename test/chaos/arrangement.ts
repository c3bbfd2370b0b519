/**
 * The two ways in which Sitbone is run, as real processes that can be hurt:
 *
 *   influx   board -> gateway -> (proxy) Mosquitto -> (proxy) recorder -> (proxy) InfluxDB
 *   sqlite   board -> `sitbone start`, with its embedded broker and store
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../services/free-port.ts'
import { influxdConfig } from '../services/influxd.ts'
import { waitFor } from '../services/wait-for.ts'
import { impostorKinds } from './impostor.ts'
import { clientNamesake, gatewayNamesake, instanceNamesake, type Namesake } from './namesake.ts'
import { Part, sitbonePart } from './part.ts'
import type { StoreName } from './report.ts'
import type { Possible } from './schedule.ts'
import { SmallDisk } from './small-disk.ts'
import { TcpProxy } from './tcp-proxy.ts'

export const cushion = 'test-1'

export interface Arrangement {
  readonly name: StoreName
  /** The process that takes in the board's readings, and where it keeps them. */
  readonly gateway: Part
  readonly gatewayFolder: string
  readonly parts: ReadonlyMap<string, Part>
  /** Parts without which the store cannot be read. */
  readonly servers: readonly string[]
  readonly disks: ReadonlyMap<string, SmallDisk>
  readonly links: ReadonlyMap<string, TcpProxy>
  /** Set by the harness, read by the gateway: see clock-shift.ts. */
  readonly clockFile: string
  /** Where the recorder keeps aside what lies in the future. */
  readonly setAsideFolder: string
  /** For the files of history.ts. */
  readonly historyFolder: string
  /** Broker's persistence; null when the broker is embedded. */
  readonly brokerFile: string | null
  readonly store: string
  readonly storePassword?: string
  readonly storeFolder: string
  readonly possible: readonly Possible[]
  /** For commands that read or fill the store. */
  readonly exportEnv: Record<string, string>
  /** By what they take the name of; each may have several kinds. */
  readonly namesakes: ReadonlyMap<string, readonly Namesake[]>
  /** Resolves when the database takes requests. */
  storeAnswers(): Promise<unknown>
  stop(): Promise<void>
}

export async function arrangeInflux(folder: string, port: string): Promise<Arrangement> {
  const [brokerPort, influxPort, rpcPort] = [await freePort(), await freePort(), await freePort()]
  const gatewayDisk = new SmallDisk(join(folder, 'gateway'), 24)
  const influxDisk = new SmallDisk(join(folder, 'influxd'), 192)
  gatewayDisk.start()
  influxDisk.start()
  const links = new Map([
    ['gateway-broker', new TcpProxy(brokerPort)],
    ['recorder-broker', new TcpProxy(brokerPort)],
    ['recorder-influxd', new TcpProxy(influxPort)],
  ])
  const ports = new Map<string, number>()
  for (const [name, proxy] of links) ports.set(name, await proxy.start())
  const url = (port: number | undefined) => `influx://127.0.0.1:${port}/sitbone`
  const clockFile = join(folder, 'clock')
  writeFileSync(clockFile, '0')
  const env = (more: Record<string, string>) => ({
    SITBONE_ZONE: 'Europe/Berlin',
    TZ: 'Europe/Berlin',
    ...more,
  })

  const brokerFolder = join(folder, 'mosquitto')
  mkdirSync(brokerFolder, { recursive: true })
  writeFileSync(join(brokerFolder, 'mosquitto.conf'), mosquittoConfig(brokerPort, brokerFolder))
  writeFileSync(
    join(folder, 'influxdb.conf'),
    influxdConfig({ folder: influxDisk.folder, port: influxPort, rpcPort, auth: false }),
  )
  mkdirSync(join(folder, 'recorder'))

  const gateway = sitbonePart('gateway', ['gateway', '--port', port, '--cushion', cushion], {
    clockFile,
    env: env({
      SITBONE_BROKER: `mqtt://127.0.0.1:${ports.get('gateway-broker')}`,
      SITBONE_DATA: gatewayDisk.folder,
    }),
  })
  const recorder = sitbonePart('recorder', ['recorder'], {
    clockFile: '',
    env: env({
      SITBONE_BROKER: `mqtt://127.0.0.1:${ports.get('recorder-broker')}`,
      SITBONE_STORE: url(ports.get('recorder-influxd')),
      SITBONE_DATA: join(folder, 'recorder'),
    }),
  })
  const mosquitto = new Part({
    name: 'mosquitto',
    command: 'mosquitto',
    args: ['-c', join(brokerFolder, 'mosquitto.conf')],
  })
  const influxd = new Part({
    name: 'influxd',
    command: 'influxd',
    args: ['-config', join(folder, 'influxdb.conf')],
  })
  const parts = new Map([influxd, mosquitto, recorder, gateway].map((part) => [part.name, part]))
  const namesakes = influxNamesakes(folder, `mqtt://127.0.0.1:${brokerPort}`)
  const disks = new Map([
    ['gateway', gatewayDisk],
    ['influxd', influxDisk],
  ])
  return {
    name: 'influx',
    gateway,
    gatewayFolder: gatewayDisk.folder,
    parts,
    servers: ['influxd'],
    disks,
    links,
    clockFile,
    setAsideFolder: join(folder, 'recorder'),
    historyFolder: join(folder, 'history'),
    namesakes,
    brokerFile: join(brokerFolder, 'mosquitto.db'),
    store: url(influxPort),
    storeFolder: folder,
    exportEnv: env({ SITBONE_STORE: url(influxPort), SITBONE_DATA: folder }),
    possible: [
      ...[...parts.keys()].flatMap((target) => processFaults(target, 1)),
      ...[...links.keys()].flatMap((target) =>
        (['cut', 'hold', 'slow'] as const).map((kind) => ({
          kind,
          target,
          weight: 0.7,
          locks: [`link ${target}`],
        })),
      ),
      { kind: 'empty', target: 'mosquitto', weight: 0.7, locks: ['mosquitto'] },
      ...impostorKinds.map((kind) => ({
        kind,
        target: 'recorder-influxd',
        weight: 0.5,
        locks: ['link recorder-influxd'],
      })),
      { kind: 'ps-name', target: 'gateway', weight: 0.5, locks: ['name'] },
      { kind: 'ps-name', target: 'recorder', weight: 0.5, locks: ['name'] },
      ...diskFaults('gateway', gatewayDisk, ['gateway']),
      ...diskFaults('influxd', influxDisk, ['influxd', 'recorder']),
      ...cableAndClock('gateway'),
    ],
    storeAnswers: () =>
      waitFor(async () => (await fetch(`http://127.0.0.1:${influxPort}/ping`)).status === 204, {
        timeoutMs: 20_000,
        what: 'InfluxDB to answer',
      }),
    stop: () => stopAll({ parts, disks, links, namesakes, folder }),
  }
}

export async function arrangeSqlite(folder: string, port: string): Promise<Arrangement> {
  const disk = new SmallDisk(join(folder, 'data'), 48)
  disk.start()
  const clockFile = join(folder, 'clock')
  writeFileSync(clockFile, '0')
  const env = { SITBONE_ZONE: 'Europe/Berlin', TZ: 'Europe/Berlin', SITBONE_DATA: disk.folder }
  const start = ['start', '--port', port, '--cushion', cushion, '--broker-listen', 'off', '--listen']
  const args = [...start, `127.0.0.1:${await freePort()}`]
  const gateway = sitbonePart('sitbone', args, { clockFile, env })
  const second = instanceNamesake({ args: [...start, `127.0.0.1:${await freePort()}`], env })
  const namesakes = new Map([['sitbone', [second]]])
  const parts = new Map([['sitbone', gateway]])
  const disks = new Map([['sitbone', disk]])
  const links = new Map<string, TcpProxy>()
  return {
    name: 'sqlite',
    gateway,
    gatewayFolder: disk.folder,
    parts,
    servers: [],
    disks,
    links,
    clockFile,
    setAsideFolder: disk.folder,
    historyFolder: join(folder, 'history'),
    namesakes,
    brokerFile: null,
    store: 'sqlite',
    storeFolder: disk.folder,
    exportEnv: { ...env, SITBONE_STORE: 'sqlite' },
    possible: [
      ...processFaults('sitbone', 2),
      ...diskFaults('sitbone', disk, ['sitbone']),
      ...cableAndClock('sitbone'),
      // Nobody ends Sitbone meanwhile: the second one would rightly take its place.
      { kind: 'ps-name', target: 'sitbone', weight: 0.7, locks: ['sitbone'] },
    ],
    storeAnswers: async () => {},
    stop: () => stopAll({ parts, disks, links, namesakes, folder }),
  }
}

function influxNamesakes(folder: string, broker: string): ReadonlyMap<string, readonly Namesake[]> {
  const client = (role: string, of: string) => clientNamesake({ broker, folder: join(folder, of), role })
  const second = gatewayNamesake({ broker, folder: join(folder, 'namesake'), cushion })
  return new Map([
    ['gateway', [client('gateway-gateway-1', 'gateway'), second]],
    ['recorder', [client('recorder', 'recorder')]],
  ])
}

export const processFaults = (target: string, weight: number): Possible[] =>
  (['kill', 'stop', 'term'] as const).map((kind) => ({ kind, target, weight, locks: [target] }))

/** While its disk is full a gateway keeps readings in memory and says that they would be lost if it ended: so it is not ended then. */
const diskFaults = (target: string, disk: SmallDisk, locks: readonly string[]): Possible[] =>
  disk.mounted ? [{ kind: 'disk', target, weight: 0.8, locks }] : []

export const cableFaults: readonly Possible[] = [
  { kind: 'unplug', target: 'cable', weight: 1, locks: ['cable'] },
  { kind: 'reset', target: 'cable', weight: 0.7, locks: ['cable'] },
  { kind: 'noise', target: 'cable', weight: 0.7, locks: ['cable'] },
]

const cableAndClock = (gateway: string): Possible[] => [
  ...cableFaults,
  { kind: 'clock', target: gateway, weight: 0.5, locks: ['clock'] },
  { kind: 'jump', target: gateway, weight: 0.5, locks: ['clock'] },
]

async function stopAll(all: {
  parts: ReadonlyMap<string, Part>
  disks: ReadonlyMap<string, SmallDisk>
  links: ReadonlyMap<string, TcpProxy>
  namesakes: ReadonlyMap<string, readonly Namesake[]>
  folder: string
}): Promise<void> {
  await Promise.all([...all.namesakes.values()].flat().map((one) => one.stop()))
  await Promise.all([...all.parts.values()].map((part) => part.close()))
  for (const link of all.links.values()) link.stop()
  for (const disk of all.disks.values()) disk.stop()
  rmSync(all.folder, { recursive: true, force: true })
}

const mosquittoConfig = (port: number, folder: string) =>
  [
    ...(process.getuid?.() === 0 ? ['user root'] : []),
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'set_tcp_nodelay true',
    'max_queued_messages 100000',
    'max_inflight_messages 1000',
    'persistence true',
    'autosave_interval 1',
    `persistence_location ${folder}/`,
    'log_type error',
    '',
  ].join('\n')
