/**
 * What Sitbone needs of a broker, as one question for each row of the table in docs/scaling.md. Run with `describeBroker` for each
 * column of it: what the table says must be what the broker does. Not part of the program.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { topics } from '../../contract/topics.ts'
import type { PartRole } from './rights.ts'

export interface BrokerUnderTest {
  /** Of one node, or of each node of a cluster. */
  readonly urls: readonly string[]
  readonly version: 4 | 5
  readonly passwordOf: (role: PartRole) => string
  /** Ends it, or the second node of a cluster, cleanly and starts it again. */
  restart(): Promise<void>
  stop(): Promise<void>
}

type Join = (role: PartRole, more?: IClientOptions & { readonly node?: number }) => Promise<Client>

interface Client {
  readonly mqtt: MqttClient
  /** Texts that arrived, by topic. */
  readonly heard: { readonly topic: string; readonly text: string; readonly retained: boolean }[]
  texts(): readonly string[]
}

/** Does the broker do it? A question that needs longer than this for a yes is answered with no. */
type Question = (join: Join, broker: BrokerUnderTest) => Promise<boolean>

const topic = topics('sitbone')
const answerWithinMs = 8000
/** After the last message of a row that must not arrive, others have: this is for what overtakes. */
const overtakenWithinMs = 300
const numbers = (count: number) => Array.from({ length: count }, (_, i) => String(i))
let cushions = 0
const freshCushion = () => `cushion-${cushions++}`

async function becomes(look: () => boolean, withinMs = answerWithinMs): Promise<boolean> {
  for (const untilMs = performance.now() + withinMs; !look(); await pause(10))
    if (performance.now() > untilMs) return false
  return true
}

const same = (some: readonly string[], others: readonly string[]) => some.join() === others.join()

async function arrive(join: Join, qos: 0 | 1): Promise<boolean> {
  const limits = topic.cushion(freshCushion(), 'tolerance')
  const [reader, writer] = [await join('gateway'), await join('dashboard', { node: 1 })]
  await reader.mqtt.subscribeAsync(limits, { qos })
  const sent = numbers(500)
  await Promise.all(sent.map((text) => writer.mqtt.publishAsync(limits, text, { qos })))
  return await becomes(() => same(reader.texts(), sent))
}

/** A reader that has heard what is retained now. In a cluster it takes a moment until every node knows it, in order. */
async function retainedNow(join: Join, cushion: string): Promise<Client> {
  const mark = freshCushion()
  const [reader, writer] = [await join('dashboard', { node: 1 }), await join('gateway', { node: 2 })]
  await writer.mqtt.publishAsync(topic.cushion(mark, 'info'), 'mark', { qos: 1, retain: true })
  do await reader.mqtt.subscribeAsync(topic.everyCushion('info'), { qos: 0 })
  while (!(await becomes(() => isRetained(reader, mark, 'mark'), answerWithinMs / 8)))
  await becomes(
    () => reader.heard.some((one) => one.topic === topic.cushion(cushion, 'info')),
    overtakenWithinMs,
  )
  return reader
}

const isRetained = ({ heard }: Client, cushion: string, text: string) =>
  heard.some((one) => one.topic === topic.cushion(cushion, 'info') && one.retained && one.text === text)

async function willOf(join: Join, end: (client: MqttClient) => void): Promise<boolean> {
  const there = topic.gatewayAvailability(freshCushion())
  const reader = await join('dashboard', { node: 1 })
  await reader.mqtt.subscribeAsync(there, { qos: 1 })
  const will = { topic: there, payload: Buffer.from('offline'), qos: 1, retain: true } as const
  const gateway = await join('gateway', { will })
  end(gateway.mqtt)
  return await becomes(
    () => same(reader.texts(), ['offline']),
    end === cut ? answerWithinMs : overtakenWithinMs,
  )
}

const cut = (client: MqttClient): void => void client.stream.destroy()
const leave = (client: MqttClient): void => void client.end()

