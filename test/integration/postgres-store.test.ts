import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { silentLog } from '../../platform/log.ts'
import { describeStore } from '../../store/contract-suite.ts'
import { createPostgresStore, type PostgresStoreOptions } from '../../store/postgres/postgres-store.ts'
import { frameBatch, framesFrom, t0 } from '../../store/testing.ts'
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

const openStore = async (more: Partial<PostgresStoreOptions> = {}) => {
  const store = createPostgresStore({
    addresses: [{ host: '127.0.0.1', port: server.port }],
    database: 'store',
    username: 'sitbone',
    password: null,
    tls: false,
    caFile: null,
    log: silentLog,
    ...more,
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

it('three recorders that write the same cushions at once, each some batches or all of them, lose and double nothing', async () => {
  await admin.query("ALTER DATABASE store SET default_transaction_isolation = 'repeatable read'")
  const stores = await Promise.all([openStore(), openStore(), openStore()])
  const [one] = stores
  const cushions = ['own', 'shared', 'all'] as const
  const seconds = 150
  const made = (second: number) => framesFrom(t0 + second * 1000, 10)
  await Promise.all(
    stores.map(async (store, mine) => {
      const waiting = Array.from({ length: seconds }, (_, second) =>
        cushions
          .filter(
            (cushion) =>
              cushion === 'all' || second % stores.length === mine || (cushion === 'own' && mine === 0),
          )
          .map((cushion) => frameBatch(made(second), { cushion })),
      ).flat()
      // The last of every seven comes first: not in the order of time.
      const groups = Array.from({ length: Math.ceil(waiting.length / 7) }, (_, i) =>
        waiting.slice(i * 7, i * 7 + 7),
      )
      for (const group of groups) await store.write(group.reverse())
    }),
  )
  const everything = Array.from({ length: seconds }, (_, second) => made(second)).flat()
  for (const cushion of cushions) {
    const found: unknown[] = []
    for await (const frames of one.frames({ cushion, fromMs: 0, toMs: t0 + 1e7 })) found.push(...frames)
    expect(found).toEqual(everything)
  }
  await Promise.all(stores.map((store) => store.stop()))
  await admin.query('ALTER DATABASE store RESET default_transaction_isolation')
  await admin.query(everyTable.map((table) => `DELETE FROM ${table}`).join('; '))
})

it('raw frames that are older than the retention go a day each hour of running, and only once for two recorders', async () => {
  const hourMs = 3_600_000
  const dayMs = 24 * hourMs
  const now = { ms: t0 + 100 * dayMs, monoMs: 0 }
  const clock = { nowMs: () => now.ms, monoMs: () => now.monoMs }
  const said: string[] = []
  const log = { ...silentLog, info: (_fields: object, words: string) => void said.push(words) }
  const open = () => openStore({ clock, log, rawRetentionDays: 90 })
  const [one, two] = [await open(), await open()]
  const daysLeft = async () => {
    const days = new Set<number>()
    for await (const frames of one.frames({ cushion: 'desk-1', fromMs: 0, toMs: now.ms + dayMs }))
      for (const { atMs } of frames) days.add(Math.floor((atMs - t0) / dayMs))
    return [...days]
  }
  const pass = async (ms: number) => {
    now.ms += ms
    now.monoMs += ms
    for (const store of [one, two]) await store.write([frameBatch(framesFrom(now.ms, 1))])
  }
  for (const day of [0, 1, 2, 95, 100]) await one.write([frameBatch(framesFrom(t0 + day * dayMs, 30))])
  await pass(0)
  expect(await daysLeft()).toEqual([0, 1, 2, 95, 100])
  // The store has to have seen the time pass, of which it believes the clock at most four times as much as really passed.
  now.monoMs += 30 * dayMs
  await pass(hourMs)
  await expect.poll(daysLeft, { timeout: 20_000 }).toEqual([1, 2, 95, 100])
  await pass(hourMs / 2)
  expect(await daysLeft()).toEqual([1, 2, 95, 100])
  await pass(hourMs / 2)
  await expect.poll(daysLeft, { timeout: 20_000 }).toEqual([2, 95, 100])
  await Promise.all([one.stop(), two.stop()])
  expect(said.filter((words) => words.includes('older than 90 days'))).toEqual([
    `desk-1: 30 raw readings, from ${new Date(t0).toISOString()} to ${new Date(t0 + 2900).toISOString()}, are older than 90 days. They were deleted; minutes, bouts and events are kept.`,
    expect.stringContaining('30 raw readings'),
  ])
  expect(one.seenMs()).toBe(now.ms)
})
