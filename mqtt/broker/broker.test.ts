import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import mqttPacket from 'mqtt-packet'
import { afterEach, expect, test } from 'vitest'
import { silentLog } from '../../platform/log.ts'
import { connectMqtt, type MqttOptions } from '../client.ts'
import { BrokerUnreachable, type MqttLink, type MqttMessage } from '../mqtt-link.ts'
import { type Broker, BrokerCannotListen, type BrokerOptions, createBroker } from './broker.ts'
import type { PartRole } from './rights.ts'
import { testUsers } from './test-users.ts'

const begun: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of begun.splice(0).reverse()) await one.stop()
})

const broker = async (
  listen: { host: string; port: number } | null = null,
  more: Partial<BrokerOptions> = {},
): Promise<Broker> => {
  const made = createBroker({
    listen,
    base: 'sitbone',
    users: testUsers,
    anonymous: 'off',
    log: silentLog,
    ...more,
  })
  begun.push(made)
  await made.start()
  return made
}

const link = (options: Omit<MqttOptions, 'log'>, role: PartRole = 'gateway'): MqttLink => {
  const made = connectMqtt({ username: role, password: role, embedded: true, ...options, log: silentLog })
  begun.push(made)
  return made
}

const connected = (of: MqttLink, want = true) =>
  new Promise<string>((resolve) => of.onConnection((is, detail) => is === want && resolve(detail)))

const tolerance = 'sitbone/cushion/desk-1/tolerance'

const nextMessage = (of: MqttLink, filter: string) =>
  new Promise<MqttMessage>((resolve) => of.subscribe(filter, 1, resolve))

test('two clients in this program talk through the broker without any port', async () => {
  const { connectStream } = await broker()
  const [a, b] = [link({ url: connectStream }), link({ url: connectStream }, 'dashboard')]
  const both = Promise.all([connected(a), connected(b)])
  const got = nextMessage(b, 'sitbone/cushion/+/live')
  await Promise.all([a.start(), b.start()])
  await both
  await a.publish('sitbone/cushion/one/live', 'hello', { qos: 1 })
  expect((await got).payload.toString()).toBe('hello')
})

test('a retained message reaches a later subscriber, a will only an unclean end', async () => {
  const { connectStream } = await broker()
  const will = { topic: 'sitbone/gateway/g/availability', payload: 'offline', qos: 1 as const, retain: true }
  const watcher = link({ url: connectStream })
  const seen: string[] = []
  watcher.subscribe('sitbone/gateway/g/availability', 1, ({ payload }) => seen.push(payload.toString()))
  await watcher.start()

  const clean = link({ url: connectStream, will, onlinePayload: 'online' })
  const up = connected(clean)
  await clean.start()
  await up
  await expect.poll(() => seen).toEqual(['online'])
  await clean.stop()

  let cut = () => {}
  const torn = link({
    url: () => {
      const stream = connectStream()
      cut = () => stream.destroy()
      return stream
    },
    will,
  })
  const there = connected(torn)
  await torn.start()
  await there
  cut()
  await expect.poll(() => seen).toEqual(['online', 'offline'])
})

test('over TCP the client falls back to MQTT 3.1.1 and says which it speaks', async () => {
  const { port } = await broker({ host: '127.0.0.1', port: 0 })
  const one = link({ url: `mqtt://127.0.0.1:${port}` })
  const detail = connected(one)
  await one.start()
  expect(await detail).toMatch(/3\.1\.1/)
})

test('a broker that comes later is found, subscriptions are made again at each connect', async () => {
  const first = await broker({ host: '127.0.0.1', port: 0 })
  const port = first.port ?? 0
  const one = link({ url: `mqtt://127.0.0.1:${port}` })
  const got: string[] = []
  one.subscribe('sitbone/cushion/+/tolerance', 1, ({ payload }) => got.push(payload.toString()))
  await one.start()
  await expect.poll(() => one.connected).toBe(true)
  const lost = connected(one, false)
  await first.stop()
  await lost
  await expect(one.publish('sitbone/cushion/b/tolerance', 'lost', { qos: 1 })).rejects.toBeInstanceOf(
    BrokerUnreachable,
  )
  await broker({ host: '127.0.0.1', port })
  await expect.poll(() => one.connected).toBe(true)
  await one.publish('sitbone/cushion/b/tolerance', 'again', { qos: 1 })
  await expect.poll(() => got).toEqual(['again'])
})

