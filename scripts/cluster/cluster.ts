/**
 * A cluster on this computer, of processes on loopback: started in order, each started again some time after it ends, and all
 * ended by their process ids.
 */
import { accessSync, chmodSync, chownSync, constants, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Part } from '../../test/chaos/part.ts'
import { copyNatsConfig, natsLetsIn } from '../../test/services/nats-cluster.ts'
import { postgresUser } from '../../test/services/postgres.ts'
import { waitFor } from '../../test/services/wait-for.ts'
import { type Addresses, chooseAddresses, local } from './addresses.ts'
import { type Board, members, simulated, storeUrl } from './members.ts'
import { endPostgres } from './orphans.ts'

export interface Cluster {
  /** Of the page, through HAProxy. */
  readonly url: string
  readonly cushion: string
  readonly store: { readonly url: string; readonly password: string }
  /** Of a role that keeps something of its own there. */
  folderOf(name: string): string
  readonly parts: ReadonlyMap<string, Part>
  /** Which of the databases is the primary now, if any. */
  primary(): Promise<string | null>
  /** SIGKILL, of a database with its PostgreSQL; it starts again by itself. */
  kill(name: string): void
  /** Waits until every process runs and every part of Sitbone is content. */
  ready(): Promise<void>
  stop(): Promise<void>
}

export interface ClusterOptions {
  /** Host and port of the page; a free port of loopback when null. */
  readonly listen: string | null
  readonly say: (sentence: string) => void
  readonly board?: Board
  /** Processes that end are started again, as systemd and Docker do; otherwise that is the caller's work. */
  readonly restarts?: boolean
}

/** Longer than Patroni waits for a primary that is gone. */
export const restartS = 30

const configurations = fileURLToPath(new URL('../../deploy/cluster', import.meta.url))

export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { listen, say, board = simulated, restarts = true } = options
  refuseWithoutSharedMemory()
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-cluster-'))
  const addresses = await chooseAddresses(folder, listen)
  makeFolders(folder, addresses)
  const parts = members(folder, addresses, board)
  const ending = new AbortController()
  const begin = (names: readonly { readonly name: string }[]) => {
    for (const { name } of names) {
      const part = parts.get(name)
      if (restarts) keepRunning(part, { say, signal: ending.signal })
      else part?.start()
    }
  }
  const stop = async () => {
    ending.abort()
    // Nothing of it is kept, so nothing has to be put in order.
    await Promise.all([...parts.values()].map((part) => part.close()))
    for (const database of addresses.databases) await endPostgres(dataOf(database))
    rmSync(folder, { recursive: true, force: true })
  }
  const url = `http://${addresses.front.pages}`
  const cluster: Cluster = {
    url,
    cushion: board.cushion,
    folderOf: (name) => join(folder, name),
    store: { url: storeUrl(addresses), password: addresses.passwords.store },
    parts,
    primary: () => whoIs('primary', addresses),
    kill: (name) => parts.get(name)?.signal('SIGKILL'),
    ready: async () => {
      await waitFor(() => [...parts.values()].every(({ running }) => running), {
        timeoutMs: 2 * restartS * 1000,
        what: 'every process to run',
      })
      await allReady(addresses, parts)
    },
    stop,
  }
  try {
    const startedMs = performance.now()
    const step = async (what: string, ready: Promise<unknown>) => {
      await ready
      say(`${what} (${Math.round((performance.now() - startedMs) / 1000)} s)`)
    }
    const { nats, etcd, databases, recorders, dashboards } = addresses
    begin([...nats, ...etcd, { name: 'haproxy' }])
    await Promise.all([
      step('3 NATS nodes have chosen a leader', natsReady(addresses, parts)),
      step('3 etcd nodes have chosen a leader', etcdReady(addresses, parts)).then(() => {
        begin(databases)
        return step(
          '2 PostgreSQL servers: a primary, and a synchronous replica',
          databaseReady(addresses, parts),
        )
      }),
    ])
    begin([...recorders, ...dashboards, { name: 'gateway' }])
    await step('2 recorders, 2 dashboards and a simulated cushion behind HAProxy', allReady(addresses, parts))
    return cluster
  } catch (error) {
    await stop()
    throw error
  }
}

