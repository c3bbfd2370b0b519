/** `npm start` with strangers at its broker: another user of the computer, a tool with its own user, and a gateway gone wild. */
import { execFile } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import mqtt, { type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startingTolerance } from '../../core/model/tolerance-fields.ts'
import { freePort } from '../services/free-port.ts'
import { type Running, runSitbone } from '../services/sitbone.ts'
import { waitFor } from '../services/wait-for.ts'

let data = ''
let port = 0
let url = ''
let sitbone: Running
const begun: Running[] = []
const sockets: Socket[] = []
const clients: MqttClient[] = []

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'sitbone-embedded-'))
  port = await freePort()
  const listen = `127.0.0.1:${await freePort()}`
  url = `http://${listen}/api/v1/cushions/desk-1`
  const where = ['--listen', listen, '--broker-listen', `127.0.0.1:${port}`, '--data', data]
  sitbone = runSitbone(['start', '--no-past', '--scenario', 'long-sit', ...where])
  begun.push(sitbone)
  await waitFor(async () => (await fetch(`${url}/state`)).ok, {
    timeoutMs: 40_000,
    what: () => sitbone.said(),
  })
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  for (const client of clients) client.end(true)
  for (const one of begun.toReversed()) await one.stop()
  rmSync(data, { recursive: true, force: true })
})

const run = async (program: string, args: readonly string[]) =>
  promisify(execFile)(program, [...args], { timeout: 30_000 }).then(
    ({ stdout }) => ({ code: 0, out: stdout }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      out: stdout + stderr,
    }),
  )
const login = (user?: string, password?: string) =>
  user === undefined ? [] : ['-u', user, '-P', password ?? passwordOf(user)]
const passwordOf = (role: string) => readFileSync(join(data, 'broker', `${role}.password`), 'utf8').trim()
const publish = (topic: string, payload: string, ...more: string[]) =>
  run('mosquitto_pub', ['-p', String(port), '-q', '1', '-t', `sitbone/${topic}`, '-m', payload, ...more])
const hear = (topic: string, ...more: string[]) =>
  run('mosquitto_sub', ['-p', String(port), '-t', `sitbone/${topic}`, '-C', '1', '-W', '20', ...more])
const tolerance = async () => hear('cushion/desk-1/tolerance', ...login('read'))
const command = (...args: string[]) => runSitbone(['broker', 'user', ...args, '--data', data]).exited

const { boutMin } = startingTolerance
const offSwitch = JSON.stringify({ ...startingTolerance, boutMin: null, dayMin: null })
const attacks: readonly (readonly [string, string, string, ...string[]])[] = [
  ['limits switched off', 'cushion/desk-1/tolerance', offSwitch, '-r'],
  ['quiet for 8 hours', 'cushion/desk-1/cmd/quiet', '{"id":"x","minutes":480}'],
  ['snooze', 'cushion/desk-1/cmd/snooze', '{"id":"x","kind":"bout","minutes":60}'],
  ['buzz', 'cushion/desk-1/cmd/buzz', '{"id":"x","ms":1000}'],
  ['a forged state', 'cushion/desk-1/state', '{}', '-r'],
  ['a forged record', 'cushion/desk-2/record', '{"v":1,"cushion":"desk-2","simulated":true}'],
  ['a forged acknowledgement', 'cushion/desk-1/recorded', '{"v":1}'],
]

describe('another user of this computer', () => {
  it.each(attacks)(
    '%s: refused without a name, with a wrong password, and for who may only read',
    async (_, topic, payload, ...how) => {
      expect((await publish(topic, payload, ...how)).out).toMatch(/not authori|bad user name/i)
      expect((await publish(topic, payload, ...how, ...login('dashboard', 'guessed'))).out).toMatch(
        /not authori|bad user name/i,
      )
      expect((await publish(topic, payload, ...how, ...login('read'))).code).not.toBe(0)
    },
  )

  it('has changed nothing: the limits, the alerts and the list of cushions', async () => {
    expect(JSON.parse((await tolerance()).out)).toMatchObject({ boutMin })
    const state = await (await fetch(`${url}/state`)).json()
    expect(state).toMatchObject({ quietUntil: null })
    const cushions = await (await fetch(url.replace('/desk-1', ''))).text()
    expect(cushions).not.toContain('desk-2')
  })

  it('reads nothing without a user', async () => {
    expect((await hear('#')).out).toMatch(/not authori|bad user name/i)
  })

  it('is named once in the log, with the command that gives it a user', () => {
    const lines = sitbone
      .said()
      .split('\n')
      .filter((line) => line.includes('was not let in'))
    expect(lines.filter((line) => line.includes('it gave no user name'))).toHaveLength(1)
    expect(lines[0]).toContain('npm run sitbone -- broker user add <name> --role read')
  })
})

