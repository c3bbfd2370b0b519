/** Several computers at one Mosquitto: the name of a cushion, the rights of a user, and cushions that are gone. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { gatewayProblemsSchema } from '../../contract/gateway-problems.ts'
import { connectMqtt } from '../../mqtt/client.ts'
import { silentLog } from '../../platform/log.ts'
import { freePort } from '../services/free-port.ts'
import { type MosquittoOptions, startMosquitto } from '../services/mosquitto.ts'
import { oldMqtt } from '../services/old-mqtt.ts'
import { runSitbone } from '../services/sitbone.ts'

let folder = ''
const ending: (() => Promise<unknown>)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-two-'))
})
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
  rmSync(folder, { recursive: true, force: true })
})

const broker = async (options: MosquittoOptions = {}) => {
  const made = await startMosquitto(options)
  ending.push(() => made.stop())
  return made
}

const run = (args: readonly string[], env: Record<string, string> = {}) => {
  const made = runSitbone(args, { cwd: folder, env })
  ending.push(() => made.stop())
  return made
}
const gateway = (name: string, url: string, more: readonly string[] = []) =>
  run(['gateway', '--port', 'simulator', '--data', join(folder, name), '--broker', url, ...more])

/** Everything on the broker by topic, in order. */
async function listen(url: string, login: { username?: string; password?: string } = {}) {
  const mqtt = connectMqtt({ url, ...login, log: silentLog })
  const seen = new Map<string, string[]>()
  mqtt.subscribe('#', 1, ({ topic, payload }) => {
    seen.set(topic, [...(seen.get(topic) ?? []), payload.toString()])
  })
  await mqtt.start()
  ending.push(() => mqtt.stop())
  await expect.poll(() => mqtt.connected).toBe(true)
  return { mqtt, of: (topic: string) => seen.get(topic) ?? [], topics: () => [...seen.keys()] }
}
const outboxes = (records: readonly string[]) =>
  new Set(records.map((text) => z.object({ outbox: z.string() }).parse(JSON.parse(text)).outbox))
const ownId = (name: string) => readFileSync(join(folder, name, 'gateway-id'), 'utf8').trim()
const patience = { timeout: 30_000 }

test('two gateways with all defaults: the second publishes nothing, and says so in the log and on its topic', async () => {
  const { url } = await broker()
  const heard = await listen(url)
  gateway('a', url)
  await expect.poll(() => heard.of('sitbone/cushion/desk-1/record').length, patience).toBeGreaterThan(1)
  const second = gateway('b', url)
  await expect.poll(() => second.said(), patience).toMatch(/already uses the cushion name desk-1/)
  expect(ownId('a')).not.toBe(ownId('b'))
  const topic = `sitbone/gateway/${ownId('b')}/problems`
  await expect.poll(() => heard.of(topic).length, patience).toBeGreaterThan(0)
  const told = gatewayProblemsSchema.parse(JSON.parse(heard.of(topic)[0] ?? ''))
  expect(told.problems).toMatchObject([{ kind: 'name-taken', cushion: 'desk-1' }])
  const before = heard.of('sitbone/cushion/desk-1/record').length
  await expect
    .poll(() => heard.of('sitbone/cushion/desk-1/record').length, patience)
    .toBeGreaterThan(before + 3)
  expect(outboxes(heard.of('sitbone/cushion/desk-1/record')).size).toBe(1)
  await second.stop()
  // Its end leaves the other's cushion as it is.
  expect(heard.of('sitbone/cushion/desk-1/availability').at(-1)).toBe('online')
})

test('two gateways with the same id differ by their outbox', async () => {
  const { url } = await broker()
  const heard = await listen(url)
  gateway('a', url, ['--gateway', 'same'])
  await expect.poll(() => heard.of('sitbone/cushion/desk-1/record').length, patience).toBeGreaterThan(1)
  const second = gateway('b', url, ['--gateway', 'same'])
  await expect.poll(() => second.said(), patience).toMatch(/already uses the cushion name desk-1/)
  expect(outboxes(heard.of('sitbone/cushion/desk-1/record')).size).toBe(1)
})

test('another cushion name is all that the second needs; without the right to read the topics it runs too', async () => {
  const writeOnly = ['user sit', 'topic write sitbone/#', 'topic read sitbone/cushion/+/recorded']
  const { url } = await broker({
    users: { sit: 'bone', all: 'x' },
    acl: [...writeOnly, 'user all', 'topic read #'],
  })
  const heard = await listen(url, { username: 'all', password: 'x' })
  const login = url.replace('mqtt://', 'mqtt://sit:bone@')
  gateway('a', login)
  gateway('b', login, ['--cushion', 'desk-2'])
  for (const cushion of ['desk-1', 'desk-2'])
    await expect.poll(() => heard.of(`sitbone/cushion/${cushion}/live`).length, patience).toBeGreaterThan(3)
})