/** Whether what one user may not do reaches another; a message that is allowed comes after it. */
async function passesOn(join: Join, forbidden: 'write' | 'read'): Promise<boolean> {
  const recorded = topic.cushion(freshCushion(), 'recorded')
  const [reader, stranger] = [
    await join(forbidden === 'read' ? 'dashboard' : 'gateway'),
    await join('gateway'),
  ]
  const after = topic.cushion(freshCushion(), 'tolerance')
  await reader.mqtt.subscribeAsync([recorded, after], { qos: 1 }).catch(() => {})
  if (forbidden === 'write') stranger.mqtt.publish(recorded, 'forged', { qos: 1 })
  else await (await join('recorder')).mqtt.publishAsync(recorded, 'secret', { qos: 1 })
  const allowed = await join('dashboard', { node: 1 })
  await allowed.mqtt.publishAsync(after, 'allowed', { qos: 1 })
  await becomes(() => reader.texts().includes('allowed'))
  await becomes(() => reader.texts().length > 1, overtakenWithinMs)
  return reader.heard.some((one) => one.topic === recorded)
}

/** By the first words of the rows in docs/scaling.md. */
const questions: Readonly<Record<string, Question>> = {
  'QoS 0': (join) => arrive(join, 0),
  'QoS 1': (join) => arrive(join, 1),
  'retained messages': async (join) => {
    const cushion = freshCushion()
    const writer = await join('gateway')
    for (const text of ['old', 'new'])
      await writer.mqtt.publishAsync(topic.cushion(cushion, 'info'), text, { qos: 1, retain: true })
    return isRetained(await retainedNow(join, cushion), cushion, 'new')
  },
  'clearing them': async (join) => {
    const cushion = freshCushion()
    const writer = await join('gateway')
    for (const text of ['old', ''])
      await writer.mqtt.publishAsync(topic.cushion(cushion, 'info'), text, { qos: 1, retain: true })
    return !isRetained(await retainedNow(join, cushion), cushion, 'old')
  },
  'a will': async (join) => (await willOf(join, cut)) && !(await willOf(join, leave)),
  'one client id': async (join) => {
    const clientId = freshCushion()
    const first = await join('gateway', { clientId })
    let closed = false
    first.mqtt.once('close', () => {
      closed = true
    })
    await join('gateway', { clientId, node: 1 })
    return await becomes(() => closed)
  },
  'a session': async (join) => {
    const limits = topic.cushion(freshCushion(), 'tolerance')
    const kept = { clientId: freshCushion(), clean: false, properties: { sessionExpiryInterval: 60 } }
    const before = await join('gateway', kept)
    await before.mqtt.subscribeAsync(limits, { qos: 1 })
    await before.mqtt.endAsync()
    const writer = await join('dashboard', { node: 2 })
    const sent = numbers(50)
    for (const text of sent) await writer.mqtt.publishAsync(limits, text, { qos: 1 })
    const after = await join('gateway', { ...kept, node: 1 })
    return await becomes(() => same(after.texts(), sent), answerWithinMs / 4)
  },
  'messages of 1 MB': async (join) => {
    const limits = topic.cushion(freshCushion(), 'tolerance')
    const [reader, writer] = [await join('gateway'), await join('dashboard', { node: 1 })]
    await reader.mqtt.subscribeAsync(limits, { qos: 1 })
    const text = 'x'.repeat(1_000_000)
    await writer.mqtt.publishAsync(limits, text, { qos: 1 })
    return await becomes(() => same(reader.texts(), [text]))
  },
  'a client that reads nothing': async (join) => {
    const limits = topic.cushion(freshCushion(), 'tolerance')
    const [stuck, reader, writer] = [await join('gateway'), await join('gateway'), await join('dashboard')]
    for (const { mqtt: one } of [stuck, reader]) await one.subscribeAsync(limits, { qos: 1 })
    stuck.mqtt.stream.pause()
    const sent = numbers(400).map((number) => number.padStart(4000, '.'))
    await Promise.all(sent.map((text) => writer.mqtt.publishAsync(limits, text, { qos: 1 })))
    return await becomes(() => same(reader.texts(), sent))
  },
  'refuses to write': async (join) => !(await passesOn(join, 'write')),
  'refuses to read': async (join) => !(await passesOn(join, 'read')),
  'shared subscriptions': async (join) => {
    const record = topic.cushion(freshCushion(), 'record')
    const readers = [await join('recorder'), await join('recorder', { node: 1 })]
    for (const { mqtt: one } of readers)
      await one.subscribeAsync(`$share/recorders/${record}`, { qos: 1 }).catch(() => {})
    const writer = await join('gateway')
    for (const text of numbers(100)) await writer.mqtt.publishAsync(record, text, { qos: 1 })
    const heard = () => readers.map((reader) => reader.texts().length)
    const all = await becomes(() => heard().reduce((a, b) => a + b) === 100, answerWithinMs / 8)
    return all && heard().every((count) => count > 0)
  },
  'subject mapping': async (join) => {
    const reader = await join('recorder')
    await reader.mqtt.subscribeAsync(topic.part('+'), { qos: 1 })
    const [writer, made] = [await join('gateway'), numbers(20).map(freshCushion)]
    for (const cushion of made)
      await writer.mqtt.publishAsync(topic.cushion(cushion, 'record'), cushion, { qos: 1 })
    const all = await becomes(
      () => made.every((cushion) => reader.texts().includes(cushion)),
      answerWithinMs / 8,
    )
    return all && new Set(reader.heard.map((one) => one.topic.split('/')[2])).size > 1
  },
}

