import { beforeEach, expect, test } from 'vitest'
import { type Live, liveSchema } from '../../core/model/schemas/live.ts'
import { createMemoryBroker, type MemoryBroker } from '../../mqtt/memory-mqtt.ts'
import { CushionPublisher } from './publisher.ts'

let broker: MemoryBroker
let publisher: CushionPublisher
let now = 0

beforeEach(async () => {
  now = 0
  broker = createMemoryBroker()
  const mqtt = broker.link()
  await mqtt.start()
  publisher = new CushionPublisher({ base: 'sitbone', cushion: 'desk-1', mqtt, nowMs: () => now })
})

const reading = (seq: number) => (): Live => ({
  v: 1,
  atMs: seq * 100,
  seq,
  kpa: [],
  relative: null,
  leftPpiKpa: null,
  rightPpiKpa: null,
  leftErrorKpa: null,
  rightErrorKpa: null,
  leftRelative: null,
  rightRelative: null,
  copX: null,
  copY: null,
  occupancy: 'empty',
})
const fast = (atMs: number, seq: number) => {
  now = atMs
  publisher.live(true, reading(seq))
}
const beat = (atMs: number) => {
  now = atMs
  publisher.beat()
}
const published = () => broker.json('sitbone/cushion/desk-1/live').map((one) => liveSchema.parse(one).seq)

test('of a fast clock the newest reading is published, at most one each 20 ms, and the last one in any case', () => {
  fast(0, 1)
  fast(5, 2)
  fast(10, 3)
  expect(published()).toEqual([1])
  beat(15)
  expect(published()).toEqual([1])
  beat(20)
  expect(published()).toEqual([1, 3])
  beat(260)
  fast(260, 4)
  fast(280, 5)
  beat(300)
  expect(published()).toEqual([1, 3, 4, 5])
})

test('of a real clock every reading is published at once', () => {
  for (const seq of [1, 2, 3]) publisher.live(false, reading(seq))
  beat(240)
  expect(published()).toEqual([1, 2, 3])
})

test('a reading that waits while the broker goes away is dropped: it would come back as news', () => {
  fast(0, 1)
  fast(5, 2)
  broker.reachable(false)
  beat(240)
  broker.reachable(true)
  beat(480)
  expect(published()).toEqual([1])
})

test('what is retained is published again 2 s after connecting, and then each minute', async () => {
  const of = (topic: string) => broker.published.filter((one) => one.topic.endsWith(topic)).length
  const until = (atMs: number) => {
    for (; now < atMs; now += 240) beat(now)
    return of('/availability')
  }
  await publisher.availability('online')
  publisher.connected()
  const first = of('/availability')
  expect(until(1900)).toBe(first)
  expect(until(60_000)).toBe(first + 1)
  expect(until(121_000)).toBe(first + 2)
  now += 70_000
  broker.reachable(false)
  publisher.beat()
  expect(of('/availability')).toBe(first + 2)
})
