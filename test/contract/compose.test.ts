/** Checks docker-compose.yml and Dockerfile without running them, against careless edits. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { environmentName, settingNames } from '../../settings/settings.ts'

const repo = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(repo, file), 'utf8')

const secret = z.union([
  z.string().transform((source) => ({ source })),
  z.looseObject({ source: z.string() }),
])
const service = z.looseObject({
  image: z.string(),
  profiles: z.array(z.string()).optional(),
  command: z.array(z.string()),
  ports: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  volumes: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z.array(secret).default([]),
  healthcheck: z.object({
    test: z.array(z.string()).min(2),
    interval: z.string(),
    timeout: z.string(),
    retries: z.number(),
  }),
})
const text = read('docker-compose.yml')
const compose = z
  .looseObject({
    services: z.record(z.string(), service),
    networks: z.record(z.string(), z.looseObject({ internal: z.boolean().optional() })),
    volumes: z.record(z.string(), z.looseObject({})),
    secrets: z.record(z.string(), z.strictObject({ environment: z.string() })),
  })
  .parse(parse(text, { merge: true }))
const services = Object.entries(compose.services)

describe('docker-compose.yml', () => {
  it('has the roles and their services, a simulated cushion unless a device is chosen', () => {
    expect(services.map(([name]) => name)).toEqual([
      'mosquitto',
      'influxdb',
      'gateway-simulator',
      'gateway',
      'recorder',
      'dashboard',
    ])
    expect(services.flatMap(([name, { profiles }]) => (profiles ? [`${name}: ${profiles}`] : []))).toEqual([
      'gateway-simulator: simulator',
      'gateway: device',
    ])
    expect(read('.env.example')).toMatch(/^COMPOSE_PROFILES=simulator$/m)
  })

  it('publishes one port, on loopback', () => {
    expect(services.flatMap(([, { ports }]) => ports)).toEqual(['127.0.0.1:8080:8080'])
    const outside = services.filter(([, { networks }]) => networks.includes('outside')).map(([name]) => name)
    expect(outside).toEqual(['dashboard'])
    expect(compose.networks.inside?.internal).toBe(true)
    expect(text).not.toMatch(/network_mode|privileged/)
  })

  it('knows no password and has no default for one', () => {
    for (const [, { environment }] of services) {
      for (const name of Object.keys(environment)) expect(name).toMatch(/^(?!.*PASSWORD)|_FILE$/)
    }
    for (const { environment } of Object.values(compose.secrets)) {
      expect(text).toContain(`\${${environment}:?set ${environment} in .env}`)
      expect(read('.env.example')).toMatch(new RegExp(`^${environment}=$`, 'm'))
    }
    expect(text).not.toMatch(/PASSWORD:?-/)
    expect(read('.gitignore')).toMatch(/^\.env$/m)
  })

  it('gives each role only its own password of the broker', () => {
    for (const [name, role] of [
      ['gateway-simulator', 'gateway'],
      ['gateway', 'gateway'],
      ['recorder', 'recorder'],
      ['dashboard', 'dashboard'],
    ] as const) {
      const { secrets, environment } = service.parse(compose.services[name])
      expect(environment.SITBONE_BROKER_USER).toBe(role)
      expect(secrets.map(({ source }) => source).filter((one) => one !== 'store_password')).toEqual([
        `${role}_password`,
      ])
    }
  })

  it('keeps what matters in named volumes', () => {
    const used = services.flatMap(([, { volumes }]) => volumes.map((one) => one.split(':')[0] ?? ''))
    const named = used.filter((source) => !source.startsWith('./docker/'))
    expect(named.toSorted()).toEqual(Object.keys(compose.volumes).toSorted())
    for (const [, { image, volumes }] of services) {
      if (image.startsWith('sitbone')) expect(volumes.join()).toMatch(/^[a-z-]+-data:\/data$/)
    }
  })

  it('pins every image to a version', () => {
    for (const [, { image }] of services) expect(image).toMatch(/:\d[\d.]*$/)
    for (const [, image] of read('Dockerfile').matchAll(/^FROM (?:--platform=\S+ )?(\S+)/gm))
      expect(image).toMatch(/:\d+-slim$/)
  })

  it('names only settings that exist', () => {
    const known = new Set(
      settingNames.flatMap((name) => [environmentName(name), `${environmentName(name)}_FILE`]),
    )
    for (const [, { environment, image }] of services) {
      if (!image.startsWith('sitbone')) continue
      for (const name of Object.keys(environment)) expect(known).toContain(name)
    }
  })

  it('lets the dashboard listen inside its container, declared', () => {
    expect(compose.services.dashboard?.environment).toMatchObject({
      SITBONE_LISTEN: '0.0.0.0:8080',
      SITBONE_CONTAINER: 'true',
    })
    const declared = services.filter(([, { environment }]) => environment.SITBONE_CONTAINER !== undefined)
    expect(declared.map(([name]) => name)).toEqual(['dashboard'])
  })
})

describe('Dockerfile', () => {
  const lines = read('Dockerfile').split('\n')

  it('ends as another user than root, with a health check', () => {
    const user = lines.findLast((line) => line.startsWith('USER '))
    expect(user).toBe('USER sitbone')
    expect(lines.indexOf('USER sitbone')).toBeGreaterThan(
      lines.findLastIndex((line) => line.startsWith('RUN ')),
    )
    expect(lines.some((line) => line.startsWith('HEALTHCHECK '))).toBe(true)
  })

  it('leaves tools and secrets out of the image', () => {
    const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')))
    expect(last.filter((line) => line.startsWith('COPY '))).toEqual([
      'COPY --from=runtime /usr/local/bin/node /usr/local/bin/node',
      'COPY --from=build /program /app',
      'COPY docker/health.mjs /app/docker/health.mjs',
    ])
    expect(read('.dockerignore').split('\n')[0]).toBe('**')
    expect(read('.dockerignore')).not.toMatch(/!\.env|!data/)
  })

  it('is built from every room and file that the program and its package load', () => {
    const loaded = [...loadedFiles('sitbone.ts'), ...loadedFiles('scripts/pack.ts')]
    const first = new Set(loaded.map((file) => file.split('/')[0] ?? ''))
    expect(first.size).toBeGreaterThan(10)
    const taken = read('.dockerignore').split('\n')
    for (const name of [...first, 'README.md', 'CHANGELOG.md', 'LICENSE']) expect(taken).toContain(`!${name}`)
  })
})

/** The sources that a program imports, including dynamic imports and workers. */
function loadedFiles(entry: string, found = new Set<string>()): Set<string> {
  if (found.has(entry)) return found
  found.add(entry)
  const imported = /(?:from|import\(|new URL\()\s*'(\.[^']+\.ts)'/g
  for (const [, target = ''] of read(entry).matchAll(imported))
    loadedFiles(join(dirname(entry), target), found)
  return found
}
