/** A fleet of 20 against a real Mosquitto and a recorder with the embedded store: everything acknowledged is in the store, and fits the contract. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { infoSchema } from '../../contract/info.ts'
import { recordSchema } from '../../contract/record.ts'
import { availability } from '../../contract/topics.ts'
import { eventSchema } from '../../core/model/schemas/events.ts'
import { liveSchema } from '../../core/model/schemas/live.ts'
import { stateSchema } from '../../core/model/schemas/state.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { connectMqtt } from '../../mqtt/client.ts'
import { silentLog } from '../../platform/log.ts'
import { createRecorder } from '../../recorder/recorder.ts'
import { loadScenario } from '../../simulator/body/scenario.ts'
import { openStore, parseStoreUrl } from '../../store/open-store.ts'
import type { Store } from '../../store/store.ts'
import { createFleet, type FleetFigures } from '../../tools/fleet/fleet.ts'
import { type Mosquitto, startMosquitto } from '../services/mosquitto.ts'
import { runSitbone } from '../services/sitbone.ts'

const cushions = 20
let folder: string
let broker: Mosquitto
let store: Store
const ending: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-fleet-'))
  broker = await startMosquitto()
  store = await openStore(parseStoreUrl('sqlite', { folder, password: null, retentionDays: 400 }), silentLog)
  await store.start()
  ending.push(() => store.stop())
  const mqtt = connectMqtt({ url: broker.url, log: silentLog })
  const recorder = createRecorder({ mqtt, store, base: 'sitbone', setAsideFolder: folder, log: silentLog })
  await mqtt.start()
  await recorder.start()
  ending.push(
    () => mqtt.stop(),
    () => recorder.stop(),
  )
})
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
  await broker.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function storedReadings(): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const { cushion, simulated } of await store.cushions()) {
    expect(simulated).toBe(true)
    let frames = 0
    for await (const some of store.frames({ cushion, fromMs: 0, toMs: Date.now() + 60_000 }))
      frames += some.length
    counts.set(cushion, frames)
  }
  return counts
}

test('joins, leaves and outages: what was acknowledged is stored, on valid topics', async () => {
  const seen = new Map<string, unknown[]>()
  const watcher = connectMqtt({ url: broker.url, log: silentLog })
  watcher.subscribe('sitbone/#', 1, ({ topic, payload }) => {
    const kind = topic.split('/').at(-1) ?? ''
    const list = seen.get(kind) ?? []
    list.push(kind === 'availability' ? payload.toString() : JSON.parse(payload.toString()))
    seen.set(kind, list)
  })
  await watcher.start()
  ending.push(() => watcher.stop())
  const told: FleetFigures[] = []
  const fleet = createFleet({
    cushions,
    perConnection: 7,
    rateHz: 10,
    base: 'sitbone',
    scenario: await loadScenario('office-day'),
    layout: fsr8,
    zone: 'UTC',
    dayStartHour: 4,
    // Everything within seconds.
    plan: { seed: 5, stayS: 4, awayS: 1, betweenOutagesS: 3, outageS: 1, joinWithinS: 1 },
    connect: (gateway, { topic }) =>
      connectMqtt({
        url: broker.url,
        clientId: gateway,
        will: { topic, payload: 'offline', qos: 1, retain: true },
        onlinePayload: 'online',
        log: silentLog,
      }),
    report: (figures) => told.push(figures),
  })
  const last = await fleet.run(AbortSignal.timeout(10_000))
  expect(last).toMatchObject({ groups: 3, unacknowledgedBatches: 0, droppedBatches: 0 })
  expect(last.readings).toBeGreaterThan(1000)
  expect(last.recorded).toBe(last.readings)
  expect(last.outages).toBeGreaterThan(0)
  expect(told.length).toBeGreaterThanOrEqual(8)
  expect(new Set(told.map(({ there }) => there)).size).toBeGreaterThan(1)

  const stored = await storedReadings()
  expect(stored.size).toBe(cushions)
  expect([...stored.values()].reduce((sum, frames) => sum + frames, 0)).toBe(last.readings)

  const schemas = {
    info: infoSchema,
    state: stateSchema,
    live: liveSchema,
    event: eventSchema,
    record: recordSchema,
    availability,
  }
  for (const [kind, schema] of Object.entries(schemas)) {
    const payloads = seen.get(kind) ?? []
    expect(payloads.length, kind).toBeGreaterThan(0)
    for (const payload of payloads) expect(schema.safeParse(payload).error, kind).toBeUndefined()
  }
  expect(seen.get('availability')).toContain('offline')
  // Each has its own sitter.
  const firsts = new Set(
    (seen.get('live') ?? []).slice(0, 100).map((live) => JSON.stringify(liveSchema.parse(live).kpa)),
  )
  expect(firsts.size).toBeGreaterThan(20)
})

test('sitbone simulator --fleet reports its progress each second, and ends by itself', async () => {
  const run = runSitbone([
    'simulator',
    '--fleet',
    '20',
    '--broker',
    broker.url,
    '--for',
    '4',
    '--per-connection',
    '10',
  ])
  const { code, out } = await run.exited
  expect(out).toMatch(/\d+ there {2}\d+ readings\/s {2}\d+ recorded\/s {2}\d+ unacknowledged {2}lag \d/)
  const sum = /In all: (\d+) readings, (\d+) recorded, 0 batches unacknowledged, 0 dropped/.exec(out)
  expect(sum?.[1]).toBe(sum?.[2])
  expect(code).toBe(0)
  const stored = await storedReadings()
  expect([...stored.values()].reduce((total, frames) => total + frames, 0)).toBe(Number(sum?.[1]))
  const refused = runSitbone(['simulator', '--fleet', '5'])
  expect((await refused.exited).err).toContain('--broker')
})
