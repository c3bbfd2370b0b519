/** Bytes on the embedded broker's port: whoever speaks no MQTT is cut off or left alone, and a good client is served. */
import { connect } from 'node:net'
import fc from 'fast-check'
import mqtt from 'mqtt'
import { createBroker } from '../../../mqtt/broker/broker.ts'
import { testUsers } from '../../../mqtt/broker/test-users.ts'
import { alteredBytes, junkBytes } from '../junk.ts'
import { strictLog } from '../strict-log.ts'
import { fuzzed, holds, type Target } from '../target.ts'
import { until } from '../until.ts'

const text = (value: string) => Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value)])
const packet = (type: number, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([type, body.length]), body])
}
/** MQTT 3.1.1: a connection, a subscription, a retained reading, a ping, a goodbye. */
const connected = packet(0x10, text('MQTT'), Buffer.from([4, 2, 0, 60]), text('junk'))
const loggedIn = (role: string) =>
  packet(0x10, text('MQTT'), Buffer.from([4, 0xc2, 0, 60]), text('junk'), text(role), text(role))
const limits = packet(0x33, text('sitbone/cushion/good/tolerance'), Buffer.from([0, 3]), Buffer.from('{}'))
const known = packet(0x82, Buffer.from([0, 1]), text('sitbone/gateway/+/availability'), Buffer.from([1]))
const subscribed = packet(0x82, Buffer.from([0, 1]), text('sitbone/#'), Buffer.from([1]))
const published = packet(0x33, text('sitbone/cushion/junk/state'), Buffer.from([0, 2]), Buffer.from('{}'))
const will = packet(
  0x10,
  text('MQTT'),
  Buffer.from([4, 0xee, 0, 1]),
  text('w'),
  text('sitbone/gateway/junk/availability'),
  text('offline'),
  text('gateway'),
  text('gateway'),
)
const good = 'sitbone/cushion/good/tolerance'
const sessions = [
  Buffer.concat([connected, subscribed, published, Buffer.from([0xc0, 0, 0xe0, 0])]),
  Buffer.concat([connected, published, published, subscribed]),
  Buffer.concat([loggedIn('gateway'), known, published, Buffer.from([0xc0, 0, 0xe0, 0])]),
  Buffer.concat([loggedIn('read'), subscribed, limits, published]),
  loggedIn('recorder'),
  Buffer.concat([will, subscribed]),
  connected,
]

export const broker: Target = {
  name: 'mqtt-bytes',
  async open() {
    const { log, faults } = strictLog()
    const made = createBroker({
      listen: { host: '127.0.0.1', port: 0 },
      base: 'sitbone',
      users: testUsers,
      anonymous: 'off',
      log,
    })
    await made.start()
    const login = { username: 'dashboard', password: 'dashboard', reconnectPeriod: 0 }
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${made.port}`, login)
    let heard = ''
    client.on('message', (topic, payload) => {
      if (topic === good) heard = payload.toString()
    })
    await client.subscribeAsync('sitbone/cushion/+/tolerance', { qos: 1 })
    let sent = 0
    return fuzzed(
      fc.oneof({ weight: 6, arbitrary: alteredBytes(sessions) }, { weight: 1, arbitrary: junkBytes }),
      async (bytes) => {
        await new Promise<void>((resolve) => {
          const socket = connect({ host: '127.0.0.1', port: made.port ?? 0 })
          const done = () => {
            clearTimeout(timer)
            socket.destroy()
            resolve()
          }
          const timer = setTimeout(done, 20)
          socket.on('error', done).on('close', done)
          socket.end(bytes)
        })
        sent++
        await client.publishAsync(good, String(sent), { qos: 1 })
        await until(() => heard === String(sent), 'a good message did not come through')
        holds(client.connected, 'a good client was thrown out')
        holds(faults.length === 0, faults.join('; '))
      },
      async () => {
        await client.endAsync(true)
        await made.stop()
      },
    )
  },
}
