import { beforeEach, expect, test } from 'vitest'
import { gatewayProblemsSchema } from '../../contract/gateway-problems.ts'
import { createMemoryBroker, type MemoryBroker } from '../../mqtt/memory-mqtt.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import { silentLog } from '../../platform/log.ts'
import { GatewayProblemsTopic, type WatchedCushion } from './gateway-problems.ts'

const topic = 'sitbone/gateway/gw/problems'
const record = 'sitbone/cushion/desk-1/record'
const fine: WatchedCushion = { id: 'desk-1', nameRefusal: null, unconfirmedMs: 0 }
const said: string[] = []
let broker: MemoryBroker
let mqtt: MqttLink
let problems: GatewayProblemsTopic

beforeEach(async () => {
  said.length = 0
  broker = createMemoryBroker()
  mqtt = broker.link()
  const log = { ...silentLog, warn: (_: object, message: string) => void said.push(message) }
  problems = new GatewayProblemsTopic({ base: 'sitbone', gatewayId: 'gw', mqtt, log })
  problems.start()
})
const published = () => broker.published.filter((one) => one.topic === topic)
const last = () => gatewayProblemsSchema.parse(JSON.parse(published().at(-1)?.payload ?? '')).problems

test('nothing is published while there is no problem, and each change once', async () => {
  await mqtt.start()
  problems.beat([fine])
  expect(published()).toEqual([])
  for (let i = 0; i < 3; i++) problems.beat([{ ...fine, nameRefusal: 'Taken.' }])
  expect(published()).toHaveLength(1)
  expect(published()[0]?.retain).toBe(true)
  expect(last()).toEqual([{ kind: 'name-taken', cushion: 'desk-1', topic: null, message: 'Taken.' }])
  problems.beat([fine])
  expect(broker.retained.has(topic)).toBe(false)
})

test('a topic that the broker refuses is reported until the broker accepts it again', async () => {
  await mqtt.start()
  broker.refuse(record, true)
  await expect(mqtt.publish(record, 'x', { qos: 1 })).rejects.toThrow(/record/)
  problems.beat([fine])
  expect(last()).toMatchObject([{ kind: 'publish-refused', cushion: 'desk-1', topic: record }])
  broker.refuse(record, false)
  await mqtt.publish(record, 'x', { qos: 1 })
  problems.beat([fine])
  expect(published().at(-1)?.payload).toBe('')
})

test('readings unconfirmed for a minute are reported on the topic, and once in the log', async () => {
  await mqtt.start()
  problems.beat([{ ...fine, unconfirmedMs: 59_000 }])
  expect(published()).toEqual([])
  for (const unconfirmedMs of [60_000, 61_000, 300_000]) problems.beat([{ ...fine, unconfirmedMs }])
  expect(last()).toMatchObject([{ kind: 'not-recorded', cushion: 'desk-1' }])
  expect([published().length, said.length]).toEqual([1, 1])
  expect(said[0]).toMatch(/kept on the gateway.*sitbone doctor/)
})

test('what an earlier run left on the topic is removed', async () => {
  broker.send(topic, '{"v":1}', { retain: true })
  await mqtt.start()
  expect(broker.retained.has(topic)).toBe(false)
})

test('a broker that also refuses this topic is not asked again and again', async () => {
  await mqtt.start()
  broker.refuse(topic, true)
  for (let i = 0; i < 5; i++) problems.beat([{ ...fine, nameRefusal: 'Taken.' }])
  await expect(mqtt.publish(topic, '', { qos: 1 })).rejects.toThrow(/problems/)
  expect(mqtt.refusals).toHaveLength(1)
})
