/**
 * The cluster of deploy/cluster, with the harness in place of systemd: what it kills, it starts again.
 *
 *   board -> gateway -> HAProxy -> 3 NATS nodes -> 2 recorders -> HAProxy -> 2 PostgreSQL, which 3 etcd nodes decide about
 */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { startCluster } from '../../scripts/cluster/cluster.ts'
import { whatIsMissing } from '../../scripts/cluster/programs.ts'
import { type Arrangement, cableFaults, cushion, processFaults } from './arrangement.ts'
import type { Part } from './part.ts'
import type { Possible } from './schedule.ts'

/** Of these groups a majority has to run, or one of two with all that was promised: one of them has a fault at a time. */
const groups: Readonly<
  Record<string, { readonly kinds: readonly Possible['kind'][]; readonly restMs: number }>
> = {
  nats: { kinds: ['kill', 'stop', 'term'], restMs: 10_000 },
  etcd: { kinds: ['kill', 'stop', 'term'], restMs: 10_000 },
  // Ended by SIGTERM, Patroni hands over first, which is no fault. A new primary takes 20 s, its new replica some more.
  database: { kinds: ['kill', 'stop'], restMs: 45_000 },
}

export async function arrangeCluster(folder: string, port: string): Promise<Arrangement> {
  const missing = whatIsMissing()
  if (missing !== null) throw new Error(missing)
  const cluster = await startCluster({
    listen: null,
    say: () => {},
    board: { port, cushion },
    restarts: false,
  })
  const { parts, store } = cluster
  const gateway = parts.get('gateway')
  if (gateway === undefined) throw new Error('The cluster has no gateway.')
  const own = [...parts.keys()].filter((name) => /^(recorder|dashboard|gateway)/.test(name))
  const historyFolder = join(folder, 'history')
  mkdirSync(historyFolder)
  return {
    name: 'cluster',
    gateway,
    gatewayFolder: cluster.folderOf('gateway'),
    parts,
    servers: [...parts.keys()].filter((name) => !own.includes(name)),
    disks: new Map(),
    links: new Map(),
    clockFile: join(folder, 'clock'),
    setAsideFolder: cluster.folderOf('recorder-1'),
    historyFolder,
    brokerFile: null,
    store: store.url,
    storePassword: store.password,
    storeFolder: folder,
    exportEnv: {
      SITBONE_STORE: store.url,
      SITBONE_STORE_PASSWORD: store.password,
      SITBONE_DATA: folder,
      SITBONE_ZONE: 'Europe/Berlin',
    },
    namesakes: new Map(),
    possible: [
      ...[...own, 'haproxy'].flatMap((name) => processFaults(name, 1)),
      ...[...parts.values()].flatMap(faultsInGroup),
      ...cableFaults,
    ],
    storeAnswers: () => cluster.ready(),
    async stop() {
      await cluster.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function faultsInGroup({ name: target }: Part): Possible[] {
  const group = target.replace(/-\d$/, '')
  const { kinds, restMs } = groups[group] ?? { kinds: [], restMs: 0 }
  return kinds.map((kind) => ({ kind, target, weight: 0.5, locks: [group], restMs }))
}
