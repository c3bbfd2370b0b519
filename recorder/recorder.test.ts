import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type RecordBatch, type Recorded, recordedSchema } from '../contract/record.ts'
import { createMemoryBroker, type MemoryBroker } from '../mqtt/memory-mqtt.ts'
import { silentLog } from '../platform/log.ts'
import { type Store, StoreMisconfigured, StoreUnavailable } from '../store/store.ts'
import { createRecorder, type Recorder, type RecorderOptions } from './recorder.ts'

const record = (batch: number, change: Partial<RecordBatch> = {}): RecordBatch => ({
  v: 1,
  gateway: 'gw',
  cushion: 'desk-1',
  simulated: false,
  outbox: 'box',
  batch,
  frames: {
    atMs: [batch * 1000, batch * 1000 + 100],
    boot: [1, 1],
    seq: [1, 2],
    boardMs: [0, 100],
    counts: [
      [1, 2],
      [3, 4],
    ],
    kpa: [
      [0.1, null],
      [0.3, 0.4],
    ],
  },
  minutes: [],
  bouts: [],
  events: [],
  ...change,
})

/** A store that keeps batches in a list, and can be told to fail. */
function memoryStore() {
  const kept: RecordBatch[] = []
  const groups: number[] = []
  let fault: (batches: readonly RecordBatch[]) => Error | null = () => null
  let gate: Promise<void> = Promise.resolve()
  const store: Store = {
    name: 'memory',
    async start() {},
    async stop() {},
    async write(batches) {
      await gate
      const error = fault(batches)
      if (error !== null) throw error
      const simulated = batches.filter((one) => one.simulated)
      kept.push(...batches.filter((one) => !one.simulated))
      groups.push(batches.length)
      return { setAside: simulated.map((batch) => ({ batch, reason: 'simulated among real' })) }
    },
    cushions: async () => [],
    erase: async () => {},
    async *frames() {},
    async *minutes() {},
    bouts: async () => [],
    async *events() {},
  }
  return {
    store,
    kept,
    groups,
    fail: (how: typeof fault) => {
      fault = how
    },
    hold: () => {
      let release = () => {}
      gate = new Promise((resolve) => {
        release = resolve
      })
      return release
    },
  }
}

let folder = ''
let broker: MemoryBroker
let memory: ReturnType<typeof memoryStore>
let recorder: Recorder | null = null
const recordTopic = 'sitbone/cushion/desk-1/record'

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-recorder-'))
  broker = createMemoryBroker()
  memory = memoryStore()
})
afterEach(async () => {
  memory.fail(() => null)
  await recorder?.stop()
  recorder = null
  rmSync(folder, { recursive: true, force: true })
})

const start = async (options: Partial<RecorderOptions> = {}): Promise<Recorder> => {
  const mqtt = broker.link()
  const made = createRecorder({
    mqtt,
    store: memory.store,
    base: 'sitbone',
    setAsideFolder: folder,
    log: silentLog,
    ...options,
  })
  recorder = made
  await made.start()
  await mqtt.start()
  return made
}

const answers = (cushion = 'desk-1'): Recorded[] =>
  broker.json(`sitbone/cushion/${cushion}/recorded`).map((one) => recordedSchema.parse(one))
const answered = () => answers().flatMap(({ batches }) => batches)

test('what arrives together is written together, and acknowledged once it is stored', async () => {
  const release = memory.hold()
  const made = await start()
  for (let i = 1; i <= 5; i++) broker.send(recordTopic, record(i))
  await expect.poll(() => made.health().pending).toBe(5)
  expect(answers()).toEqual([])
  release()
  await expect.poll(answered).toEqual([1, 2, 3, 4, 5])
  expect(memory.kept).toEqual([1, 2, 3, 4, 5].map((i) => record(i)))
  expect(memory.groups.length).toBeLessThanOrEqual(2)
  expect(made.health()).toMatchObject({ ok: true, pending: 0, pendingBytes: 0, storedReadings: 10 })
})

test.each([
  ['away', new StoreUnavailable('The store cannot be reached.')],
  ['set up wrongly', new StoreMisconfigured('The password of the store is wrong.')],
])(
  'a store that is %s: nothing is acknowledged, the reason is shown, then it goes on',
  async (_name, error) => {
    memory.fail(() => error)
    const made = await start()
    broker.send(recordTopic, record(1))
    await expect.poll(() => made.health().ok).toBe(false)
    expect(made.health().detail).toContain(error.message)
    expect(answers()).toEqual([])
    memory.fail(() => null)
    await expect.poll(answered).toEqual([1])
    expect(made.health().ok).toBe(true)
  },
)

