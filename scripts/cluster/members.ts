/**
 * The processes of a cluster, each with what the configurations in deploy/cluster ask the environment for. docker-compose.yml
 * there gives the same configurations the addresses of its containers.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { Part, type PartOptions } from '../../test/chaos/part.ts'
import { natsEnvironment } from '../../test/services/nats-cluster.ts'
import { postgresPrograms, postgresUser } from '../../test/services/postgres.ts'
import { type Addresses, local } from './addresses.ts'
import { killPostgres } from './orphans.ts'

/** What the gateway of a cluster reads, and how it names it. */
export interface Board {
  readonly port: string
  readonly cushion: string
}

export const simulated: Board = { port: 'simulator', cushion: 'demo-1' }

const program = fileURLToPath(new URL('../../sitbone.ts', import.meta.url))

/** In order of their start; `folder` holds the configurations. */
export function members(folder: string, addresses: Addresses, board: Board): Map<string, Part> {
  const all = [
    ...nats(folder, addresses),
    ...etcd(folder, addresses),
    ...databases(folder, addresses),
    haproxy(folder, addresses),
    ...sitbone(folder, addresses, board),
  ]
  return new Map(all.map((options) => [options.name, new Part(options)]))
}

function nats(folder: string, { nats: nodes, passwords }: Addresses): PartOptions[] {
  return nodes.map((node) => ({
    name: node.name,
    command: 'nats-server',
    args: ['-c', join(folder, 'nats.conf')],
    env: {
      ...natsEnvironment(node, nodes),
      GATEWAY_PASSWORD: passwords.gateway,
      RECORDER_PASSWORD: passwords.recorder,
      DASHBOARD_PASSWORD: passwords.dashboard,
    },
  }))
}

function etcd(folder: string, { etcd: nodes }: Addresses): PartOptions[] {
  const common = settingsOf(folder, 'etcd.env')
  const url = (port: number) => `http://${local(port)}`
  return nodes.map(({ name, folder: own, client, peer }) => ({
    name,
    command: 'etcd',
    args: [],
    runAs: postgresUser(),
    env: {
      ...common,
      ETCD_NAME: name,
      ETCD_DATA_DIR: join(own, 'data'),
      ETCD_LISTEN_CLIENT_URLS: url(client),
      ETCD_ADVERTISE_CLIENT_URLS: url(client),
      ETCD_LISTEN_PEER_URLS: url(peer),
      ETCD_INITIAL_ADVERTISE_PEER_URLS: url(peer),
      ETCD_INITIAL_CLUSTER: nodes.map((node) => `${node.name}=${url(node.peer)}`).join(','),
    },
  }))
}

function databases(folder: string, { databases: servers, etcd, passwords }: Addresses): PartOptions[] {
  const bin = postgresPrograms()
  return servers.map(({ name, folder: own, sql, rest }) => ({
    name,
    command: 'patroni',
    args: ['patroni.yml'],
    cwd: folder,
    runAs: postgresUser(),
    alsoKill: () => killPostgres(join(own, 'data')),
    env: {
      PATH: `${bin}:/usr/bin:/bin`,
      HOME: own,
      STORE_PASSWORD: passwords.store,
      PATRONI_NAME: name,
      PATRONI_ETCD3_HOSTS: etcd.map(({ client }) => local(client)).join(','),
      PATRONI_RESTAPI_LISTEN: local(rest),
      PATRONI_RESTAPI_CONNECT_ADDRESS: local(rest),
      PATRONI_POSTGRESQL_LISTEN: local(sql),
      PATRONI_POSTGRESQL_CONNECT_ADDRESS: local(sql),
      PATRONI_POSTGRESQL_DATA_DIR: join(own, 'data'),
      PATRONI_POSTGRESQL_BIN_DIR: bin,
      PATRONI_POSTGRESQL_PGPASS: join(own, 'pgpass'),
      PATRONI_SUPERUSER_USERNAME: 'postgres',
      PATRONI_SUPERUSER_PASSWORD: passwords.superuser,
      PATRONI_REPLICATION_USERNAME: 'replicator',
      PATRONI_REPLICATION_PASSWORD: passwords.replication,
    },
  }))
}

function haproxy(folder: string, { nats, databases, dashboards, front }: Addresses): PartOptions {
  const numbered = <T>(name: string, all: readonly T[], value: (one: T) => string) =>
    Object.fromEntries(all.map((one, at) => [name.replace('#', String(at + 1)), value(one)]))
  return {
    name: 'haproxy',
    command: 'haproxy',
    args: ['-db', '-f', join(folder, 'haproxy.cfg')],
    env: {
      PAGES_LISTEN: front.pages,
      MQTT_LISTEN: local(front.mqtt),
      DATABASE_LISTEN: local(front.sql),
      ...numbered('DASHBOARD_#', dashboards, ({ port }) => local(port)),
      ...numbered('NATS_#', nats, ({ mqtt }) => local(mqtt)),
      ...numbered('DATABASE_#', databases, ({ sql }) => local(sql)),
      ...numbered('DATABASE_#_HEALTH', databases, ({ rest }) => String(rest)),
    },
  }
}

export const storeUrl = ({ front }: Addresses): string => `postgres://sitbone@${local(front.sql)}/sitbone`

function sitbone(folder: string, addresses: Addresses, board: Board): PartOptions[] {
  const { nats, recorders, dashboards, front, passwords } = addresses
  const part = (name: string, args: readonly string[], env: Record<string, string>): PartOptions => ({
    name,
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', program, ...args],
    env: { SITBONE_BROKER: nats.map(({ mqtt }) => `mqtt://${local(mqtt)}`).join(','), ...env },
  })
  const login = (role: 'gateway' | 'recorder' | 'dashboard') => ({
    SITBONE_BROKER_USER: role,
    SITBONE_BROKER_PASSWORD: passwords[role],
  })
  const store = { SITBONE_STORE: storeUrl(addresses), SITBONE_STORE_PASSWORD: passwords.store }
  const topics = settingsOf(folder, 'recorder.env')
  return [
    ...recorders.map(({ name, folder: own }) =>
      part(name, ['recorder'], { ...login('recorder'), ...store, ...topics, SITBONE_DATA: own }),
    ),
    ...dashboards.map(({ name, folder: own, port }) =>
      part(name, ['dashboard'], {
        ...login('dashboard'),
        ...store,
        SITBONE_ACCOUNTS: `postgres://sitbone@${local(front.sql)}/accounts`,
        SITBONE_ACCOUNTS_PASSWORD: passwords.store,
        SITBONE_ACCOUNTS_SECRET: passwords.accounts,
        SITBONE_LISTEN: local(port),
        SITBONE_DATA: own,
      }),
    ),
    // As gateways elsewhere do it.
    part('gateway', ['gateway', '--port', board.port, '--cushion', board.cushion, '--gateway', 'demo'], {
      ...login('gateway'),
      SITBONE_BROKER: `mqtt://${local(front.mqtt)}`,
      SITBONE_DATA: join(folder, 'gateway'),
    }),
  ]
}

function settingsOf(folder: string, file: string): Record<string, string> {
  const found = Object.entries(parseEnv(readFileSync(join(folder, file), 'utf8')))
  return Object.fromEntries(found.map(([name, value]) => [name, value ?? '']))
}
