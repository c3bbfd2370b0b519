/**
 * Three real NATS servers as one cluster with JetStream and MQTT: own ports and folders on loopback, the users and the mapping
 * of docker/nats/accounts.conf. Ends only the processes it started.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import mqtt from 'mqtt'
import type { PartRole } from '../../mqtt/broker/rights.ts'
import { freePort } from './free-port.ts'
import { waitFor } from './wait-for.ts'

export interface NatsCluster {
  /** Of its nodes, `mqtt://host:port`. */
  readonly urls: readonly string[]
  readonly passwordOf: (role: PartRole) => string
  /** SIGKILL of one node; `restart` brings it back. */
  kill(node: number): Promise<void>
  /** Ends one node cleanly if it runs, and starts it again with what it has on disk. */
  restart(node: number): Promise<void>
  stop(): Promise<void>
}

interface Node {
  readonly folder: string
  readonly client: number
  readonly route: number
  readonly mqtt: number
}

const path = `${process.env.PATH ?? ''}:/usr/sbin:/usr/local/sbin`
const accounts = fileURLToPath(new URL('../../docker/nats/accounts.conf', import.meta.url))
const passwordOf = (role: PartRole) => `secret-of-${role}`
const environment = {
  PATH: path,
  GATEWAY_PASSWORD: passwordOf('gateway'),
  RECORDER_PASSWORD: passwordOf('recorder'),
  DASHBOARD_PASSWORD: passwordOf('dashboard'),
}

const configOf = (node: Node, number: number, all: readonly Node[]) => `
server_name: node-${number}
listen: 127.0.0.1:${node.client}
cluster {
  name: sitbone
  listen: 127.0.0.1:${node.route}
  routes: [ ${all.map(({ route }) => `nats://127.0.0.1:${route}`).join(', ')} ]
}
jetstream { store_dir: ${JSON.stringify(join(node.folder, 'data'))}, max_memory_store: 64MB, max_file_store: 256MB }
mqtt { listen: 127.0.0.1:${node.mqtt} }
max_payload: 2MB
include "./accounts.conf"
`

export async function startNatsCluster(): Promise<NatsCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-nats-'))
  const nodes: Node[] = []
  for (const name of ['0', '1', '2'])
    nodes.push({
      folder: join(folder, name),
      client: await freePort(),
      route: await freePort(),
      mqtt: await freePort(),
    })
  const urls = nodes.map((node) => `mqtt://127.0.0.1:${node.mqtt}`)
  for (const [number, node] of nodes.entries()) {
    mkdirSync(node.folder)
    copyFileSync(accounts, join(node.folder, 'accounts.conf'))
    writeFileSync(join(node.folder, 'nats.conf'), configOf(node, number, nodes))
  }
  const running = new Map<Node, ChildProcess>()
  let said = ''

  const begin = (node: Node) => {
    const child = spawn('nats-server', ['-c', join(node.folder, 'nats.conf')], {
      env: environment,
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
        waitFor(() => letsIn(url), { timeoutMs: 40_000, everyMs: 100, what: () => `${url}: ${said}` }),
      ),
    )
  }
  await start()
  return {
    urls,
    passwordOf,
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
async function letsIn(url: string): Promise<boolean> {
  const login = { username: 'gateway', password: passwordOf('gateway') }
  const client = await mqtt.connectAsync(url, { ...login, protocolVersion: 4, connectTimeout: 3000 }, false)
  await client.endAsync(true)
  return true
}
