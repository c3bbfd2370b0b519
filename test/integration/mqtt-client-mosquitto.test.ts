/** The MQTT client against a real Mosquitto: version 5, passwords, TLS, and its messages when they are wrong. */
import { connect, createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { connectMqtt, type MqttOptions } from '../../mqtt/client.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import { startMosquitto } from '../services/mosquitto.ts'

const begun: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of begun.splice(0).reverse()) await one.stop()
})

const mosquitto = async (options: Parameters<typeof startMosquitto>[0] = {}) => {
  const made = await startMosquitto(options)
  begun.push(made)
  return made
}

/** A link with all its log lines and details. */
const link = (options: Omit<MqttOptions, 'log'>) => {
  const lines: string[] = []
  const write = (fields: object, message: string) => lines.push(JSON.stringify(fields) + message)
  const made: MqttLink = connectMqtt({
    ...options,
    log: { debug: write, info: write, warn: write, error: write },
  })
  const told: string[] = []
  made.onConnection((is, detail) => told.push(`${is}: ${detail}`))
  begun.push(made)
  return { made, lines, told }
}

test('speaks MQTT 5 with Mosquitto', async () => {
  const { url } = await mosquitto()
  const { made, told } = link({ url })
  await made.start()
  await expect.poll(() => told).toEqual([expect.stringMatching(/^true: .*MQTT 5/)])
})

test('a wrong password is said once, in words, and never logged', async () => {
  const { url } = await mosquitto({ password: 'right-one' })
  const { made, lines, told } = link({ url, username: 'sitbone', password: 'wrong-secret' })
  await made.start()
  await expect.poll(() => told).toEqual([expect.stringMatching(/user name.*password/)])
  const { made: good, told: goodTold } = link({ url, username: 'sitbone', password: 'right-one' })
  await good.start()
  await expect.poll(() => goodTold).toEqual([expect.stringMatching(/^true/)])
  expect(told).toHaveLength(1)
  expect(lines.join()).not.toContain('wrong-secret')
})

test('TLS: an unknown authority is named, the right CA file connects', async () => {
  const { url, caFile } = await mosquitto({ tls: true })
  const { made, told } = link({ url })
  await made.start()
  await expect.poll(() => told).toEqual([expect.stringMatching(/certificate.*CA file/)])
  const { made: good, told: goodTold } = link({ url, caFile: caFile ?? '' })
  await good.start()
  await expect.poll(() => goodTold).toEqual([expect.stringMatching(/^true/)])
})

test('a CA file that is not there is said, and does not stop the program', async () => {
  const { url } = await mosquitto({ tls: true })
  const { made, told } = link({ url, caFile: '/nowhere/ca.pem' })
  await made.start()
  await expect.poll(() => told).toEqual([expect.stringMatching(/nowhere\/ca\.pem/)])
})

test('a broker killed and restarted is found again', async () => {
  const broker = await mosquitto()
  const { made, told } = link({ url: broker.url })
  await made.start()
  await expect.poll(() => made.connected).toBe(true)
  await broker.kill()
  await expect.poll(() => told.at(-1)).toMatch(/^false: .*nothing is listening/)
  await broker.restart()
  await expect.poll(() => made.connected).toBe(true)
})

test('of several brokers the next has its turn when one is gone, and each says once what is wrong with it', async () => {
  const brokers = [await mosquitto(), await mosquitto({ password: 'another' })]
  const [first, second] = brokers.map((broker) => broker.url)
  const { made, told, lines } = link({
    url: first ?? '',
    others: [{ url: second ?? '', username: 'sitbone', password: 'another' }],
  })
  await made.start()
  await expect.poll(() => told).toEqual([`true: Connected to the MQTT broker at ${first} (MQTT 5).`])
  await brokers[0]?.kill()
  await expect.poll(() => told.at(-1)).toBe(`true: Connected to the MQTT broker at ${second} (MQTT 5).`)
  expect(told.at(-2)).toMatch(new RegExp(`at ${first} ended.*Trying the one at ${second} next`))
  await made.publish('a', 'b', { qos: 1 })
  await brokers[1]?.kill()
  const gone = (url = '') =>
    lines.filter((line) => line.includes(`${url} cannot be reached: nothing is listening`))
  await expect.poll(() => gone(first).length + gone(second).length).toBe(2)
  await brokers[0]?.restart()
  await expect.poll(() => told.at(-1)).toMatch(`true: Connected to the MQTT broker at ${first}`)
  expect([gone(first).length, gone(second).length]).toEqual([1, 1])
  expect(lines.join()).not.toContain('another')
})

test('mqtt:// at a port with TLS, and mqtts:// at one without, say which to use', async () => {
  const [withTls, without] = [await mosquitto({ tls: true }), await mosquitto()]
  const plain = link({ url: `mqtt://127.0.0.1:${withTls.port}` })
  const secure = link({ url: `mqtts://127.0.0.1:${without.port}` })
  await plain.made.start()
  await secure.made.start()
  await expect
    .poll(() => plain.told)
    .toEqual([expect.stringMatching(/uses TLS on this port: use mqtts:\/\/ instead of mqtt:/)])
  await expect
    .poll(() => secure.told)
    .toEqual([expect.stringMatching(/does not use TLS on this port: use mqtt:\/\/ instead of mqtts:/)])
})