test('where there are no shared subscriptions, each of those that share takes everything, and says so', async () => {
  const said: string[] = []
  const { connectStream } = await broker()
  const [gateway, ...recorders] = [
    link({ url: connectStream }),
    ...[1, 2].map(() => {
      const made = connectMqtt({
        url: connectStream,
        username: 'recorder',
        password: 'recorder',
        embedded: true,
        log: { ...silentLog, warn: (_fields: object, message: string) => said.push(message) },
      })
      begun.push(made)
      return made
    }),
  ]
  const got: string[] = []
  const shared = '$share/recorders/sitbone/cushion/+/record'
  for (const each of recorders) each.subscribe(shared, 1, ({ payload }) => got.push(payload.toString()))
  await Promise.all([gateway, ...recorders].map((each) => each?.start()))
  await expect.poll(() => [gateway, ...recorders].every((each) => each?.connected)).toBe(true)
  await gateway?.publish('sitbone/cushion/desk-1/record', 'a', { qos: 1 })
  await expect.poll(() => got).toEqual(['a', 'a'])
  expect(said).toEqual([1, 2].map(() => expect.stringMatching(/no shared subscriptions.*Nothing is lost/)))
  recorders[0]?.unsubscribe(shared)
  await gateway?.publish('sitbone/cushion/desk-1/record', 'b', { qos: 1 })
  await gateway?.publish('sitbone/cushion/desk-1/record', 'c', { qos: 1 })
  await expect.poll(() => got.slice(2)).toEqual(['b', 'c'])
})

test('what is retained is sent again when it is asked for', async () => {
  const { connectStream } = await broker()
  const one = link({ url: connectStream })
  const got: string[] = []
  one.subscribe('sitbone/cushion/+/tolerance', 0, ({ payload, retained }) =>
    got.push(`${payload} ${retained}`),
  )
  await one.start()
  await expect.poll(() => one.connected).toBe(true)
  await one.publish(tolerance, 'kept', { qos: 1, retain: true })
  await expect.poll(() => got).toEqual(['kept false'])
  one.askAgain(tolerance)
  await expect.poll(() => got).toEqual(['kept false', 'kept true'])
})

test('many more publishes than may be in flight all arrive, in order', async () => {
  const { connectStream } = await broker()
  const one = link({ url: connectStream })
  const got: number[] = []
  one.subscribe(tolerance, 1, ({ payload }) => got.push(Number(payload.toString())))
  await one.start()
  await expect.poll(() => one.connected).toBe(true)
  const wanted = Array.from({ length: 1000 }, (_, i) => i)
  await Promise.all(wanted.map((i) => one.publish(tolerance, String(i), { qos: 1 })))
  await expect.poll(() => got.length).toBe(1000)
  expect(got).toEqual(wanted)
})

test('a publisher that never waits is refused, not queued without end', async () => {
  const { connectStream } = await broker()
  const one = link({ url: connectStream })
  await one.start()
  await expect.poll(() => one.connected).toBe(true)
  const results = await Promise.allSettled(
    Array.from({ length: 3000 }, () => one.publish(tolerance, 'x', { qos: 1 })),
  )
  expect(results.filter(({ status }) => status === 'fulfilled').length).toBe(1200)
})

test('anything but loopback is refused with the reason', async () => {
  await expect(broker({ host: '0.0.0.0', port: 0 })).rejects.toThrow(/without TLS.*--broker-listen/)
})