test('while the store is away memory stays bounded, and a batch sent again is held once', async () => {
  memory.fail(() => new StoreUnavailable('away'))
  const size = JSON.stringify(record(1)).length
  const made = await start({ maxBytes: size * 4 })
  for (let i = 1; i <= 3; i++) broker.send(recordTopic, record(i))
  for (let i = 1; i <= 3; i++) broker.send(recordTopic, record(i))
  expect(made.health().refusedBatches).toBe(0)
  for (let i = 4; i <= 9; i++) broker.send(recordTopic, record(i))
  expect(made.health().refusedBatches).toBeGreaterThan(0)
  expect(made.health().pendingBytes).toBeLessThanOrEqual(size * 4)
  memory.fail(() => null)
  await expect.poll(answered).toEqual([1, 2, 3, 4])
  // The gateway sends the rest again.
  for (let i = 5; i <= 8; i++) broker.send(recordTopic, record(i))
  await expect.poll(answered).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})

const kept = () =>
  readdirSync(folder)
    .filter((name) => name.startsWith('set-aside-'))
    .flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    )

test('poison is kept aside with the reason and acknowledged as such; the others are stored', async () => {
  await start()
  const ragged = record(2)
  ragged.frames?.seq.pop()
  broker.send(recordTopic, record(1))
  broker.send(recordTopic, ragged)
  broker.send(recordTopic, { ...record(3), minutes: [{ atMs: 'noon' }] })
  broker.send(recordTopic, record(4, { simulated: true }))
  broker.send(recordTopic, record(5, { cushion: 'desk-2' }))
  broker.send(recordTopic, '{"v":1,')
  broker.send(recordTopic, record(6))
  await expect.poll(answered).toEqual([1, 6])
  const aside = answers().flatMap(({ setAside }) => setAside)
  expect(aside.map(({ batch }) => batch).toSorted()).toEqual([2, 3, 4, 5])
  expect(kept()).toHaveLength(5)
  expect(kept()).toContainEqual(
    expect.objectContaining({
      cushion: 'desk-1',
      reason: 'simulated among real',
      payload: JSON.stringify(record(4, { simulated: true })),
    }),
  )
})

test('an event of a newer version sets no batch aside, whatever it carries', async () => {
  await start()
  const newer = { v: 1, at: '2026-03-02T09:00:00.000Z', kind: 'Posture-2', level: 3, alertKind: ['posture'] }
  broker.send(recordTopic, { ...record(1), events: [newer] })
  await expect.poll(answered).toEqual([1])
  expect(memory.kept).toEqual([{ ...record(1), events: [newer] }])
  expect(kept()).toEqual([])
})

test('a batch that trips the store up is found among the others', async () => {
  memory.fail((batches) => (batches.some(({ batch }) => batch === 7) ? new RangeError('odd batch') : null))
  const release = memory.hold()
  await start()
  for (let i = 1; i <= 10; i++) broker.send(recordTopic, record(i))
  release()
  await expect.poll(() => answered().length).toBe(9)
  expect(answers().flatMap(({ setAside }) => setAside)).toEqual([
    { batch: 7, reason: expect.stringContaining('odd batch') },
  ])
})

test('what cannot be kept aside is not acknowledged', async () => {
  const inTheWay = join(folder, 'file')
  writeFileSync(inTheWay, '')
  await start({ setAsideFolder: inTheWay })
  broker.send(recordTopic, record(1, { simulated: true }))
  broker.send(recordTopic, record(2))
  await expect.poll(answered).toEqual([2])
  expect(answers().flatMap(({ setAside }) => setAside)).toEqual([])
})

test('stop writes what is held', async () => {
  const made = await start()
  broker.send(recordTopic, record(1))
  await made.stop()
  expect(memory.kept).toHaveLength(1)
  expect(answered()).toEqual([1])
})

