/**
 * A private InfluxDB 1.x for tests: own folder, free loopback ports, stopped by process id. `kill()` sends SIGKILL; `restart()`
 * uses the same data and port.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { waitFor } from './wait-for.ts'

export interface Influxd {
  readonly url: string
  readonly host: string
  readonly port: number
  readonly pid: number | undefined
  /** Set with the option `auth`: its administrator. */
  readonly admin: { readonly username: string; readonly password: string } | null
  /** Runs one InfluxQL statement as the administrator (or anybody without `auth`); returns the answer's text. */
  query(statement: string, database?: string): Promise<string>
  stop(): Promise<void>
  kill(): Promise<void>
  restart(): Promise<void>
}

export async function startInfluxd(
  options: { readonly auth?: boolean; readonly maxRowLimit?: number } = {},
): Promise<Influxd> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-influxd-'))
  const host = '127.0.0.1'
  const port = await freePort()
  const config = join(folder, 'influxdb.conf')
  writeFileSync(
    config,
    influxdConfig({
      folder,
      port,
      rpcPort: await freePort(),
      auth: options.auth === true,
      maxRowLimit: options.maxRowLimit,
    }),
  )
  const url = `http://${host}:${port}`
  const admin = options.auth === true ? { username: 'admin', password: 'test-admin' } : null
  let child = await run(config, url)

  const query = async (statement: string, database = '') => {
    const headers: Record<string, string> = {}
    if (admin)
      headers.authorization = `Basic ${Buffer.from(`${admin.username}:${admin.password}`).toString('base64')}`
    const parameters = new URLSearchParams({ q: statement, db: database })
    const answer = await fetch(`${url}/query`, { method: 'POST', body: parameters, headers })
    return await answer.text()
  }
  if (admin)
    await query(`CREATE USER ${admin.username} WITH PASSWORD '${admin.password}' WITH ALL PRIVILEGES`)

  return {
    url,
    host,
    port,
    admin,
    query,
    get pid() {
      return child.pid
    },
    async stop() {
      await end(child, 'SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
    kill: () => end(child, 'SIGKILL'),
    async restart() {
      await end(child, 'SIGTERM')
      child = await run(config, url)
    },
  }
}

async function run(config: string, url: string): Promise<ChildProcess> {
  const path = `${process.env.PATH ?? ''}:/usr/bin:/usr/sbin:/usr/local/bin`
  const child = spawn('influxd', ['-config', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PATH: path },
  })
  let said = ''
  child.stderr?.on('data', (piece: Buffer) => {
    said = (said + piece.toString()).slice(-2000)
  })
  child.on('error', (error) => {
    said = String(error)
  })
  await waitFor(async () => (await fetch(`${url}/ping`)).status === 204, {
    timeoutMs: 20_000,
    what: () => `influxd to answer (is InfluxDB 1.x installed? ${said})`,
  })
  return child
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  const impatience = setTimeout(() => child.kill('SIGKILL'), 5000)
  await ended
  clearTimeout(impatience)
}

export const influxdConfig = ({
  folder,
  port,
  rpcPort,
  auth,
  maxRowLimit = 0,
}: {
  folder: string
  port: number
  rpcPort: number
  auth: boolean
  maxRowLimit?: number | undefined
}) => `
reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  enabled = true
  bind-address = "127.0.0.1:${port}"
  auth-enabled = ${auth}
  log-enabled = false
  max-row-limit = ${maxRowLimit}
`
