/** The MQTT client against a real Mosquitto: version 5, passwords, TLS, and what it says when they are wrong. */
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

/** A link, every line it logged, and every detail it told. */
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

test('mqtt:// at a port with TLS, and mqtts:// at one without, say which to use', async () => {
  const [withTls, without] = [await mosquitto({ tls: true }), await mosquitto()]
  const plain = link({ url: `mqtt://127.0.0.1:${withTls.port}` })
  const secure = link({ url: `mqtts://127.0.0.1:${without.port}` })
  await plain.made.start()
  await secure.made.start()
  await expect.poll(() => plain.told).toEqual([expect.stringMatching(/use mqtts:\/\/ instead of mqtt:/)])
  await expect.poll(() => secure.told).toEqual([expect.stringMatching(/use mqtt:\/\/ instead of mqtts:/)])
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

test('two programs with one client id: it is said what that may be, whether or not the broker tells', async () => {
  const { url } = await mosquitto()
  const first = link({ url, clientId: 'sitbone-abc-gateway' })
  await first.made.start()
  await expect.poll(() => first.made.connected).toBe(true)
  const second = link({ url, clientId: 'sitbone-abc-gateway' })
  await second.made.start()
  const told = () => [...first.told, ...second.told].join('\n')
  await expect.poll(told).toMatch(/same role and data folder.*--data/)
})
