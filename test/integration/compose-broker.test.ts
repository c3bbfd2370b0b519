/** Runs the broker files of docker-compose.yml on a real Mosquitto: passwords, and the rights of each role. */
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import mqtt, { type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { topics } from '../../contract/topics.ts'
import { freePort } from '../services/free-port.ts'
import { waitFor } from '../services/wait-for.ts'

const files = join(import.meta.dirname, '../../docker/mosquitto')
const folder = mkdtempSync(join(tmpdir(), 'sitbone-compose-'))
const roles = ['gateway', 'recorder', 'dashboard'] as const
type Role = (typeof roles)[number]
const topic = topics('sitbone')
const environment = {
  PATH: `${process.env.PATH ?? ''}:/usr/sbin:/usr/local/sbin`,
  SITBONE_SECRETS: join(folder, 'secrets'),
  SITBONE_RUN: join(folder, 'run'),
}
let port = 0
let broker: ReturnType<typeof spawn>
const clients = new Map<Role, MqttClient>()

beforeAll(async () => {
  port = await freePort()
  for (const part of ['secrets', 'run', 'data']) mkdirSync(join(folder, part))
  for (const role of roles) writeFileSync(join(folder, 'secrets', `${role}_password`), `secret of ${role}`)
  const config = readFileSync(join(files, 'mosquitto.conf'), 'utf8')
    .replace('listener 1883', `listener ${port} 127.0.0.1`)
    .replaceAll('/run/sitbone', join(folder, 'run'))
    .replaceAll('/mosquitto/data', join(folder, 'data'))
  // Started by root it would switch to another user, who may not read this private folder.
  const user = process.getuid?.() === 0 ? 'user root\n' : ''
  writeFileSync(join(folder, 'mosquitto.conf'), `${user}${config}`)
  broker = spawn('sh', [join(files, 'entry.sh'), 'mosquitto', '-c', join(folder, 'mosquitto.conf')], {
    env: environment,
    stdio: 'ignore',
  })
  await waitFor(() => accepts(port), { what: 'the broker of docker-compose.yml' })
  for (const role of roles) {
    clients.set(role, await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, login(role, `secret of ${role}`)))
  }
})

afterAll(async () => {
  for (const client of clients.values()) await client.endAsync(true)
  const ended = new Promise((resolve) => broker.once('exit', resolve))
  broker.kill()
  await ended
  rmSync(folder, { recursive: true, force: true })
})

const login = (username: string, password: string) =>
  ({ username, password, protocolVersion: 5, reconnectPeriod: 0 }) as const

const accepts = (at: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connectTcp(at, '127.0.0.1')
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })

function client(role: Role): MqttClient {
  const found = clients.get(role)
  if (found === undefined) throw new Error(`${role} is not connected`)
  return found
}

/** MQTT 5 answers a refused QoS 1 publish with an error. */
const mayPublish = (role: Role, to: string) =>
  client(role)
    .publishAsync(to, 'x', { qos: 1 })
    .then(
      () => true,
      () => false,
    )

describe('the broker of docker-compose.yml', () => {
  it('lets nobody in without a password, or with a wrong one', async () => {
    const url = `mqtt://127.0.0.1:${port}`
    await expect(mqtt.connectAsync(url, { reconnectPeriod: 0, protocolVersion: 5 })).rejects.toThrow(
      /authori/i,
    )
    await expect(mqtt.connectAsync(url, login('gateway', 'secret of recorder'))).rejects.toThrow(/authori/i)
  })

  it('keeps no password in plain text where the broker reads it', () => {
    expect(readFileSync(join(folder, 'run', 'passwords'), 'utf8')).not.toContain('secret of')
  })

  it.each([
    [topic.gatewayAvailability('gateway-1'), ['gateway']],
    [topic.gatewayProblems('gateway-1'), ['gateway']],
    [topic.cushion('desk-1', 'availability'), ['gateway']],
    [topic.cushion('desk-1', 'info'), ['gateway']],
    [topic.cushion('desk-1', 'state'), ['gateway']],
    [topic.cushion('desk-1', 'live'), ['gateway']],
    [topic.cushion('desk-1', 'event'), ['gateway']],
    [topic.cushion('desk-1', 'record'), ['gateway']],
    [topic.cushion('desk-1', 'recorded'), ['recorder']],
    [topic.cushion('desk-1', 'tolerance'), ['gateway', 'dashboard']],
    [topic.command('desk-1', 'tare'), ['dashboard']],
    [topic.commandResult('desk-1', 'tare'), ['gateway']],
    [topic.simulator('demo-1'), ['dashboard']],
    [topic.simulatorLines('demo-1'), ['gateway']],
    [topic.simulatorTruth('demo-1'), ['gateway']],
    ['elsewhere', []],
  ])('%s is written by %j alone', async (to, writers) => {
    const may = await Promise.all(roles.map((role) => mayPublish(role, to)))
    expect(roles.filter((_, i) => may[i])).toEqual(writers)
  })

  it.each([
    [topic.gatewayProblems('gateway-1'), 'gateway', ['gateway', 'dashboard']],
    [topic.cushion('desk-1', 'info'), 'gateway', ['gateway', 'dashboard']],
    [topic.cushion('desk-1', 'record'), 'gateway', ['gateway', 'recorder']],
    [topic.cushion('desk-1', 'recorded'), 'recorder', ['gateway']],
    [topic.cushion('desk-1', 'state'), 'gateway', ['dashboard']],
    [topic.command('desk-1', 'buzz'), 'dashboard', ['gateway']],
    [topic.commandResult('desk-1', 'buzz'), 'gateway', ['dashboard']],
    [topic.cushion('desk-1', 'tolerance'), 'dashboard', ['gateway', 'dashboard']],
    [topic.simulator('demo-1'), 'dashboard', ['gateway']],
    [topic.simulatorLines('demo-1'), 'gateway', ['dashboard']],
    [topic.simulatorTruth('demo-1'), 'gateway', ['dashboard']],
  ] as const)('%s from the %s reaches %j alone', async (to, writer, readers) => {
    const got = new Set<Role>()
    for (const role of roles) {
      client(role).on('message', (name) => {
        if (name === to) got.add(role)
      })
      await client(role)
        .subscribeAsync(to, { qos: 1 })
        .catch(() => {})
    }
    await client(writer).publishAsync(to, 'x', { qos: 1 })
    await waitFor(() => readers.every((role) => got.has(role)), { what: `${to} at ${readers.join()}` })
    // Any other receiver would have got it before this answer.
    for (const role of roles) await client(role).unsubscribeAsync(to)
    expect([...got].toSorted()).toEqual([...readers].toSorted())
  })

  it('does not start without every password', async () => {
    const empty = join(folder, 'empty')
    mkdirSync(empty)
    const run = promisify(execFile)('sh', [join(files, 'entry.sh'), 'true'], {
      env: { ...environment, SITBONE_SECRETS: empty },
    })
    await expect(run).rejects.toMatchObject({ stderr: expect.stringContaining('Set it in .env') })
  })
})
