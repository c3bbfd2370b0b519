/** InfluxDB behind TLS with a private authority, starting from the settings. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { makeStore } from '../../cli/roles/store.ts'
import { silentLog } from '../../platform/log.ts'
import { resolveSettings } from '../../settings/settings.ts'
import { type Store, StoreMisconfigured } from '../../store/store.ts'
import { frameBatch, framesFrom, t0 } from '../../store/testing.ts'
import { type FakeInflux, startFakeInflux } from '../services/fake-influx.ts'
import { certificates } from '../services/mosquitto.ts'

const folder = mkdtempSync(join(tmpdir(), 'sitbone-influx-tls-'))
const file = (name: string) => join(folder, name)
let secure: FakeInflux
let plain: FakeInflux
const stores: Store[] = []

beforeAll(async () => {
  certificates(folder)
  const tls = { key: readFileSync(file('server.key')), cert: readFileSync(file('server.pem')) }
  ;[secure, plain] = await Promise.all([
    startFakeInflux({ database: 'seats', tls }),
    startFakeInflux({ database: 'seats' }),
  ])
})
afterEach(async () => {
  for (const store of stores.splice(0)) await store.stop()
})
afterAll(async () => {
  await Promise.all([secure.stop(), plain.stop()])
  rmSync(folder, { recursive: true })
})

async function storeOf(address: string, ca?: string): Promise<Store> {
  const environment = ca === undefined ? {} : { SITBONE_STORE_CA: ca }
  const { values } = resolveSettings({ flags: { store: address }, environment })
  const store = await makeStore(values, folder, silentLog)
  stores.push(store)
  return store
}

it('takes readings when --store-ca names the authority', async () => {
  const store = await storeOf(`influxs://127.0.0.1:${secure.port}/seats`, file('ca.pem'))
  await store.start()
  expect(await store.write([frameBatch(framesFrom(t0, 5))])).toEqual({ setAside: [] })
  expect([...secure.points.values()].filter((line) => line.startsWith('seat_frame'))).toHaveLength(5)
})

it.each([
  ['no authority', undefined, /no known authority has signed.*--store-ca \/ SITBONE_STORE_CA/],
  ['another authority', 'other/ca.pem', /no known authority has signed.*--store-ca/],
  ['a file that is missing', 'missing.pem', /missing\.pem.*--store-ca.*cannot be read \(ENOENT\)/],
  ['a file that is no certificate', 'words.pem', /words\.pem.*--store-ca.*no certificate in PEM form/],
])('says what to name with %s', async (_, name, sentence) => {
  writeFileSync(file('words.pem'), 'no certificate')
  const other = mkdtempSync(join(tmpdir(), 'sitbone-other-ca-'))
  certificates(other)
  const ca = name === 'other/ca.pem' ? join(other, 'ca.pem') : name
  const path = ca === undefined || ca.startsWith('/') ? ca : file(ca)
  const store = await storeOf(`influxs://127.0.0.1:${secure.port}/seats`, path)
  for (const work of [() => store.start(), () => store.write([frameBatch(framesFrom(t0, 1))])]) {
    const error: unknown = await work().then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(StoreMisconfigured)
    expect(String(error)).toMatch(sentence)
    expect(String(error)).toMatch(/Nothing is lost/)
  }
  rmSync(other, { recursive: true })
})

it('says which scheme to write where TLS meets none', async () => {
  await expect((await storeOf(`influxs://127.0.0.1:${plain.port}/seats`)).start()).rejects.toThrow(
    /does not speak TLS on that port.*influx:\/\/ instead of influxs:\/\//,
  )
  await expect((await storeOf(`influx://127.0.0.1:${secure.port}/seats`)).start()).rejects.toThrow(
    /Nothing is lost/,
  )
})
