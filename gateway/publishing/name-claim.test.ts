import { beforeEach, expect, test } from 'vitest'
import { createMemoryBroker, type MemoryBroker } from '../../mqtt/memory-mqtt.ts'
import { NameClaim } from './name-claim.ts'
import { namedLink } from './named-link.ts'

let broker: MemoryBroker
let now = 0
const said: string[] = []
beforeEach(() => {
  broker = createMemoryBroker()
  now = 0
  said.length = 0
})

const at = (rest: string) => `sitbone/cushion/desk-1/${rest}`
const info = (gateway: string, id?: string) => ({ v: 1, gateway, outbox: { id, pendingBatches: 0 } })
const record = (gateway: string, outbox: string) => ({ v: 1, gateway, cushion: 'desk-1', outbox, batch: 1 })
const present = (gateway: string, is: 'online' | 'offline') =>
  broker.send(`sitbone/gateway/${gateway}/availability`, is, { retain: true })

const log = {
  debug() {},
  info() {},
  warn() {},
  error: (_: object, message: string) => void said.push(message),
}

/** A claim that has connected; the window to listen is at most 1250 ms. */
async function connect(gatewayId = 'mine', outboxId = 'own-outbox-12') {
  const mqtt = broker.link()
  let changes = 0
  const claim = new NameClaim({
    base: 'sitbone',
    cushion: 'desk-1',
    gatewayId,
    outboxId,
    mqtt,
    log,
    nowMs: () => now,
    listenMs: 1000,
    changed: () => changes++,
  })
  claim.start()
  mqtt.onConnection((is) => claim.connected(is))
  await mqtt.start()
  return { claim, mqtt, changes: () => changes }
}
const wait = (claim: NameClaim) => {
  now += 1300
  claim.beat()
}

test('a name that nobody uses is taken after listening, and not before', async () => {
  const { claim } = await connect()
  claim.beat()
  expect(claim.mine).toBe(false)
  wait(claim)
  expect([claim.mine, claim.refusal]).toEqual([true, null])
})

test.each([
  ['info of another outbox', () => broker.send(at('info'), info('other', 'their-outbox'))],
  ['info of an earlier version', () => broker.send(at('info'), info('other'))],
  ['readings of another outbox', () => broker.send(at('record'), record('other', 'their-outbox'))],
  [
    'readings of another outbox with the same gateway id',
    () => broker.send(at('record'), record('mine', 'theirs')),
  ],
  ['info of another outbox with the same gateway id', () => broker.send(at('info'), info('mine', 'theirs'))],
])('%s: the name is refused, with what to do, while listening and afterwards', async (_, other) => {
  const listening = (await connect()).claim
  const owner = (await connect('mine', 'own-outbox-12')).claim
  wait(owner)
  expect(owner.mine).toBe(true)
  other()
  for (const claim of [listening, owner]) {
    expect(claim.mine).toBe(false)
    expect(claim.refusal).toMatch(/already uses the cushion name desk-1.*stay on its disk.*--cushion/)
    wait(claim)
    expect(claim.mine).toBe(false)
  }
  expect(said).toHaveLength(2)
})

test('what a gateway that is gone has left does not keep the name', async () => {
  broker.send(at('info'), info('other', 'their-outbox'), { retain: true })
  present('other', 'offline')
  const { claim } = await connect()
  wait(claim)
  expect(claim.mine).toBe(true)
})

test.each([
  ['goes offline', () => present('other', 'offline')],
  ['is forgotten by a person', () => broker.send(at('info'), '', { retain: true })],
])('what a gateway that is online has left keeps the name, until it %s', async (_, goes) => {
  broker.send(at('info'), info('other', 'their-outbox'), { retain: true })
  present('other', 'online')
  const { claim } = await connect()
  wait(claim)
  expect(claim.refusal).toMatch(/\(other\).*sitbone cushion forget desk-1/)
  goes()
  expect([claim.mine, claim.refusal]).toEqual([false, null])
  wait(claim)
  expect(claim.mine).toBe(true)
})

test('a name that another took is listened for again once that one is offline, and only then', async () => {
  const { claim, mqtt } = await connect()
  present('other', 'online')
  broker.send(at('record'), record('other', 'their-outbox'))
  wait(claim)
  expect(claim.refusal).toContain('this one goes on by itself')
  present('somebody', 'offline')
  wait(claim)
  expect(claim.refusal).not.toBeNull()
  present('other', 'offline')
  expect([claim.mine, claim.refusal]).toEqual([false, null])
  broker.send(at('record'), record('other', 'their-outbox'))
  wait(claim)
  expect(claim.refusal).not.toBeNull()
  await mqtt.stop()
  await mqtt.start()
  wait(claim)
  expect([claim.mine, claim.refusal]).toEqual([true, null])
})

test('of two with the same gateway id, none can be seen to go: the name is refused until a restart', async () => {
  const { claim } = await connect()
  broker.send(at('record'), record('mine', 'theirs'))
  present('mine', 'offline')
  wait(claim)
  expect(claim.refusal).not.toBeNull()
})

test('its own last words: the name is taken at once, also under a new gateway id', async () => {
  broker.send(at('info'), info('earlier-id', 'own-outbox-12'), { retain: true })
  present('earlier-id', 'online')
  const { claim } = await connect()
  claim.beat()
  expect(claim.mine).toBe(true)
})

test('a new data folder under the same gateway id takes the name after listening', async () => {
  broker.send(at('info'), info('mine', 'lost-outbox'), { retain: true })
  present('mine', 'online')
  const { claim } = await connect()
  wait(claim)
  expect(claim.mine).toBe(true)
})

test('after a lost connection it listens again: somebody may have taken the name meanwhile', async () => {
  const { claim } = await connect()
  wait(claim)
  broker.reachable(false)
  expect(claim.mine).toBe(false)
  broker.send(at('info'), info('other', 'their-outbox'), { retain: true })
  present('other', 'online')
  broker.reachable(true)
  wait(claim)
  expect(claim.refusal).toMatch(/\(other\)/)
})

test('junk on the topics is no gateway', async () => {
  const { claim } = await connect()
  for (const junk of ['{', '[]', '{"gateway":1}', '"x"']) broker.send(at('info'), junk)
  broker.send(at('record'), '')
  wait(claim)
  expect(claim.mine).toBe(true)
})

test('what arrives before the name is taken is handed on then, the latest of each topic, and no command', async () => {
  const { claim, mqtt } = await connect()
  const named = namedLink(mqtt, claim, 'desk-1')
  const got: string[] = []
  for (const topic of ['tolerance', 'cmd/+'])
    named.subscribe(at(topic), 1, ({ payload }) => void got.push(payload.toString()))
  broker.send(at('tolerance'), '1')
  broker.send(at('tolerance'), '2')
  broker.send(at('cmd/tare'), 'tare')
  await expect(named.publish(at('state'), 'x', { qos: 1 })).rejects.toThrow(/name desk-1 is not this gateway/)
  expect([named.connected, got]).toEqual([false, []])
  wait(claim)
  named.release()
  expect([named.connected, got]).toEqual([true, ['2']])
  broker.send(at('tolerance'), '3')
  await named.publish(at('state'), 'x', { qos: 1 })
  expect(got).toEqual(['2', '3'])
  expect(broker.published.map(({ topic }) => topic)).toEqual([at('state')])
})
