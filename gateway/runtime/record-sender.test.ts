import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMemoryBroker, type MemoryBroker } from '../../mqtt/memory-mqtt.ts'
import { silentLog } from '../../platform/log.ts'
import { createOutbox, type Outbox } from '../outbox/outbox.ts'
import { RecordSender } from './record-sender.ts'

let folder = ''
let outbox: Outbox
let broker: MemoryBroker
let sender: RecordSender
let now = 0

beforeEach(async () => {
  now = 0
  folder = mkdtempSync(join(tmpdir(), 'sitbone-sender-'))
  outbox = createOutbox({ file: join(folder, 'o.db'), limits: { bytes: 1e8, days: 9 }, log: silentLog })
  outbox.start()
  broker = createMemoryBroker()
  const mqtt = broker.link()
  await mqtt.start()
  sender = new RecordSender({
    cushion: 'desk-1',
    topic: 'record',
    outbox,
    mqtt,
    holds: () => false,
    nowMs: () => now,
  })
})
afterEach(() => {
  outbox.stop()
  rmSync(folder, { recursive: true, force: true })
})

const add = (count: number, bytes = 10) => {
  const contents = Array.from({ length: count }, () => (batch: number) => String(batch).padEnd(bytes))
  const [added] = outbox.add([{ cushion: 'desk-1', contents }])
  sender.fresh(added?.batches ?? [])
}
const sent = () => broker.published.map(({ payload }) => Number(payload))
const clear = () => broker.published.splice(0)
const recorded = (...batches: number[]) => sender.recorded({ v: 1, outbox: outbox.id, batches, setAside: [] })

test('a new batch goes out at once, and not again before a second has passed', () => {
  add(2)
  sender.pump()
  now = 900
  sender.pump()
  expect(sent()).toEqual([1, 2])
  now = 1001
  sender.pump()
  expect(sent()).toEqual([1, 2, 1, 2])
})

test('without an answer the pauses grow to half a minute, for the oldest only', () => {
  add(100)
  clear()
  const times = new Map<number, number[]>()
  for (now = 0; now < 120_000; now += 250) {
    sender.pump()
    for (const batch of sent()) times.set(batch, [...(times.get(batch) ?? []), now])
    clear()
  }
  expect(Math.max(...times.keys())).toBe(32)
  const at = times.get(1) ?? []
  const pauses = at.slice(1).map((ms, i) => ms - (at[i] ?? 0))
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b))
  expect(pauses.at(-1)).toBe(30_000)
})

test('an answer lets the backlog flow, oldest first, within the window', () => {
  broker.reachable(false)
  add(100)
  expect(sent()).toEqual([])
  broker.reachable(true)
  sender.connected()
  const first = sent()
  expect(first).toEqual(Array.from({ length: 32 }, (_, i) => i + 1))
  clear()
  recorded(...first)
  expect(sent()[0]).toBe(33)
  while (outbox.counters('desk-1').pendingBatches > 0) {
    const now = sent()
    clear()
    recorded(...now)
  }
})

test('the answer to another outbox sends nothing again', () => {
  add(3)
  clear()
  sender.recorded({ v: 1, outbox: 'of another gateway', batches: [1, 2], setAside: [] })
  expect(sent()).toEqual([])
})

test('large batches make the window small, but one always goes', () => {
  broker.reachable(false)
  add(5, 200_000)
  broker.reachable(true)
  sender.connected()
  expect(sent()).toEqual([1])
})

test('after the broker was away everything in the window goes again at once', () => {
  add(3)
  clear()
  sender.connected()
  expect(sent()).toEqual([1, 2, 3])
})

test('a batch that the recorder set aside is done too', () => {
  add(2)
  sender.recorded({ v: 1, outbox: outbox.id, batches: [1], setAside: [{ batch: 2, reason: 'odd' }] })
  expect(outbox.counters('desk-1').pendingBatches).toBe(0)
})
