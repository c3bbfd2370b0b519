import { afterEach, expect, test, vi } from 'vitest'
import { createMemoryBroker } from '../mqtt/memory-mqtt.ts'
import { RecordShare, type RecordTopics } from './record-share.ts'

const parts = ['0', '1', '2', '3'].map((part) => `sitbone/part/${part}/cushion/+/record`)
const begun: RecordShare[] = []
afterEach(async () => {
  for (const share of begun.splice(0)) await share.stop()
  vi.useRealTimers()
})

const broker = () => {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] })
  return createMemoryBroker()
}

/** A recorder, and which parts it is given. */
async function recorder(at: ReturnType<typeof createMemoryBroker>, id: string, topics: RecordTopics = parts) {
  const mqtt = at.link()
  const taken: string[] = []
  const share = new RecordShare({
    mqtt,
    base: 'sitbone',
    id,
    topics,
    take: ({ topic }) => taken.push(topic),
  })
  begun.push(share)
  share.start()
  await mqtt.start()
  return { mqtt, share, taken }
}

/** Who takes a batch of each part, as positions in the list. */
const takers = (at: ReturnType<typeof createMemoryBroker>, recorders: readonly { taken: string[] }[]) =>
  parts.map((_, part) => {
    for (const { taken } of recorders) taken.length = 0
    at.send(`sitbone/part/${part}/cushion/desk-1/record`, '{}')
    return recorders.flatMap(({ taken }, i) => taken.map(() => i))
  })

test('one recorder takes every part, two take half of them each, three share as evenly as they can', async () => {
  const at = broker()
  const all = [await recorder(at, 'a')]
  expect(takers(at, all)).toEqual([[0], [0], [0], [0]])
  all.push(await recorder(at, 'b'))
  vi.advanceTimersByTime(2000)
  expect(takers(at, all)).toEqual([[0], [1], [0], [1]])
  all.push(await recorder(at, 'c'))
  vi.advanceTimersByTime(2000)
  expect(takers(at, all)).toEqual([[0], [1], [2], [0]])
})

test('the parts of one that stops are taken at once, of one that falls silent after some beats', async () => {
  const at = broker()
  const all = [await recorder(at, 'a'), await recorder(at, 'b'), await recorder(at, 'c')]
  vi.advanceTimersByTime(2000)
  await all[1]?.share.stop()
  await all[1]?.mqtt.stop()
  expect(takers(at, all)).toEqual([[0], [2], [0], [2]])
  await all[2]?.mqtt.stop()
  vi.advanceTimersByTime(4000)
  expect(takers(at, all)).toEqual([[0], [], [0], []])
  vi.advanceTimersByTime(6000)
  expect(takers(at, all)).toEqual([[0], [0], [0], [0]])
})

test('a will takes effect at once, and an old "online" or a forged name counts for nothing', async () => {
  const at = broker()
  at.send('sitbone/recorder/b/availability', 'online', { retain: true })
  const all = [await recorder(at, 'a')]
  at.send('sitbone/recorder/Not An Id/availability', 'online')
  expect(takers(at, all)).toEqual([[0], [0], [0], [0]])
  at.send('sitbone/recorder/b/availability', 'online')
  expect(takers(at, all)).toEqual([[0], [], [0], []])
  at.send('sitbone/recorder/b/availability', 'offline', { retain: true })
  expect(takers(at, all)).toEqual([[0], [0], [0], [0]])
})

test('after a new connection it takes everything until others are heard', async () => {
  const at = broker()
  const all = [await recorder(at, 'a'), await recorder(at, 'b')]
  vi.advanceTimersByTime(2000)
  at.reachable(false)
  at.reachable(true)
  expect(takers(at, all).flat()).toEqual(expect.arrayContaining([0, 1]))
  vi.advanceTimersByTime(2000)
  expect(takers(at, all)).toEqual([[0], [1], [0], [1]])
})

test('by cushion: each batch has one taker, the same for every batch of a cushion; all are taken when one is alone', async () => {
  const at = broker()
  const all = [await recorder(at, 'a', 'by-cushion')]
  const cushions = Array.from({ length: 40 }, (_, i) => `desk-${i}`)
  const takersOf = (cushion: string) => {
    for (const { taken } of all) taken.length = 0
    at.send(`sitbone/cushion/${cushion}/record`, '{}')
    return all.flatMap(({ taken }, i) => taken.map(() => i))
  }
  expect(cushions.flatMap(takersOf)).toEqual(cushions.map(() => 0))
  all.push(await recorder(at, 'b', 'by-cushion'), await recorder(at, 'c', 'by-cushion'))
  vi.advanceTimersByTime(2000)
  const shared = cushions.map(takersOf)
  expect(shared.every((takers) => takers.length === 1)).toBe(true)
  expect(cushions.map(takersOf)).toEqual(shared)
  for (const one of [0, 1, 2])
    expect(shared.flat().filter((taker) => taker === one).length).toBeGreaterThan(5)
  await all[1]?.share.stop()
  await all[1]?.mqtt.stop()
  expect(new Set(cushions.flatMap(takersOf))).toEqual(new Set([0, 2]))
})

test('a single topic is nobody else’s business: nothing is published', async () => {
  const at = broker()
  await recorder(at, 'a', ['sitbone/cushion/+/record'])
  vi.advanceTimersByTime(10_000)
  expect(at.published).toEqual([])
})
