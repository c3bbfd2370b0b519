/** A broker, a store and recorders between them, each a process of its own, as gateways would find them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PartRole } from '../../../mqtt/broker/rights.ts'
import { silentLog } from '../../../platform/log.ts'
import { openStore, parseStoreUrl } from '../../../store/open-store.ts'
import { startInfluxd } from '../../services/influxd.ts'
import { startMosquitto } from '../../services/mosquitto.ts'
import { startNatsCluster } from '../../services/nats-cluster.ts'
import { startPostgres } from '../../services/postgres.ts'
import { runSitbone } from '../../services/sitbone.ts'
import { waitFor } from '../../services/wait-for.ts'

type Pids = readonly (number | undefined)[]

interface Broker {
  readonly urls: readonly string[]
  readonly passwordOf: (role: PartRole) => string
  /** What several recorders are given, so that they share the work. */
  readonly sharedTopics: string
  readonly mqttVersion: 4 | 5
  readonly pids: Pids
  stop(): Promise<void>
}

const base = 'sitbone'
const parts = [0, 1, 2, 3]

const brokers = {
  async mosquitto(): Promise<Broker> {
    const mosquitto = await startMosquitto()
    return {
      urls: [mosquitto.url],
      passwordOf: () => '',
      sharedTopics: 'by-cushion',
      mqttVersion: 5,
      pids: [mosquitto.pid],
      stop: () => mosquitto.stop(),
    }
  },
  async nats(): Promise<Broker> {
    const { urls, passwordOf, pids, stop } = await startNatsCluster()
    const sharedTopics = parts.map((part) => `${base}/part/${part}/cushion/+/record`).join(',')
    return { urls, passwordOf, sharedTopics, mqttVersion: 4, pids, stop }
  },
} as const

interface StoreServer {
  readonly url: string
  readonly pids: Pids
  stop(): Promise<void>
}

const stores = {
  async influx(): Promise<StoreServer> {
    const influxd = await startInfluxd()
    const url = `influx://127.0.0.1:${influxd.port}/sitbone`
    return { url, pids: [influxd.pid], stop: () => influxd.stop() }
  },
  async postgres(): Promise<StoreServer> {
    const server = await startPostgres({ durable: true })
    return { url: server.urlOf('sitbone'), pids: [server.pid], stop: () => server.stop() }
  },
} as const

export interface TopologyOptions {
  readonly broker: keyof typeof brokers
  readonly store: keyof typeof stores
  readonly recorders: number
}

export interface Topology {
  /** For gateways: address with user and password. */
  readonly brokerUrl: string
  readonly mqttVersion: 4 | 5
  readonly pids: Readonly<Record<'broker' | 'store' | 'recorders', Pids>>
  /** Readings in the store, of cushions of these names. */
  stored(cushions: readonly string[]): Promise<number>
  stop(): Promise<void>
}

export async function startTopology(options: TopologyOptions): Promise<Topology> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-bench-'))
  const [broker, store] = await Promise.all([brokers[options.broker](), stores[options.store]()])
  const recorders = Array.from({ length: options.recorders }, (_, i) => {
    // Each prefers another node.
    const urls = [...broker.urls.slice(i), ...broker.urls.slice(0, i)]
    return runSitbone(['recorder', '--data', join(folder, String(i)), '--store', store.url], {
      env: {
        SITBONE_BROKER: urls.join(','),
        ...login(broker, 'recorder'),
        ...(options.recorders > 1 ? { SITBONE_RECORD_TOPICS: broker.sharedTopics } : {}),
      },
    })
  })
  await waitFor(() => recorders.every((one) => one.said().includes('Connected to the MQTT broker')), {
    timeoutMs: 30_000,
    what: () => recorders.map((one) => one.said()).join('\n'),
  })
  const brokerUrl = new URL(broker.urls.at(-1) ?? '')
  const password = broker.passwordOf('gateway')
  if (password !== '') Object.assign(brokerUrl, { username: 'gateway', password })
  return {
    brokerUrl: brokerUrl.href,
    mqttVersion: broker.mqttVersion,
    pids: { broker: broker.pids, store: store.pids, recorders: recorders.map(({ pid }) => pid) },
    stored: (cushions) => readingsIn(store.url, cushions),
    async stop() {
      await Promise.all(recorders.map((one) => one.stop()))
      await Promise.all([broker.stop(), store.stop()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function login({ passwordOf }: Broker, role: PartRole): Record<string, string> {
  const password = passwordOf(role)
  return password === '' ? {} : { SITBONE_BROKER_USER: role, SITBONE_BROKER_PASSWORD: password }
}

async function readingsIn(url: string, cushions: readonly string[]): Promise<number> {
  const store = await openStore(parseStoreUrl(url, { folder: '.' }), silentLog)
  await store.start()
  try {
    let readings = 0
    for (const cushion of cushions)
      for await (const frames of store.frames({ cushion, fromMs: 0, toMs: Date.UTC(2100) }))
        readings += frames.length
    return readings
  } finally {
    await store.stop()
  }
}
