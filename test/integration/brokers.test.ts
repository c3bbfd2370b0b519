/** The brokers that docs/scaling.md names, asked what Sitbone needs of a broker. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createBroker } from '../../mqtt/broker/broker.ts'
import { type BrokerUnderTest, describeBroker } from '../../mqtt/broker/contract-suite.ts'
import { testUsers } from '../../mqtt/broker/test-users.ts'
import { silentLog } from '../../platform/log.ts'
import type { RecordTopics } from '../../recorder/record-share.ts'
import { startMosquitto } from '../services/mosquitto.ts'
import { startNatsCluster } from '../services/nats-cluster.ts'
import { recordTogether } from './recorders-share.ts'

const own = (role: string) => role

const shareTheWork = (recordTopics: RecordTopics) => (broker: () => BrokerUnderTest) =>
  test('two recorders share the work; one is killed, and nothing is lost or stored twice', async () => {
    const { sent, stored, shares } = await recordTogether(broker(), recordTopics)
    expect(sent).toMatchObject({ unacknowledgedBatches: 0, droppedBatches: 0 })
    expect(stored).toBe(sent.readings)
    expect(Math.min(...shares) / Math.max(...shares)).toBeGreaterThan(0.1)
  })

describeBroker(
  'embedded',
  async () => {
    const make = async (port: number) => {
      const broker = createBroker({
        listen: { host: '127.0.0.1', port },
        base: 'sitbone',
        users: testUsers,
        anonymous: 'off',
        log: silentLog,
      })
      await broker.start()
      return broker
    }
    let broker = await make(0)
    const port = broker.port ?? 0
    return {
      urls: [`mqtt://127.0.0.1:${port}`],
      version: 4,
      passwordOf: own,
      async restart() {
        await broker.stop()
        broker = await make(port)
      },
      stop: () => broker.stop(),
    }
  },
  shareTheWork('by-cushion'),
)

describeBroker(
  'Mosquitto',
  async () => {
    const acl = readFileSync(join(import.meta.dirname, '../../docker/mosquitto/acl'), 'utf8').split('\n')
    const users = { gateway: 'gateway', recorder: 'recorder', dashboard: 'dashboard' }
    const broker = await startMosquitto({ users, acl, persistence: true })
    return { ...broker, urls: [broker.url], version: 5, passwordOf: own }
  },
  shareTheWork(['$share/recorders/sitbone/cushion/+/record']),
)

describeBroker(
  'NATS',
  async () => {
    const cluster = await startNatsCluster()
    return { ...cluster, version: 4, restart: () => cluster.restart(1) }
  },
  shareTheWork(['0', '1', '2', '3'].map((part) => `sitbone/part/${part}/cushion/+/record`)),
)