test('cushions and outboxes are answered apart', async () => {
  await start()
  broker.send(recordTopic, record(1))
  broker.send(recordTopic, record(1, { outbox: 'other' }))
  broker.send('sitbone/cushion/desk-2/record', record(1, { cushion: 'desk-2' }))
  await expect.poll(() => answers().length).toBe(2)
  expect(answers().map(({ outbox, batches }) => [outbox, batches])).toEqual([
    ['box', [1]],
    ['other', [1]],
  ])
  expect(answers('desk-2')).toHaveLength(1)
})

describe('a batch of the future', () => {
  const dayMs = 86_400_000
  const nowMs = Date.parse('2026-11-29T12:00:00Z')
  const from = (atMs: number, batch: number, change: Partial<RecordBatch> = {}) => {
    const { frames } = record(batch)
    return record(batch, { frames: frames && { ...frames, atMs: [atMs, atMs + 100] }, ...change })
  }
  const asideIn = () =>
    readdirSync(folder)
      .filter((name) => name.startsWith('set-aside-'))
      .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
      .map((line): { reason: string; payload: string } => JSON.parse(line))

  test('is kept aside as it came, never stored; the past of any age and simulated clocks are stored', async () => {
    await start({ nowMs: () => nowMs })
    const future = from(Date.parse('2100-01-01T00:00:00Z'), 1)
    const stored = [
      from(nowMs + 0.9 * dayMs, 2),
      from(nowMs - 4000 * dayMs, 3),
      record(4, {
        frames: null,
        events: [{ v: 1, at: new Date(nowMs).toISOString(), kind: 'tare' }],
      }),
    ]
    const late = record(5, {
      frames: null,
      bouts: [{ startedAtMs: nowMs, endedAtMs: nowMs + 2 * dayMs, boutS: 1 }],
    })
    for (const batch of [future, ...stored, late]) broker.send(recordTopic, batch)
    await expect.poll(answered).toEqual([2, 3, 4])
    expect(memory.kept).toEqual(stored)
    expect(answers().flatMap(({ setAside }) => setAside.map(({ batch }) => batch))).toEqual([1, 5])
    expect(asideIn().map(({ payload }) => JSON.parse(payload))).toEqual([future, late])
    expect(asideIn()[0]?.reason).toMatch(
      /dated 2100-01-01T00:00:00.100Z, more than 24 hours ahead .*2026-11-29/,
    )
  })

  test('is taken from a simulated cushion', async () => {
    await start({ nowMs: () => nowMs })
    const future = from(nowMs + 1000 * dayMs, 1, { simulated: true })
    broker.send(recordTopic, future)
    // The store of this test takes no simulated batch: that is what refused it.
    await expect.poll(() => asideIn().map(({ reason }) => reason)).toEqual(['simulated among real'])
  })

  test.each([
    ['was never set', 1000, null],
    ['went back behind what the store has seen', nowMs - 200 * dayMs, nowMs],
  ])('is not judged by a clock that %s', async (_name, clockMs, seenMs) => {
    await start({ nowMs: () => clockMs, store: { ...memory.store, seenMs: () => seenMs } })
    broker.send(recordTopic, from(nowMs, 1))
    await expect.poll(answered).toEqual([1])
  })

  test('is not judged by a clock that went back while the recorder ran', async () => {
    let clockMs = nowMs
    await start({ nowMs: () => clockMs })
    broker.send(recordTopic, from(nowMs, 1))
    await expect.poll(answered).toEqual([1])
    clockMs -= 100 * dayMs
    broker.send(recordTopic, from(nowMs + 1000, 2))
    await expect.poll(answered).toEqual([1, 2])
  })
})

test('a cushion belongs to the first gateway that is heard: what another says of it is kept aside with the reason', async () => {
  await start()
  broker.send(recordTopic, record(1))
  broker.send(recordTopic, record(1, { gateway: 'stranger', outbox: 'theirs', simulated: true }))
  broker.send(recordTopic, record(2))
  await expect.poll(answered).toEqual([1, 2])
  const aside = () => answers().flatMap(({ setAside }) => setAside)
  await expect.poll(aside).toEqual([{ batch: 1, reason: expect.stringMatching(/belongs to the gateway gw/) }])
  // After a restart too.
  await recorder?.stop()
  await start()
  broker.send(recordTopic, record(2, { gateway: 'stranger', outbox: 'theirs' }))
  await expect.poll(() => aside().length).toBe(2)
  expect(memory.kept.map(({ gateway }) => gateway)).toEqual(['gw', 'gw'])
})