test('a taken port is a clear error that names the flag', async () => {
  const holder = createServer()
  const port = await new Promise<number>((resolve) =>
    holder.listen(0, '127.0.0.1', () => {
      const address = holder.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    }),
  )
  await expect(broker({ host: '127.0.0.1', port })).rejects.toSatisfy(
    (error) => error instanceof BrokerCannotListen && /taken.*--broker-listen/.test(error.message),
  )
  holder.close()
})

test('a client that announces a huge packet is cut off at its header', async () => {
  const { port } = await broker({ host: '127.0.0.1', port: 0 })
  const socket = connect(port ?? 0, '127.0.0.1')
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('error', () => {})
  // CONNECT with a remaining length of 268,435,455
  socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]))
  await closed
})

const tcp = async (port: number | null): Promise<Socket> => {
  const socket = connect(port ?? 0, '127.0.0.1')
  socket.on('error', () => {})
  begun.push({ stop: async () => void socket.destroy() })
  await once(socket, 'connect')
  return socket
}
const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()))

test('a password, or it is not let in; the same without a name, named once with the command that helps', async () => {
  const said: string[] = []
  const warn = (_fields: object, message: string) => said.push(message)
  const { connectStream } = await broker(null, { log: { ...silentLog, warn } })
  for (const login of [
    { username: 'gateway', password: 'guessed' },
    { username: undefined, password: undefined },
    { username: 'kitchen', password: 'x' },
    { username: 'kitchen', password: 'y' },
  ]) {
    const one = link({ url: connectStream, ...login })
    const refused = connected(one, false)
    await one.start()
    expect(await refused).toMatch(/refused the login/)
  }
  expect(said).toEqual([
    expect.stringMatching(/password for the user "gateway" is wrong/),
    expect.stringMatching(/no user name.*broker user add <name> --role read/),
    expect.stringMatching(/no user "kitchen".*broker user add kitchen --role read/),
  ])
})

test('who gives no name may read if that was asked for, and nothing more', async () => {
  const { connectStream } = await broker(null, { anonymous: 'read' })
  const [gateway, reader] = [
    link({ url: connectStream }),
    link({ url: connectStream, username: undefined, password: undefined }),
  ]
  const got = nextMessage(reader, 'sitbone/#')
  await Promise.all([gateway.start(), reader.start()])
  await expect.poll(() => gateway.connected && reader.connected).toBe(true)
  await expect(reader.publish(tolerance, 'mine', { qos: 1 })).rejects.toBeInstanceOf(BrokerUnreachable)
  await gateway.publish(tolerance, 'theirs', { qos: 1, retain: true })
  expect((await got).payload.toString()).toBe('theirs')
})

