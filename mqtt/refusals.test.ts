/** Brokers that do not take a message: how it is noticed, and that it is named once. */

import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:net'
import { Aedes } from 'aedes'
import { afterEach, expect, test } from 'vitest'
import type { Log } from '../platform/log.ts'
import { connectMqtt } from './client.ts'
import { DropSuspects } from './drop-suspects.ts'
import { Refusals } from './refusals.ts'

const ending: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
})

const listen = () => {
  const lines: string[] = []
  const say = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`)
  const log: Log = { debug: say, info: say, warn: say, error: say }
  return { log, lines }
}

/** A broker of version 3.1.1 that closes the connection at a message to one of these topics. */
async function closingBroker(refused: readonly string[]): Promise<number> {
  const aedes = await Aedes.createBroker({
    authorizePublish: (_client, { topic }, done) =>
      done(refused.includes(topic) ? new Error('not allowed') : null),
  })
  const server = createServer(aedes.handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ending.push(async () => {
    await new Promise<void>((resolve) => aedes.close(resolve))
    await new Promise((resolve) => server.close(resolve))
  })
  const address: AddressInfo | string | null = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

test.each([
  ['record', 1],
  ['live', 0],
] as const)(
  'a broker that closes the connection at %s (QoS %i): the topic is named with the user',
  async (bad, qos) => {
    const port = await closingBroker([bad])
    const { log, lines } = listen()
    const link = connectMqtt({ url: () => connect(port, '127.0.0.1'), embedded: true, username: 'anna', log })
    link.onConnection((is) => {
      if (!is) return
      for (const topic of ['availability', 'info', 'state'])
        link.publish(topic, 'x', { qos: 1 }).catch(() => {})
      link.publish('event', 'x', { qos: 1 }).catch(() => {})
    })
    const beat = setInterval(() => void link.publish(bad, 'x', { qos }).catch(() => {}), 20)
    ending.push(async () => {
      clearInterval(beat)
      await link.stop()
    })
    await link.start()
    await expect.poll(() => link.refusals.map(({ topic }) => topic)).toEqual([bad])
    expect(link.refusals[0]?.message).toMatch(
      new RegExp(`closes the connection each time the user anna publishes to ${bad}`),
    )
    expect(lines.filter((line) => line.includes('closes the connection each time'))).toHaveLength(1)
  },
)

test('only what was unanswered at the end of every connection is suspected', () => {
  const suspects = new DropSuspects()
  const connection = (topics: readonly string[], answered: number, again: boolean) => {
    const sent = topics.map((topic) => suspects.sent(topic))
    for (const message of sent.slice(0, answered)) suspects.answered(message)
    suspects.ended({ again })
  }
  connection(['info', 'record', 'state'], 0, false)
  expect(suspects.cautious).toBe(false)
  connection(['info', 'record', 'state'], 0, true)
  // From here on one message at a time.
  expect([suspects.cautious, suspects.first]).toEqual([true, null])
  connection(['info', 'record'], 1, true)
  expect(suspects.first).toBe('record')
  connection(['state'], 0, true)
  expect(suspects.first).toBeNull()
  // One that lasted begins anew: this is another trouble.
  connection(['live'], 0, false)
  expect([suspects.cautious, suspects.first]).toEqual([false, null])
})

test('a refusal is logged once, reported at each change, and gone once the broker accepts a message', () => {
  const { log, lines } = listen()
  const refusals = new Refusals({ where: 'at mqtt://broker:1883', user: 'anna', log })
  let told = 0
  refusals.onChange(() => told++)
  for (let i = 0; i < 3; i++) refusals.add('a/record', { kind: 'code', code: 135 })
  expect([told, lines.length, refusals.all.length]).toEqual([1, 1, 1])
  expect(refusals.all[0]?.message).toMatch(
    /user anna publish to a\/record \(not authorised, code 135\).*outbox.*right to write/,
  )
  refusals.lift('a/record')
  refusals.lift('a/record')
  expect([told, refusals.all.length]).toEqual([2, 0])
  refusals.add('a/record', { kind: 'code', code: 135 })
  expect([told, lines.length]).toEqual([3, 1])
})

test.each([
  [{ kind: 'code', code: 151 }, /over its quota/],
  [{ kind: 'code', code: 144 }, /topic name is not allowed/],
  [{ kind: 'code', code: 199 }, /code 199/],
  [{ kind: 'unheard' }, /MQTT 3\.1\.1 it cannot say so.*write and read/],
  [{ kind: 'too-long', mostBytes: 1000, bytes: 2100 }, /up to 1000 bytes.*2100.*max_packet_size/],
] as const)('%j is said in words', (sign, words) => {
  const { log } = listen()
  const refusals = new Refusals({ where: 'at mqtt://broker:1883', user: undefined, log })
  expect(refusals.add('a/live', sign).message).toMatch(words)
})

test('what is named is bounded', () => {
  const { log, lines } = listen()
  const refusals = new Refusals({ where: 'at mqtt://broker:1883', user: 'fleet', log })
  for (let i = 0; i < 1000; i++) refusals.add(`a/${i}/live`, { kind: 'code', code: 135 })
  expect(refusals.all).toHaveLength(100)
  expect(lines).toHaveLength(100)
})
