/**
 * A gateway in its own process, a real Mosquitto, and a recorder with an in-memory store: the topics' contents, and what
 * remains when one of them is killed.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { infoSchema } from '../../contract/info.ts'
import { type RecordBatch, recordedSchema, recordSchema } from '../../contract/record.ts'
import { commandResultSchema } from '../../core/model/schemas/command-result.ts'
import { eventSchema } from '../../core/model/schemas/events.ts'
import { liveSchema } from '../../core/model/schemas/live.ts'
import { stateSchema } from '../../core/model/schemas/state.ts'
import { toleranceSchema } from '../../core/model/schemas/tolerance.ts'
import { startingTolerance } from '../../core/model/tolerance-fields.ts'
import { connectMqtt } from '../../mqtt/client.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import { silentLog } from '../../platform/log.ts'
import { createRecorder } from '../../recorder/recorder.ts'
import type { Store } from '../../store/store.ts'
import { type Mosquitto, startMosquitto } from '../services/mosquitto.ts'

const program = new URL('../services/gateway-process.ts', import.meta.url).pathname
const at = (rest: string) => `sitbone/cushion/desk-1/${rest}`

let folder = ''
let broker: Mosquitto
const ending: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-gateway-'))
  broker = await startMosquitto()
})
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
  await broker.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Everything on the broker, retained and new. */
async function listen(): Promise<{
  mqtt: MqttLink
  seen: Map<string, string[]>
  retained: Set<string>
  last(topic: string): string | undefined
}> {
  const mqtt = connectMqtt({ url: broker.url, log: silentLog })
  const seen = new Map<string, string[]>()
  const retained = new Set<string>()
  mqtt.subscribe('sitbone/#', 1, ({ topic, payload, retained: was }) => {
    if (was) retained.add(topic)
    const list = seen.get(topic)
    if (list) list.push(payload.toString())
    else seen.set(topic, [payload.toString()])
  })
  await mqtt.start()
  ending.push(() => mqtt.stop())
  await expect.poll(() => mqtt.connected).toBe(true)
  return { mqtt, seen, retained, last: (topic) => seen.get(topic)?.at(-1) }
}

function startGateway(firstFrame = 0): ChildProcess & { over: Promise<void> } {
  const child = spawn(
    process.execPath,
    [program, broker.url, join(folder, 'outbox.db'), String(firstFrame)],
    {
      stdio: ['pipe', 'inherit', 'inherit'],
    },
  )
  const over = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  ending.push(async () => {
    child.kill('SIGKILL')
    await over
  })
  return Object.assign(child, { over })
}

/** Numbers of the frames in a batch, as the board of the process wrote them into the counts. */
const numbers = ({ frames }: RecordBatch): number[] =>
  frames === null
    ? []
    : frames.atMs.map((_, i) => (frames.counts[0]?.[i] ?? 0) + 1000 * (frames.counts[1]?.[i] ?? 0))

async function startRecorder() {
  const kept = new Map<string, RecordBatch>()
  const store: Store = {
    name: 'memory',
    async start() {},
    async stop() {},
    async write(batches) {
      for (const one of batches) kept.set(`${one.outbox}/${one.batch}`, one)
      return { setAside: [] }
    },
    cushions: async () => [],
    erase: async () => {},
    async *frames() {},
    async *minutes() {},
    bouts: async () => [],
    async *events() {},
  }
  const mqtt = connectMqtt({ url: broker.url, log: silentLog })
  const recorder = createRecorder({ mqtt, store, base: 'sitbone', setAsideFolder: folder, log: silentLog })
  await recorder.start()
  await mqtt.start()
  ending.push(async () => {
    await recorder.stop()
    await mqtt.stop()
  })
  return { stored: () => [...kept.values()].flatMap(numbers).toSorted((a, b) => a - b) }
}

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i)

