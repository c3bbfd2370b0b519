/**
 * A private PostgreSQL for tests: own folder, own loopback port, ended by its own process id. PostgreSQL refuses to run as
 * root; there it runs as the user that its Debian package makes.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { certificates } from './mosquitto.ts'
import { waitFor } from './wait-for.ts'

export interface Postgres {
  readonly port: number
  readonly pid: number | undefined
  /** Of a database of this name, made when it is not there yet. */
  urlOf(database: string): string
  /** From now on it speaks TLS; gives the certificate of its authority. */
  speakTls(): string
  stop(): Promise<void>
  kill(): Promise<void>
  restart(): Promise<void>
}

interface RunAs {
  readonly uid?: number
  readonly gid?: number
}

export interface PostgresOptions {
  /** Each commit on the disk, as outside of tests. Without, what was committed survives the end of the process only. */
  readonly durable?: boolean
  /** That everybody needs; without, nobody does. */
  readonly password?: string
}

export async function startPostgres({ durable = false, password }: PostgresOptions = {}): Promise<Postgres> {
  const bin = postgresPrograms()
  const as = postgresUser()
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-postgres-'))
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid)
  const data = join(folder, 'data')
  const run = (program: string, ...args: string[]) =>
    execFileSync(join(bin, program), args, {
      ...as,
      cwd: folder,
      stdio: 'pipe',
      env: { ...process.env, PGPASSWORD: password ?? '' },
    })
  const secret = join(folder, 'password')
  writeFileSync(secret, password ?? 'unused')
  const auth = [
    '-U',
    'sitbone',
    password === undefined ? '--auth=trust' : '--auth=scram-sha-256',
    '--pwfile',
    secret,
  ]
  run('initdb', '-D', data, ...auth, '--no-sync', '-E', 'UTF8', '--locale=C')
  const port = await freePort()
  const where = ['-h', '127.0.0.1', '-p', String(port), '-U', 'sitbone']

  const start = async (): Promise<ChildProcess> => {
    const child = spawn(
      join(bin, 'postgres'),
      [
        '-D',
        data,
        '-h',
        '127.0.0.1',
        '-p',
        String(port),
        '-k',
        '',
        '-c',
        'max_connections=40',
        '-c',
        `fsync=${durable ? 'on' : 'off'}`,
      ],
      { ...as, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    )
    let said = ''
    child.stderr?.on('data', (piece: Buffer) => {
      said = (said + piece.toString()).slice(-2000)
    })
    await waitFor(
      () => {
        try {
          run('pg_isready', ...where)
          return true
        } catch {
          return false
        }
      },
      { timeoutMs: 30_000, what: () => `PostgreSQL to answer (${said})` },
    )
    return child
  }
  let child = await start()

  const end = async (signal: 'SIGINT' | 'SIGKILL') => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    const impatience = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(impatience)
  }
  return {
    port,
    get pid() {
      return child.pid
    },
    urlOf(database) {
      try {
        run('createdb', ...where, database)
      } catch (error) {
        if (!String(error).includes('already exists')) throw error
      }
      return `postgres://sitbone@127.0.0.1:${port}/${database}`
    },
    speakTls() {
      certificates(folder)
      const settings = [
        ['ssl_cert_file', 'server.pem'],
        ['ssl_key_file', 'server.key'],
      ] as const
      for (const [setting, name] of settings) {
        const file = join(folder, name)
        chmodSync(file, 0o600)
        if (as.uid !== undefined && as.gid !== undefined) chownSync(file, as.uid, as.gid)
        run('psql', ...where, '-d', 'postgres', '-c', `ALTER SYSTEM SET ${setting} = '${file}'`)
      }
      run(
        'psql',
        ...where,
        '-d',
        'postgres',
        '-c',
        'ALTER SYSTEM SET ssl = on',
        '-c',
        'SELECT pg_reload_conf()',
      )
      return join(folder, 'ca.pem')
    },
    async stop() {
      await end('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
    kill: () => end('SIGKILL'),
    async restart() {
      await end('SIGINT')
      child = await start()
    },
  }
}

/** Debian keeps each version's programs in a folder of its own; elsewhere they are in the path. */
export function postgresPrograms(): string {
  const versions = globSync('/usr/lib/postgresql/*/bin/postgres').toSorted()
  const newest = versions.at(-1)
  if (newest !== undefined) return join(newest, '..')
  return join(execFileSync('sh', ['-c', 'command -v postgres']).toString().trim(), '..')
}

/** Ours, but for root: that of its Debian package. */
export function postgresUser(): RunAs {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres']).toString())
  return { uid: id('-u'), gid: id('-g') }
}
