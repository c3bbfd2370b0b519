/** What goes wrong with a real PostgreSQL: settings, another database, two recorders at once, and an end in the middle of writes. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RecordBatch } from '../../contract/record.ts'
import { silentLog } from '../../platform/log.ts'
import { StoreWriter } from '../../recorder/store-writer.ts'
import { openStore, parseStoreUrl } from '../../store/open-store.ts'
import { type Store, StoreMisconfigured, StoreUnavailable } from '../../store/store.ts'
import { frameBatch, framesFrom, t0 } from '../../store/testing.ts'
import { freePort } from '../services/free-port.ts'
import { type Postgres, startPostgres } from '../services/postgres.ts'
import { waitFor } from '../services/wait-for.ts'

const password = 'right-one'
let server: Postgres
const stores: Store[] = []
beforeAll(async () => {
  server = await startPostgres({ password })
})
afterAll(async () => {
  await Promise.all(stores.map((store) => store.stop()))
  await server.stop()
})

const storeAt = async (url: string, given: string | null = password): Promise<Store> => {
  const store = await openStore(parseStoreUrl(url, { folder: '', password: given }), silentLog)
  stores.push(store)
  return store
}

async function asAdmin(database: string, text: string): Promise<void> {
  server.urlOf(database)
  const client = new pg.Client({ host: '127.0.0.1', port: server.port, user: 'sitbone', database, password })
  await client.connect()
  await client.query(text)
  await client.end()
}

async function framesIn(store: Store) {
  const found = []
  for await (const frames of store.frames({ cushion: 'desk-1', fromMs: 0, toMs: t0 * 2 }))
    found.push(...frames)
  return found
}

describe('a setting that cannot work is told in a sentence with what to do', () => {
  it.each([
    [
      'a wrong password',
      () => server.urlOf('store'),
      'wrong',
      /refused user sitbone or the password.*SITBONE_STORE_PASSWORD_FILE/,
    ],
    ['no password', () => server.urlOf('store'), null, /password.*SITBONE_STORE_PASSWORD_FILE/],
    [
      'another database',
      () => server.urlOf('store').replace(/store$/, 'nowhere'),
      password,
      /no database nowhere.*CREATE DATABASE "nowhere"/,
    ],
    [
      'TLS that is not there',
      () => `${server.urlOf('store')}?sslmode=verify-full`,
      password,
      /does not speak TLS.*ssl = on/,
    ],
  ])('%s', async (_name, url, given, sentence) => {
    const store = await storeAt(url(), given)
    const error = await store.start().catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(StoreMisconfigured)
    expect(String(error)).toMatch(sentence)
    expect(String(error)).toContain('Nothing is lost while the outbox')
  })

  it('a user that may make no tables', async () => {
    await asAdmin(
      'closed',
      `CREATE USER guest PASSWORD '${password}'; REVOKE CREATE ON SCHEMA public FROM PUBLIC`,
    )
    const store = await storeAt(server.urlOf('closed').replace('sitbone@', 'guest@'))
    await expect(store.start()).rejects.toThrow(
      /does not let user guest.*ALTER DATABASE "closed" OWNER TO "guest"/,
    )
  })

  it('a database that a newer Sitbone wrote, in which nothing is changed', async () => {
    const store = await storeAt(server.urlOf('newer'))
    await store.start()
    await store.write([frameBatch(framesFrom(t0, 5))])
    await store.stop()
    await asAdmin('newer', `INSERT INTO seat_migration VALUES ('9999-later', '2027-01-01')`)
    const older = await storeAt(server.urlOf('newer'))
    const sentence = /newer Sitbone \(step 9999-later\).*Nothing was changed.*another database/
    await expect(older.start()).rejects.toThrow(sentence)
    await expect(older.write([frameBatch(framesFrom(t0 + 60_000, 5))])).rejects.toThrow(sentence)
    await asAdmin('newer', `DELETE FROM seat_migration WHERE name = '9999-later'`)
    expect(await framesIn(older)).toEqual(framesFrom(t0, 5))
  })
})

describe('over TLS', () => {
  it('only with the authority that signed its certificate', async () => {
    const url = `${server.urlOf('secure')}?sslmode=verify-full`
    const caFile = server.speakTls()
    const over = async (more: { caFile?: string }) => {
      const store = await openStore(parseStoreUrl(url, { folder: '', password, ...more }), silentLog)
      stores.push(store)
      return store
    }
    const store = await over({ caFile })
    await waitFor(() => store.start().then(() => true), { what: 'PostgreSQL to speak TLS' })
    await store.write([frameBatch(framesFrom(t0, 5))])
    expect(await framesIn(store)).toEqual(framesFrom(t0, 5))
    await expect((await over({})).start()).rejects.toThrow(/no known authority has signed.*--store-ca/)
    await expect((await over({ caFile: `${caFile}.gone` })).start()).rejects.toThrow(
      /--store-ca.*cannot be read \(ENOENT\)/,
    )
    await expect((await over({ caFile: import.meta.filename })).start()).rejects.toThrow(
      /no certificate in PEM form/,
    )
  })
})

it('the accounts and the store share a database', async () => {
  const url = server.urlOf('shared')
  const { openAccounts } = await import('../../dashboard/server/people/accounts.ts')
  const [accounts] = await Promise.all([
    openAccounts({ kind: 'postgres', url, password }),
    (await storeAt(url)).start(),
  ])
  await accounts.close()
  await (await openAccounts({ kind: 'postgres', url, password })).close()
})

it('two recorders that write the same at once store it once, and neither waits for the other for ever', async () => {
  const url = server.urlOf('two')
  const [one, two] = [await storeAt(url), await storeAt(url)]
  await Promise.all([one.start(), two.start()])
  const cushions = ['desk-1', 'desk-2', 'desk-3']
  const frames = framesFrom(t0, 2500)
  const groups = Array.from({ length: 25 }, (_, i) =>
    cushions.map((cushion) => frameBatch(frames.slice(i * 100, i * 100 + 100), { cushion })),
  )
  const writeAll = async (store: Store, order: (batches: RecordBatch[]) => RecordBatch[]) => {
    for (const group of groups) await store.write(order(group))
  }
  await Promise.all([writeAll(one, (group) => group), writeAll(two, (group) => group.toReversed())])
  expect(await framesIn(one)).toEqual(frames)
})

it('a server that is killed and comes back, time and again, in the middle of writes: nothing is lost, nothing doubled', async () => {
  const store = await storeAt(server.urlOf('killed'))
  await store.start()
  const writer = new StoreWriter(store, { log: silentLog, parted: new AbortController().signal })
  const frames = framesFrom(t0, 12_000)
  let written = 0
  let running = true
  const writing = (async () => {
    for (; running && written < frames.length; written += 40)
      await writer.write([frameBatch(frames.slice(written, written + 40))])
  })()
  for (let round = 1; round <= 3; round++) {
    const before = written
    await waitFor(() => written >= before + 400, { timeoutMs: 30_000, what: 'some writes' })
    await server.kill()
    await waitFor(() => !writer.health().ok, { timeoutMs: 30_000, what: 'the writer to notice' })
    await server.restart()
  }
  const before = written
  await waitFor(() => written >= before + 400, { timeoutMs: 30_000, what: 'writes after the last restart' })
  running = false
  await writing
  expect(writer.health().ok).toBe(true)
  expect(await framesIn(store)).toEqual(frames.slice(0, written))
}, 120_000)

it('a primary that has become a standby is left, and the next that writes is found among the addresses', async () => {
  const database = 'demoted'
  server.urlOf(database)
  const nobody = await freePort()
  const store = await storeAt(`postgres://sitbone@127.0.0.1:${nobody},127.0.0.1:${server.port}/${database}`)
  await store.start()
  await store.write([frameBatch(framesFrom(t0, 5))])
  await asAdmin('postgres', `ALTER DATABASE ${database} SET default_transaction_read_only = on`)
  await asAdmin(
    'postgres',
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`,
  )
  const error = await store.write([frameBatch(framesFrom(t0 + 1000, 5))]).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(StoreUnavailable)
  await expect(store.write([frameBatch(framesFrom(t0 + 1000, 5))])).rejects.toThrow(
    /takes no writes now.*host-a,host-b/,
  )
  await asAdmin('postgres', `ALTER DATABASE ${database} SET default_transaction_read_only = off`)
  await store.write([frameBatch(framesFrom(t0 + 1000, 5))])
  expect(await framesIn(store)).toHaveLength(10)
})
