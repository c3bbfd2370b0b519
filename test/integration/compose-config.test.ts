/** docker-compose.yml as docker-compose itself reads it, without starting anything. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'

const repo = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'sitbone-compose-config-'))
const names = [...readFileSync(join(repo, '.env.example'), 'utf8').matchAll(/^(\w+_PASSWORD)=$/gm)]
const passwords = Object.fromEntries(names.map(([, name = '']) => [name, `of-${name}`]))

beforeAll(() => {
  const text = readFileSync(join(repo, 'docker-compose.yml'), 'utf8')
  // Version 1, which Debian has, takes secrets only from files.
  const forVersion1 = text.replaceAll(/^ {4}environment: (\w+_PASSWORD)$/gm, '    file: ./$1')
  expect(forVersion1).not.toBe(text)
  writeFileSync(join(folder, 'docker-compose.yml'), forVersion1)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Passwords and other settings as `.env` gives them. */
const config = async (settings: Record<string, string>) => {
  const { PATH, HOME } = process.env
  const { stdout } = await promisify(execFile)('docker-compose', ['config'], {
    cwd: folder,
    env: { PATH, HOME, ...passwords, ...settings },
  })
  const services = z.record(z.string(), z.looseObject({ devices: z.array(z.unknown()).optional() }))
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
})
