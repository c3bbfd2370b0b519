/**
 * A real Mosquitto for tests: its own folder, a free loopback port, removed at stop(). Ends only the process it started. Each
 * test that needs a broker starts its own.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export interface MosquittoOptions {
  /** Clients must log in as one of these. */
  readonly users?: Readonly<Record<string, string>>
  /** Shorthand for one user `sitbone`. */
  readonly password?: string
  /** Lines of a mosquitto ACL file. */
  readonly acl?: readonly string[]
  /** A private authority and a certificate for localhost and 127.0.0.1; `caFile` is then set. */
  readonly tls?: boolean
  /** Keep retained messages and sessions over a clean stop. */
  readonly persistence?: boolean
  /** More lines of mosquitto.conf. */
  readonly extra?: readonly string[]
}

export interface Mosquitto {
  readonly url: string
  readonly port: number
  readonly caFile: string | null
  readonly pid: number | undefined
  /** SIGTERM, then the folder is removed. */
  stop(): Promise<void>
  /** SIGKILL; restart() brings it back on the same port. */
  kill(): Promise<void>
  /** Ends it cleanly if it runs, and starts it again on the same port. */
  restart(): Promise<void>
}

const path = `${process.env.PATH ?? ''}:/usr/sbin:/usr/local/sbin`

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })

const accepts = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

/** An authority (ca.pem) and what it signed for localhost and 127.0.0.1 (server.key, server.pem), within the folder. */
export function certificates(folder: string) {
  const run = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  run(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=test authority',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  )
  run(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=localhost',
    '-keyout',
    'server.key',
    '-out',
    'server.csr',
  )
  writeFileSync(join(folder, 'san.cnf'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n')
  run(
    'x509',
    '-req',
    '-in',
    'server.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'san.cnf',
    '-out',
    'server.pem',
  )
}

function writeConfig(folder: string, port: number, options: MosquittoOptions): void {
  const users = { ...options.users, ...(options.password === undefined ? {} : { sitbone: options.password }) }
  const lines = [
    // Started by root it would switch to another user, who may not read this private folder.
    ...(process.getuid?.() === 0 ? ['user root'] : []),
    `listener ${port} 127.0.0.1`,
    'set_tcp_nodelay true',
    'max_queued_messages 100000',
    'max_inflight_messages 1000',
    `persistence ${options.persistence === true}`,
    `persistence_location ${join(folder, 'data')}/`,
    'log_type error',
  ]
  if (Object.keys(users).length > 0) {
    const file = join(folder, 'passwords')
    writeFileSync(file, '', { mode: 0o600 })
    for (const [name, password] of Object.entries(users)) {
      execFileSync('mosquitto_passwd', ['-b', file, name, password], {
        env: { ...process.env, PATH: path },
        stdio: 'pipe',
      })
    }
    lines.push('allow_anonymous false', `password_file ${file}`)
  } else lines.push('allow_anonymous true')
  if (options.acl) {
    writeFileSync(join(folder, 'acl'), `${options.acl.join('\n')}\n`, { mode: 0o600 })
    lines.push(`acl_file ${join(folder, 'acl')}`)
  }
  if (options.tls) {
    certificates(folder)
    lines.push(
      `cafile ${join(folder, 'ca.pem')}`,
      `certfile ${join(folder, 'server.pem')}`,
      `keyfile ${join(folder, 'server.key')}`,
    )
  }
  lines.push(...(options.extra ?? []))
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'mosquitto.conf'), `${lines.join('\n')}\n`)
}

export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-mosquitto-'))
  const port = await freePort()
  writeConfig(folder, port, options)
  let child: ChildProcess | null = null

  const start = async () => {
    const started = spawn('mosquitto', ['-c', join(folder, 'mosquitto.conf')], {
      env: { ...process.env, PATH: path },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const output of [started.stdout, started.stderr]) {
      output?.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-4000)
      })
    }
    let failed: Error | null = null
    started.once('error', (error) => {
      failed = error
    })
    child = started
    const until = Date.now() + 10_000
    while (!(await accepts(port))) {
      if (failed !== null || started.exitCode !== null || Date.now() > until) {
        throw new Error(`mosquitto did not start (is the package mosquitto installed?): ${failed ?? said}`)
      }
      await delay(5)
    }
  }

  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    const ending = child
    child = null
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return
    const gone = new Promise<void>((resolve) => ending.once('exit', () => resolve()))
    ending.kill(signal)
    const hard = setTimeout(() => ending.kill('SIGKILL'), 3000)
    await gone
    clearTimeout(hard)
  }

  await start()
  return {
    url: `${options.tls ? 'mqtts' : 'mqtt'}://127.0.0.1:${port}`,
    port,
    caFile: options.tls ? join(folder, 'ca.pem') : null,
    get pid() {
      return child?.pid
    },
    async stop() {
      await end('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
    kill: () => end('SIGKILL'),
    async restart() {
      await end('SIGTERM')
      await start()
    },
  }
}
