import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { silentLog } from '../../platform/log.ts'
import { describeStore } from '../../store/contract-suite.ts'
import { createPostgresStore } from '../../store/postgres/postgres-store.ts'
import { type Postgres, startPostgres } from '../services/postgres.ts'

let server: Postgres
let url: string
let admin: pg.Client
beforeAll(async () => {
  server = await startPostgres()
  url = server.urlOf('store')
  admin = new pg.Client({ connectionString: url })
  await admin.connect()
})
afterAll(async () => {
  await admin.end()
  await server.stop()
})

const openStore = async (database = 'store') => {
  const store = createPostgresStore({
    addresses: [{ host: '127.0.0.1', port: server.port }],
    database,
    username: 'sitbone',
    password: null,
    tls: false,
    caFile: null,
    log: silentLog,
  })
  await store.start()
  return store
}

const everyTable = ['cushion', 'chunk', 'tail', 'minute', 'bout', 'event', 'damaged'].map(
  (name) => `seat_${name}`,
)

describeStore('postgres', async () => {
  let store = await openStore()
  return {
    store,
    async reopen() {
      await store.stop()
      store = await openStore()
      return store
    },
    async dispose() {
      await store.stop()
      await admin.query(everyTable.map((table) => `DELETE FROM ${table}`).join('; '))
    },
  }
})
