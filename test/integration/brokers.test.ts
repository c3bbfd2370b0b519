/** The brokers that docs/scaling.md names, asked what Sitbone needs of a broker. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createBroker } from '../../mqtt/broker/broker.ts'
import { describeBroker } from '../../mqtt/broker/contract-suite.ts'
import { testUsers } from '../../mqtt/broker/test-users.ts'
import { silentLog } from '../../platform/log.ts'
import { startMosquitto } from '../services/mosquitto.ts'
import { startNatsCluster } from '../services/nats-cluster.ts'

const own = (role: string) => role

describeBroker('embedded', async () => {
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
})

describeBroker('Mosquitto', async () => {
  const acl = readFileSync(join(import.meta.dirname, '../../docker/mosquitto/acl'), 'utf8').split('\n')
  const users = { gateway: 'gateway', recorder: 'recorder', dashboard: 'dashboard' }
  const broker = await startMosquitto({ users, acl, persistence: true })
  return { ...broker, urls: [broker.url], version: 5, passwordOf: own }
})

describeBroker('NATS', async () => {
  const cluster = await startNatsCluster()
  return { ...cluster, version: 4, restart: () => cluster.restart(1) }
})