/** The only question that disturbs the others. */
const afterRestart = 'what is retained'
const survivesRestart: Question = async (join, broker) => {
  const cushion = freshCushion()
  const writer = await join('gateway')
  await writer.mqtt.publishAsync(topic.cushion(cushion, 'info'), 'kept', { qos: 1, retain: true })
  await broker.restart()
  return isRetained(await retainedNow(join, cushion), cushion, 'kept')
}

/** The table in docs/scaling.md: for each row, what a column says. */
function saidOf(column: string): ReadonlyMap<string, boolean> {
  const text = readFileSync(join(import.meta.dirname, '../../docs/scaling.md'), 'utf8')
  const [head = [], , ...rows] = text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
  const at = head.findIndex((cell) => cell.startsWith(column))
  const known = rows.flatMap((row) => {
    const question = [...Object.keys(questions), afterRestart].find((each) => row[1]?.startsWith(each))
    return question === undefined ? [] : [[question, /^yes/.test(row[at] ?? '')] as const]
  })
  return new Map(known)
}

/** `column`: how the broker is called in the table. `more`: further tests of the same broker. */
export function describeBroker(
  column: string,
  start: () => Promise<BrokerUnderTest>,
  more: (broker: () => BrokerUnderTest) => void = () => {},
): void {
  describe(column, () => {
    let broker: BrokerUnderTest
    beforeAll(async () => {
      broker = await start()
    })
    afterAll(() => broker.stop())

    const answer = async (ask: Question): Promise<boolean> => {
      const clients: MqttClient[] = []
      const join: Join = async (role, more) => {
        const client = connect(broker, role, more)
        clients.push(client.mqtt)
        if (await becomes(() => client.mqtt.connected)) return client
        throw new Error(`${column} does not let ${role} in.`)
      }
      try {
        return await ask(join, broker)
      } finally {
        for (const client of clients) client.end(true)
      }
    }

    const said = saidOf(column)
    const asTheTableSays = async (name: string, ask: Question) =>
      expect(await answer(ask), 'as the table in docs/scaling.md says').toBe(said.get(name))
    it.concurrent.each(Object.entries(questions))('%s', asTheTableSays)
    more(() => broker)
    it(afterRestart, () => asTheTableSays(afterRestart, survivesRestart))
  })
}

function connect(
  { urls, version, passwordOf }: BrokerUnderTest,
  role: PartRole,
  { node = 0, ...more }: Parameters<Join>[1] = {},
): Client {
  const heard: Client['heard'] = []
  const client = mqtt.connect(urls[node % urls.length] ?? '', {
    username: role,
    password: passwordOf(role),
    protocolVersion: version,
    reconnectPeriod: 0,
    clientId: `suite-${freshCushion()}`,
    ...more,
  })
  client.on('message', (at, payload, { retain }) =>
    heard.push({ topic: at, text: payload.toString(), retained: retain }),
  )
  client.on('error', () => {})
  return { mqtt: client, heard, texts: () => heard.map(({ text }) => text) }
}