/** Late enough to see what happens without it. */
function keepRunning(
  part: Part | undefined,
  options: { say: ClusterOptions['say']; signal: AbortSignal },
): void {
  if (part === undefined) return
  const { say, signal } = options
  part.start()
  const again = async () => {
    await part.ended
    if (signal.aborted) return
    say(`${part.name} has ended; it starts again in ${restartS} s.`)
    await pause(restartS * 1000, undefined, { signal, ref: false })
    keepRunning(part, options)
  }
  again().catch((error: unknown) => {
    if (!signal.aborted) say(`${part.name} could not be started again: ${String(error)}`)
  })
}

function makeFolders(folder: string, addresses: Addresses): void {
  // Servers that run as another user have their folders below.
  chmodSync(folder, 0o711)
  cpSync(configurations, folder, { recursive: true })
  copyNatsConfig(folder)
  const { uid, gid } = postgresUser()
  for (const { folder: own } of [...addresses.nats, ...addresses.recorders, ...addresses.dashboards])
    mkdirSync(own, { mode: 0o700 })
  for (const { folder: own } of [...addresses.etcd, ...addresses.databases]) {
    mkdirSync(own, { mode: 0o700 })
    if (uid !== undefined && gid !== undefined) chownSync(own, uid, gid)
  }
  mkdirSync(join(folder, 'gateway'), { mode: 0o700 })
}

function refuseWithoutSharedMemory(): void {
  try {
    accessSync('/dev/shm', constants.W_OK)
  } catch {
    throw new Error(
      'Patroni needs a writable /dev/shm, and this one is not. In a container, give it one (--shm-size).',
    )
  }
}

const dataOf = ({ folder }: { readonly folder: string }) => join(folder, 'data')

const answers = async (url: string) => (await fetch(url, { signal: AbortSignal.timeout(3000) })).ok

async function whoIs(role: 'primary' | 'synchronous', { databases }: Addresses): Promise<string | null> {
  for (const { name, rest } of databases)
    if (await answers(`http://${local(rest)}/${role}`).catch(() => false)) return name
  return null
}

const natsReady = ({ nats, passwords }: Addresses, parts: ReadonlyMap<string, Part>) =>
  Promise.all(
    nats.map(({ name, mqtt }) =>
      soon(() => natsLetsIn(`mqtt://${local(mqtt)}`, passwords.gateway), parts, name),
    ),
  )

const etcdReady = ({ etcd }: Addresses, parts: ReadonlyMap<string, Part>) =>
  Promise.all(
    etcd.map(({ name, client }) => soon(() => answers(`http://${local(client)}/health`), parts, name)),
  )

const databaseReady = (addresses: Addresses, parts: ReadonlyMap<string, Part>) =>
  soon(
    async () =>
      (await whoIs('primary', addresses)) !== null && (await whoIs('synchronous', addresses)) !== null,
    parts,
    'database-1',
  )

async function allReady(addresses: Addresses, parts: ReadonlyMap<string, Part>): Promise<void> {
  await Promise.all([
    natsReady(addresses, parts),
    etcdReady(addresses, parts),
    databaseReady(addresses, parts),
    soon(() => accepts(addresses.front.pages), parts, 'haproxy'),
    ...addresses.dashboards.map(({ name, port }) => soon(() => isContent(port), parts, name)),
  ])
}

/** Broker, store and cushion are there. */
async function isContent(port: number): Promise<boolean> {
  const answer = await fetch(`http://${local(port)}/readyz`)
  return answer.ok && (await answer.text()).includes('"ready"')
}

const accepts = (address: string) =>
  new Promise<boolean>((resolve) => {
    const { hostname, port } = new URL(`http://${address}`)
    const socket = connect(Number(port || 80), hostname, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

const soon = (look: () => Promise<boolean>, parts: ReadonlyMap<string, Part>, name: string) =>
  waitFor(look, {
    timeoutMs: 90_000,
    everyMs: 200,
    what: () => `${name} to be ready. It said:\n${parts.get(name)?.log.slice(-2000) ?? ''}`,
  })
