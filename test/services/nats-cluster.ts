/**
 * Three real NATS servers as one cluster with JetStream and MQTT: own ports and folders on loopback, the configuration of
 * deploy/cluster/nats.conf and docker/nats/accounts.conf. Ends only the processes it started.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import mqtt from 'mqtt'
import type { PartRole } from '../../mqtt/broker/rights.ts'
import { differentPorts } from './free-port.ts'
import { waitFor } from './wait-for.ts'

export interface NatsCluster {
  /** Of its nodes, `mqtt://host:port`. */
  readonly urls: readonly string[]
  readonly passwordOf: (role: PartRole) => string
  /** Of the nodes that run. */
  readonly pids: readonly (number | undefined)[]
  /** SIGKILL of one node; `restart` brings it back. */
  kill(node: number): Promise<void>
  /** Ends one node cleanly if it runs, and starts it again with what it has on disk. */
  restart(node: number): Promise<void>
  stop(): Promise<void>
}

export interface Node {
  readonly name: string
  readonly folder: string
  readonly client: number
  readonly route: number
  readonly mqtt: number
}

const path = `${process.env.PATH ?? ''}:/usr/sbin:/usr/local/sbin`
const passwordOf = (role: PartRole) => `secret-of-${role}`
const natsPasswords = {
  GATEWAY_PASSWORD: passwordOf('gateway'),
  RECORDER_PASSWORD: passwordOf('recorder'),
  DASHBOARD_PASSWORD: passwordOf('dashboard'),
}

/** What deploy/cluster/nats.conf asks the environment for, besides passwords. */
export const natsEnvironment = (node: Node, all: readonly Node[]): Record<string, string> => ({
  NATS_NAME: node.name,
  NATS_LISTEN: `127.0.0.1:${node.client}`,
  NATS_CLUSTER_LISTEN: `127.0.0.1:${node.route}`,
  NATS_ROUTES: `[${all.map(({ route }) => `nats://127.0.0.1:${route}`).join(', ')}]`,
  NATS_MQTT_LISTEN: `127.0.0.1:${node.mqtt}`,
  NATS_DATA: JSON.stringify(join(node.folder, 'data')),
})

/** Puts the configuration of the nodes into a folder; gives the file to start them with. */
export function copyNatsConfig(folder: string): string {
  for (const file of ['../../deploy/cluster/nats.conf', '../../docker/nats/accounts.conf'])
    copyFileSync(new URL(file, import.meta.url), join(folder, basename(file)))
  return join(folder, 'nats.conf')
}

export async function startNatsCluster(): Promise<NatsCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-nats-'))
  const config = copyNatsConfig(folder)
  const freePort = differentPorts()
  const nodes: Node[] = []
  for (const name of ['node-0', 'node-1', 'node-2'])
    nodes.push({
      name,
      folder: join(folder, name),
      client: await freePort(),
      route: await freePort(),
      mqtt: await freePort(),
    })
  const urls = nodes.map((node) => `mqtt://127.0.0.1:${node.mqtt}`)
  for (const node of nodes) mkdirSync(node.folder)
  const running = new Map<Node, ChildProcess>()
  let said = ''

  const begin = (node: Node) => {
    const child = spawn('nats-server', ['-c', config], {
      env: { PATH: path, ...natsPasswords, ...natsEnvironment(node, nodes) },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child.on('error', (error) => {
      said += `nats-server could not be started; is the package installed? ${error.message}`
    })
    child.stderr?.on('data', (piece: Buffer) => {
      said = (said + piece.toString()).slice(-3000)
    })
    running.set(node, child)
  }
  const end = async (node: Node, signal: 'SIGTERM' | 'SIGKILL') => {
    const child = running.get(node)
    running.delete(node)
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    const hard = setTimeout(() => child.kill('SIGKILL'), 5000)
    await ended
    clearTimeout(hard)
  }
  const start = async () => {
    for (const node of nodes) if (!running.has(node)) begin(node)
    await Promise.all(
      urls.map((url) =>
        waitFor(() => natsLetsIn(url, passwordOf('gateway')), {
          timeoutMs: 40_000,
          everyMs: 100,
          what: () => `${url}: ${said}`,
        }),
      ),
    )
  }
  await start()
  return {
    urls,
    passwordOf,
    get pids() {
      return [...running.values()].map(({ pid }) => pid)
    },
    async kill(number) {
      const node = nodes[number]
      if (node !== undefined) await end(node, 'SIGKILL')
    },
    async restart(number) {
      const node = nodes[number]
      if (node !== undefined) await end(node, 'SIGTERM')
      await start()
    },
    async stop() {
      await Promise.all(nodes.map((node) => end(node, 'SIGKILL')))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A node lets clients in once the cluster has leaders. */
export async function natsLetsIn(url: string, password: string): Promise<boolean> {
  const login = { username: 'gateway', password }
  const client = await mqtt.connectAsync(url, { ...login, protocolVersion: 4, connectTimeout: 3000 }, false)
  await client.endAsync(true)
  return true
}