test('every topic of the contract is there, and fits its schema', async () => {
  const { mqtt, seen, last } = await listen()
  await startRecorder()
  startGateway()
  const wanted = ['availability', 'info', 'state', 'live', 'record', 'recorded', 'tolerance']
  for (const topic of wanted) await expect.poll(() => last(at(topic)), { timeout: 10_000 }).toBeDefined()
  await expect.poll(() => last(at('availability'))).toBe('online')
  expect(last('sitbone/gateway/gw/availability')).toBe('online')
  const all = (topic: string): unknown[] => (seen.get(at(topic)) ?? []).map((text) => JSON.parse(text))
  for (const one of all('info')) infoSchema.parse(one)
  for (const one of all('state')) stateSchema.parse(one)
  for (const one of all('live')) liveSchema.parse(one)
  for (const one of all('record')) recordSchema.parse(one)
  for (const one of all('recorded')) recordedSchema.parse(one)
  for (const one of all('tolerance')) toleranceSchema.parse(one)

  await mqtt.publish(at('cmd/buzz'), JSON.stringify({ id: 'one', ms: 50 }), { qos: 1 })
  await expect.poll(() => last(at('cmd/buzz/result'))).toBeDefined()
  expect(commandResultSchema.parse(JSON.parse(last(at('cmd/buzz/result')) ?? ''))).toEqual({
    v: 1,
    id: 'one',
    ok: true,
  })

  await mqtt.publish(at('tolerance'), JSON.stringify({ ...startingTolerance, boutMin: 30 }), {
    qos: 1,
    retain: true,
  })
  await expect
    .poll(() => all('event').map((one) => eventSchema.parse(one).kind))
    .toContain('tolerance-changed')
  // A later client finds only retained messages.
  const later = await listen()
  await expect
    .poll(() => later.last(at('tolerance')))
    .toBe(JSON.stringify({ ...startingTolerance, boutMin: 30 }))
  expect([...later.retained].toSorted()).toEqual(
    [
      'sitbone/gateway/gw/availability',
      ...['availability', 'info', 'state', 'tolerance'].map((topic) => at(topic)),
    ].toSorted(),
  )
})

test('a gateway that is killed is offline by its will, one that ends cleanly by itself', async () => {
  const { last } = await listen()
  const presence = 'sitbone/gateway/gw/availability'
  const killed = startGateway()
  await expect.poll(() => last(presence), { timeout: 10_000 }).toBe('online')
  killed.kill('SIGKILL')
  await expect.poll(() => last(presence)).toBe('offline')
  const ended = startGateway()
  await expect.poll(() => last(presence), { timeout: 10_000 }).toBe('online')
  await expect.poll(() => last(at('availability')), { timeout: 10_000 }).toBe('online')
  ended.stdin?.end()
  await ended.over
  await expect.poll(() => last(presence)).toBe('offline')
  expect(last(at('availability'))).toBe('offline')
})

test('the broker is killed and restarted: no reading is missing, none is there twice', async () => {
  const { stored } = await startRecorder()
  startGateway()
  await expect.poll(() => stored().length, { timeout: 10_000 }).toBeGreaterThan(50)
  for (let round = 0; round < 2; round++) {
    await broker.kill()
    const before = stored().length
    await broker.restart()
    await expect.poll(() => stored().length, { timeout: 20_000 }).toBeGreaterThan(before + 100)
  }
  const all = stored()
  // Without a gap: everything up to the last one that has arrived, once.
  expect(all).toEqual(upTo(all.length))
})

test('a gateway that is killed loses nothing that had reached its outbox', async () => {
  const { seen } = await listen()
  const first = startGateway()
  // Without a recorder everything stays in the outbox.
  await expect.poll(() => seen.get(at('record'))?.length ?? 0, { timeout: 10_000 }).toBeGreaterThan(3)
  first.kill('SIGKILL')
  await first.over
  const published = new Set(
    (seen.get(at('record')) ?? []).flatMap((text) => numbers(recordSchema.parse(JSON.parse(text)))),
  )
  const { stored } = await startRecorder()
  startGateway(5000)
  await expect.poll(() => stored().filter((n) => n >= 5000).length, { timeout: 15_000 }).toBeGreaterThan(30)
  const old = stored().filter((n) => n < 5000)
  expect(old.length).toBeGreaterThanOrEqual(published.size)
  expect(old).toEqual(upTo(old.length))
})