describe('a tool with a user of its own', () => {
  it('is added while Sitbone runs, may set limits and is refused once it is removed', async () => {
    const { code, out } = await command('add', 'my-script', '--role', 'tool')
    expect(code).toBe(0)
    const mine = ['-u', 'my-script', '-P', out.trim()]
    expect((await command('list')).out).toContain('my-script  tool')
    const limits = JSON.stringify({ ...startingTolerance, boutMin: 33 })
    expect(await publish('cushion/desk-1/tolerance', limits, '-r', ...mine)).toMatchObject({ code: 0 })
    await waitFor(async () => JSON.parse((await tolerance()).out).boutMin === 33, {
      what: 'the limits of the tool',
    })
    expect((await publish('cushion/desk-1/state', '{}', ...mine)).code).not.toBe(0)
    expect((await command('remove', 'my-script')).code).toBe(0)
    expect((await publish('cushion/desk-1/tolerance', limits, ...mine)).code).not.toBe(0)
  })

  it('cannot keep a limit beyond what is locked: the cushion has the locked one back within seconds', async () => {
    const seen = JSON.parse((await tolerance()).out)
    const limits = (bout: number) => ({ ...startingTolerance, boutMin: bout })
    const prescribed = await fetch(`${url}/prescriptions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: new URL(url).origin },
      body: JSON.stringify({
        ...{ tolerance: limits(40), locked: ['boutMin'], reason: 'short bouts', nextReview: null },
        ...{ revision: 0, seen },
      }),
    })
    expect(prescribed.status).toBe(201)
    const beyond = JSON.stringify({ ...limits(90), dayMin: 300 })
    expect(await publish('cushion/desk-1/tolerance', beyond, '-r', ...login('tool'))).toMatchObject({
      code: 0,
    })
    // As the gateway of the cushion has recorded it: what the program set, and the lock.
    await waitFor(
      async () => {
        const review = (await (await fetch(`${url}/review`)).json()) as {
          limitHistory: { reasons: string[]; changes: { limit: string; from: number; to: number }[] }[]
        }
        const [broke, back] = review.limitHistory.slice(-2)
        return (
          broke?.reasons[0] === 'A program set this.' &&
          back?.reasons[0]?.startsWith('The limit that somebody at this computer locked on ') === true &&
          back.changes.some(({ limit, from, to }) => limit === 'boutMin' && from === 90 && to === 40)
        )
      },
      { timeoutMs: 30_000, what: () => sitbone.said() },
    )
    expect(JSON.parse((await tolerance()).out)).toMatchObject({ boutMin: 40, dayMin: 300 })
    expect(sitbone.said()).toContain('A program at the broker set limits beyond what is locked.')
  })

  it('of Sitbone itself finds its password in the data folder, and not in another one', async () => {
    const broker = ['--broker', `mqtt://127.0.0.1:${port}`]
    const dashboard = (folder: string) => {
      const made = runSitbone(['dashboard', '--listen', '127.0.0.1:0', ...broker, '--data', folder])
      begun.push(made)
      return made
    }
    const own = dashboard(data)
    const other = dashboard(join(data, 'other'))
    await waitFor(() => /Connected to the MQTT broker at/.test(own.said()), {
      timeoutMs: 30_000,
      what: () => own.said(),
    })
    await waitFor(() => /refused the login.*--data/.test(other.said()), {
      timeoutMs: 30_000,
      what: () => other.said(),
    })
    await own.stop()
    await other.stop()
  })
})

describe('who takes more than his share', () => {
  it('400 retained messages of 1 MB leave it below 300 MB', async () => {
    const flood = Buffer.alloc(1_000_000 - 100)
    let taken = 0
    for (let i = 0; i < 400; i++) {
      const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
        username: 'gateway',
        password: passwordOf('gateway'),
        reconnectPeriod: 0,
      })
      client.on('error', () => {})
      const gone = new Promise<boolean>((resolve) => client.once('close', () => resolve(false)))
      const sent = client.publishAsync(`sitbone/cushion/flood-${i}/state`, flood, { qos: 1, retain: true })
      if (
        await Promise.race([
          sent.then(
            () => true,
            () => false,
          ),
          gone,
        ])
      )
        taken++
      await client.endAsync(true)
    }
    const { out } = await run('ps', ['-o', 'rss=', '-p', String(sitbone.pid)])
    expect(taken).toBeLessThan(20)
    expect(Number(out) / 1024).toBeLessThan(300)
    expect(sitbone.said().split('its limit of retained messages')).toHaveLength(2)
  })

  it('200 connections that say nothing, and some that do not read, keep nobody out', async () => {
    for (let i = 0; i < 200; i++) sockets.push(connect(port, '127.0.0.1').on('error', () => {}))
    for (let i = 0; i < 5; i++) {
      const deaf = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
        username: 'read',
        password: passwordOf('read'),
        reconnectPeriod: 0,
      })
      await deaf.subscribeAsync('sitbone/#')
      deaf.stream.pause()
      clients.push(deaf)
    }
    for (let i = 0; i < 5; i++) expect((await hear('cushion/desk-1/live', ...login('read'))).code).toBe(0)
  })

  it('and the cushion has gone on all the while', async () => {
    expect(await (await fetch(`${url}/state`)).json()).toMatchObject({ simulated: true })
    const ready = await fetch(new URL('/readyz', url))
    expect(ready.status).toBe(200)
  })
})