test('a filter beyond the rights of a role is not granted', async () => {
  const said: string[] = []
  const warn = (_fields: object, message: string) => said.push(message)
  const { connectStream } = await broker(null, { log: { ...silentLog, warn } })
  const recorder = link({ url: connectStream }, 'recorder')
  const got: string[] = []
  for (const filter of ['elsewhere/#', 'sitbone/cushion/+/state', 'sitbone/cushion/+/record'])
    recorder.subscribe(filter, 1, ({ topic }) => got.push(topic))
  const gateway = link({ url: connectStream })
  await Promise.all([recorder.start(), gateway.start()])
  await expect.poll(() => recorder.connected && gateway.connected).toBe(true)
  await gateway.publish('sitbone/cushion/desk-1/state', '{}', { qos: 1 })
  await gateway.publish('sitbone/cushion/desk-1/record', '{}', { qos: 1 })
  await expect.poll(() => got).toEqual(['sitbone/cushion/desk-1/record'])
  expect(said).toEqual([expect.stringMatching(/"recorder".*may not read "elsewhere/)])
})

test('the client id of one user is not taken by another; the same user takes over', async () => {
  const { connectStream } = await broker()
  const clientId = 'sitbone-abc-gateway'
  const gateway = link({ url: connectStream, clientId })
  await gateway.start()
  await expect.poll(() => gateway.connected).toBe(true)
  const thief = link({ url: connectStream, clientId }, 'read')
  const refused = connected(thief, false)
  await thief.start()
  expect(await refused).toMatch(/client id/)
  expect(gateway.connected).toBe(true)
  const lost = connected(gateway, false)
  const again = link({ url: connectStream, clientId })
  await again.start()
  await lost
})

test('retained messages are kept up to a bound; what is refused is said once', async () => {
  const said: string[] = []
  const warn = (_fields: object, message: string) => said.push(message)
  const { connectStream } = await broker(null, { log: { ...silentLog, warn } })
  const flood = Buffer.alloc(900_000)
  let taken = 0
  for (let i = 0; i < 40; i++) {
    const one = link({ url: connectStream })
    await one.start()
    await expect.poll(() => one.connected).toBe(true)
    const sent = one.publish(`sitbone/cushion/c-${i}/state`, flood, { qos: 1, retain: true })
    taken += await sent.then(
      () => 1,
      () => 0,
    )
    await one.stop()
  }
  expect(taken).toBe(17)
  expect(said).toEqual([expect.stringMatching(/its limit of retained messages/)])
})

test('hundreds of connections that say nothing do not keep a client out', async () => {
  const { port } = await broker({ host: '127.0.0.1', port: 0 })
  const idle: Socket[] = []
  for (let i = 0; i < 210; i++) idle.push(await tcp(port))
  const one = link({ url: `mqtt://127.0.0.1:${port}` })
  const up = connected(one)
  await one.start()
  await up
  await expect
    .poll(() => idle.filter((socket) => socket.destroyed || socket.readableEnded).length)
    .toBeGreaterThanOrEqual(160)
})

test('one user has so many connections, and another still gets in', async () => {
  const { port } = await broker({ host: '127.0.0.1', port: 0 })
  const url = `mqtt://127.0.0.1:${port}`
  const many = Array.from({ length: 41 }, () => link({ url }, 'read'))
  for (const one of many) await one.start()
  await expect.poll(() => many.filter((one) => one.connected).length).toBe(40)
  const gateway = link({ url })
  const up = connected(gateway)
  await gateway.start()
  await up
})

test('a subscriber that never reads holds nobody up', async () => {
  const { port } = await broker({ host: '127.0.0.1', port: 0 })
  const url = `mqtt://127.0.0.1:${port}`
  const unread = await tcp(port)
  unread.write(
    mqttPacket.generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clientId: 'unread',
      clean: true,
      keepalive: 60,
      username: 'dashboard',
      password: Buffer.from('dashboard'),
    }),
  )
  await once(unread, 'data')
  const subscriptions = [{ topic: tolerance, qos: 0 as const }]
  unread.write(mqttPacket.generate({ cmd: 'subscribe', messageId: 1, subscriptions }))
  await once(unread, 'data')
  unread.pause()
  const one = link({ url })
  let got = 0
  one.subscribe(tolerance, 1, () => got++)
  await one.start()
  await expect.poll(() => one.connected).toBe(true)
  // Far more than the system holds for the one that does not read, and less than the broker keeps for it.
  for (let i = 0; i < 20; i++) await one.publish(tolerance, Buffer.alloc(800_000), { qos: 1 })
  await expect.poll(() => got).toBe(20)
  expect(unread.destroyed).toBe(false)
  const cut = closed(unread)
  for (let i = 0; i < 40; i++) await one.publish(tolerance, Buffer.alloc(800_000), { qos: 1 })
  unread.resume()
  await cut
  await expect.poll(() => got).toBe(60)
})

test('stop ends within a second with clients connected, twice is as once', async () => {
  const made = await broker({ host: '127.0.0.1', port: 0 })
  const one = link({ url: `mqtt://127.0.0.1:${made.port}` })
  await one.start()
  await expect.poll(() => one.connected).toBe(true)
  const from = performance.now()
  await made.stop()
  await made.stop()
  expect(performance.now() - from).toBeLessThan(1000)
})