test.each([
  ['retain_available false', /retain_available/],
  ['max_qos 0', /max_qos/],
])('a broker with %s is not used, and the setting named', async (setting, words) => {
  const { url } = await mosquitto({ extra: [setting] })
  const will = { topic: 'gateway', payload: 'offline', qos: 1, retain: true } as const
  const links = [link({ url }), link({ url, will, onlinePayload: 'online' })]
  for (const { made, told } of links) {
    await made.start()
    await expect.poll(() => told).toEqual([expect.stringMatching(words)])
  }
})

test('a message larger than the broker takes is refused with the reason; smaller ones go on', async () => {
  const { url } = await mosquitto({ extra: ['max_packet_size 1000'] })
  const { made, told, lines } = link({ url })
  await made.start()
  await expect.poll(() => made.connected).toBe(true)
  const long = Buffer.alloc(2000)
  await expect(made.publish('a', long, { qos: 1 })).rejects.toThrow(/max_packet_size/)
  await expect(made.publish('a', long, { qos: 0 })).rejects.toThrow(/max_packet_size/)
  await made.publish('a', Buffer.alloc(900), { qos: 1 })
  expect(told).toHaveLength(1)
  expect(lines.filter((line) => line.includes('max_packet_size'))).toHaveLength(1)
})

test('two programs with one client id: the likely cause is named, whether or not the broker reports it', async () => {
  const { url } = await mosquitto()
  const first = link({ url, clientId: 'sitbone-abc-gateway' })
  await first.made.start()
  await expect.poll(() => first.made.connected).toBe(true)
  const second = link({ url, clientId: 'sitbone-abc-gateway' })
  await second.made.start()
  const told = () => [...first.told, ...second.told].join('\n')
  await expect.poll(told).toMatch(/same role and data folder.*--data/)
})

test('a port that closes every connection, TLS or not, is not said to speak the other protocol', async () => {
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  begun.push({ stop: () => new Promise((resolve) => server.close(() => resolve())) })
  const address = server.address()
  const at = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  for (const url of [`mqtt://${at}`, `mqtts://${at}`]) {
    const { made, told } = link({ url })
    await made.start()
    await expect
      .poll(() => told)
      .toEqual([expect.stringMatching(/closed the connection.*its log may say why/)])
  }
})

/** As in a common access list: everything may be read, some topics may be written. */
const acl = ['user sit', 'topic read base/#', 'topic write base/state']
const login = { username: 'sit', password: 'bone' }

test('MQTT 5: a topic that may not be written is named once with the user, and gone when it may', async () => {
  const { url } = await mosquitto({ users: { sit: 'bone' }, acl })
  const { made, lines } = link({ url, ...login })
  await made.start()
  await expect.poll(() => made.connected).toBe(true)
  await made.publish('base/state', 'x', { qos: 1 })
  for (let i = 0; i < 3; i++)
    await expect(made.publish('base/record', 'x', { qos: 1 })).rejects.toThrow(
      /user sit publish to base\/record/,
    )
  expect(made.refusals.map(({ topic }) => topic)).toEqual(['base/record'])
  expect(lines.filter((line) => line.includes('base/record'))).toHaveLength(1)
})

test('MQTT 5: a will that may not be published does not keep the link from working', async () => {
  const { url } = await mosquitto({ users: { sit: 'bone' }, acl })
  const will = { topic: 'base/gateway', payload: 'offline', qos: 1, retain: true } as const
  const { made } = link({ url, ...login, will, onlinePayload: 'online' })
  await made.start()
  await expect.poll(() => made.connected).toBe(true)
  await made.publish('base/state', 'x', { qos: 1 })
  expect(made.refusals.map(({ topic }) => topic)).toEqual(['base/gateway'])
})

test.each([0, 1] as const)(
  'MQTT 3.1.1, QoS %i: a topic that is dropped silently is named; one that comes back is not',
  async (qos) => {
    const { port } = await mosquitto({ users: { sit: 'bone' }, acl })
    const { made, lines } = link({ url: () => connect(port, '127.0.0.1'), ...login, echoWaitMs: 300 })
    await made.start()
    await expect.poll(() => made.connected).toBe(true)
    await made.publish('base/state', 'x', { qos })
    await made.publish('base/live', 'x', { qos })
    await expect.poll(() => made.refusals.map(({ topic }) => topic)).toEqual(['base/live'])
    expect(made.refusals[0]?.message).toMatch(/does not pass on what the user sit publishes to base\/live/)
    expect(lines.filter((line) => line.includes('base/live'))).toHaveLength(1)
  },
)

test('MQTT 3.1.1: a topic that may be written but not read looks like a dropped one, and the message names both', async () => {
  const { port } = await mosquitto({ users: { sit: 'bone' }, acl: ['user sit', 'topic write base/#'] })
  const { made } = link({ url: () => connect(port, '127.0.0.1'), ...login, echoWaitMs: 300 })
  await made.start()
  await expect.poll(() => made.connected).toBe(true)
  await made.publish('base/live', 'x', { qos: 1 })
  await expect.poll(() => made.refusals[0]?.message).toMatch(/the right to write and read/)
})
