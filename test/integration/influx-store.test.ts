import { afterAll, beforeAll } from 'vitest'
import { silentLog } from '../../gateway/log.ts'
import { describeStore } from '../../gateway/store/contract-suite.ts'
import { createInfluxStore } from '../../gateway/store/influx/influx-store.ts'
import { type Influxd, startInfluxd } from '../services/influxd.ts'

let influxd: Influxd
let databases = 0
beforeAll(async () => {
  influxd = await startInfluxd()
})
afterAll(() => influxd.stop())

const storeIn = (database: string) =>
  createInfluxStore({
    host: influxd.host,
    port: influxd.port,
    database,
    username: null,
    password: null,
    log: silentLog,
  })

describeStore('influx', async () => {
  const database = `contract ${++databases}`
  let store = storeIn(database)
  await store.start()
  return {
    store,
    async reopen() {
      await store.stop()
      store = storeIn(database)
      await store.start()
      return store
    },
    async dispose() {
      await store.stop()
      await influxd.query(`DROP DATABASE "${database}"`)
    },
  }
})