/** The rights of somebody's broker that lacks two topics. */
const lacking = [
  'user sit@bone',
  'topic read home/office/sitbone/#',
  'topic write home/office/sitbone/gateway/#',
  'topic write home/office/sitbone/cushion/+/availability',
  'topic write home/office/sitbone/cushion/+/info',
  'topic write home/office/sitbone/cushion/+/state',
  'topic write home/office/sitbone/cushion/+/event',
]
const asUser = { SITBONE_BROKER_USER: 'sit@bone', SITBONE_BROKER_PASSWORD: 'secret' }
const base = ['--base', 'home/office/sitbone']

test('a broker that refuses readings: named once, on /readyz, and by doctor', async () => {
  const { url } = await broker({ users: { 'sit@bone': 'secret' }, acl: lacking })
  const port = await freePort()
  const started = run(
    [
      'start',
      '--no-past',
      ...base,
      '--broker',
      url,
      '--data',
      join(folder, 'a'),
      '--listen',
      `127.0.0.1:${port}`,
    ],
    asUser,
  )
  const refused = /does not let the user sit@bone publish to home\/office\/sitbone\/cushion\/desk-1\/record/g
  await expect.poll(() => started.said(), patience).toMatch(refused)
  const ready = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`)
    return { status: answer.status, text: await answer.text() }
  }
  await expect.poll(ready, patience).toMatchObject({ status: 503, text: expect.stringMatching(refused) })
  expect(started.said().match(refused)).toHaveLength(1)
  const doctor = await run(['doctor', ...base, '--broker', url, '--data', join(folder, 'a')], asUser).exited
  expect(doctor.code).toBe(1)
  expect(doctor.out.match(/not authorised/g)).toHaveLength(1)
  for (const topic of ['record', 'live', 'recorded', 'tolerance'])
    expect(doctor.out).toContain(`      home/office/sitbone/cushion/desk-1/${topic}\n`)
  expect(doctor.out).not.toContain('desk-1/state')
})

test('doctor at a broker of version 3.1.1, which drops silently: it hears itself or says which topic it does not', async () => {
  const { port } = await broker({ users: { 'sit@bone': 'secret' }, acl: lacking })
  const old = await oldMqtt(port)
  ending.push(() => old.stop())
  const url = `mqtt://127.0.0.1:${old.port}`
  const doctor = await run(['doctor', ...base, '--broker', url, '--data', join(folder, 'a')], asUser).exited
  expect(doctor.code).toBe(1)
  expect(doctor.out).toMatch(/does not pass on what the user sit@bone publishes to the topics below/)
  for (const topic of ['record', 'live', 'recorded']) expect(doctor.out).toContain(`desk-1/${topic}\n`)
  expect(doctor.out).not.toMatch(/desk-1\/(state|info|event|availability)\n/)
})

test.each(['5', '3.1.1'])(
  'doctor is content with a broker of version %s that allows everything',
  async (version) => {
    const { port } = await broker()
    const old = await oldMqtt(port)
    ending.push(() => old.stop())
    const url = `mqtt://127.0.0.1:${version === '5' ? port : old.port}`
    const doctor = await run(['doctor', '--broker', url, '--data', join(folder, 'a')]).exited
    expect(doctor.out).toMatch(
      /ok {4}Broker: connected; all \d+ topics of gateway, recorder, dashboard can be written and read/,
    )
  },
)

test('a cushion that was mistyped is forgotten after it was confirmed, and not while it is online', async () => {
  const { url } = await broker()
  const heard = await listen(url)
  const first = gateway('a', url, ['--cushion', 'desk1-typo'])
  await expect.poll(() => heard.of('sitbone/cushion/desk1-typo/state').length, patience).toBeGreaterThan(0)
  const forget = (...more: string[]) =>
    run(['cushion', 'forget', 'desk1-typo', '--broker', url, '--data', join(folder, 'a'), ...more]).exited
  expect(await forget('--confirm')).toMatchObject({ code: 1, err: expect.stringMatching(/is online/) })
  await first.stop()
  expect(await forget()).toMatchObject({
    code: 0,
    out: expect.stringMatching(/desk1-typo\/info[\s\S]*--confirm/),
  })
  expect(heard.of('sitbone/cushion/desk1-typo/info').at(-1)).not.toBe('')
  expect(await forget('--confirm')).toMatchObject({ code: 0, out: expect.stringMatching(/is forgotten/) })
  const later = await listen(url)
  expect(later.topics().filter((topic) => topic.includes('desk1-typo'))).toEqual([])
})
