/** Both compose files as docker-compose itself reads them, without starting anything. */
import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'

const repo = join(import.meta.dirname, '../..')
const copy = mkdtempSync(join(tmpdir(), 'sitbone-compose-config-'))
const cluster = 'deploy/cluster'
const read = (file: string) => readFileSync(join(repo, file), 'utf8')

beforeAll(() => {
  mkdirSync(join(copy, cluster), { recursive: true })
  for (const name of ['etcd.env', 'recorder.env'])
    copyFileSync(join(repo, cluster, name), join(copy, cluster, name))
  for (const folder of ['', cluster]) {
    const text = read(join(folder, 'docker-compose.yml'))
    // Version 1, which Debian has, takes secrets only from files.
    const forVersion1 = text.replaceAll(/^ {4}environment: (\w+_(?:PASSWORD|SECRET))$/gm, '    file: ./$1')
    expect(forVersion1).not.toBe(text)
    writeFileSync(join(copy, folder, 'docker-compose.yml'), forVersion1)
  }
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

/** Passwords and other settings as `.env` gives them. */
const config = async (settings: Record<string, string>, folder = '') => {
  const { PATH, HOME } = process.env
  const names = [...read(join(folder, '.env.example')).matchAll(/^(\w+_(?:PASSWORD|SECRET))=$/gm)]
  const passwords = Object.fromEntries(names.map(([, name = '']) => [name, `of-${name}`]))
  const { stdout } = await promisify(execFile)('docker-compose', ['config'], {
    cwd: join(copy, folder),
    env: { PATH, HOME, ...passwords, ...settings },
  })
  const services = z.record(
    z.string(),
    z.looseObject({
      devices: z.array(z.unknown()).optional(),
      ports: z.array(z.unknown()).optional(),
      environment: z.record(z.string(), z.string()).default({}),
    }),
  )
  return z.object({ services }).parse(parse(stdout)).services
}

describe.runIf(process.platform === 'linux')('docker-compose config', () => {
  it('accepts it, and starts every role', async () => {
    const services = await config({ COMPOSE_PROFILES: 'simulator' })
    expect(Object.keys(services)).toEqual(
      expect.arrayContaining(['dashboard', 'gateway-simulator', 'influxdb', 'mosquitto', 'recorder']),
    )
    expect(services.recorder).toMatchObject({ read_only: true, tmpfs: ['/tmp'] })
  })

  it('gives the gateway the device of .env', async () => {
    const services = await config({ COMPOSE_PROFILES: 'device', SITBONE_DEVICE: '/dev/serial/by-id/usb-x' })
    expect(JSON.stringify(services.gateway?.devices)).toContain('/dev/serial/by-id/usb-x')
  })

  it('accepts the cluster, which gives every configuration what it asks the environment for', async () => {
    const services = await config({}, cluster)
    const asks = (file: string, pattern: RegExp) =>
      [...read(`${cluster}/${file}`).matchAll(pattern)].map(([, name = '']) => name)
    const haproxy = asks('haproxy.cfg', /"\$\{(\w+)\}"/g)
    expect(haproxy.length).toBeGreaterThan(10)
    expect(Object.keys(services.haproxy?.environment ?? {}).toSorted()).toEqual(
      [...new Set(haproxy)].toSorted(),
    )
    const nats = asks('nats.conf', /\$(\w+)/g)
    for (const node of ['nats-1', 'nats-2', 'nats-3'])
      expect(Object.keys(services[node]?.environment ?? {}).toSorted()).toEqual(nats.toSorted())
    expect(services['recorder-2']?.environment.SITBONE_RECORD_TOPICS).toContain('sitbone/part/3/')
  })

  it('publishes one port of the cluster', async () => {
    const services = await config({}, cluster)
    const published = Object.entries(services).filter(([, { ports = [] }]) => ports.length > 0)
    expect(published.map(([name]) => name)).toEqual(['haproxy'])
    expect(JSON.stringify(services.haproxy?.ports)).toContain('127.0.0.1:8080')
  })
})
