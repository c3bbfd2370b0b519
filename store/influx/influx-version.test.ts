import { afterEach, expect, it } from 'vitest'
import { type FakeInflux, type FakeInfluxOptions, startFakeInflux } from '../../test/services/fake-influx.ts'
import { StoreMisconfigured } from '../store.ts'
import { frameBatch, framesFrom, t0 } from '../testing.ts'
import { createInfluxStore } from './influx-store.ts'

let influx: FakeInflux | null = null
let warnings: string[] = []
const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function storeOf(options: Partial<FakeInfluxOptions>) {
  warnings = []
  influx = await startFakeInflux({ database: 'seats', ...options })
  const store = createInfluxStore({
    host: '127.0.0.1',
    port: influx.port,
    database: 'seats',
    username: 'sitbone',
    password: 's3cret',
    log: { info: () => {}, warn: (_details: object, sentence: string) => warnings.push(sentence) },
  })
  stops.push(() => store.stop(), influx.stop)
  return store
}

it.each(['1.6.7~rc0', '1.8.10', 'unknown', null])('%s is taken without a word', async (version) => {
  const store = await storeOf({ version })
  await store.start()
  expect(await store.write([frameBatch(framesFrom(t0, 2))])).toEqual({ setAside: [] })
  expect(warnings).toEqual([])
})

it('2.x is used as far as it goes, with a word about how it has to be set up', async () => {
  const store = await storeOf({ version: 'v2.7.1' })
  await store.start()
  expect(await store.write([frameBatch(framesFrom(t0, 2))])).toEqual({ setAside: [] })
  expect(warnings).toEqual([
    expect.stringMatching(/version v2\.7\.1.*written for 1\.x.*influx v1 dbrp create/),
  ])
})

it('2.x that refuses is named beside what it said', async () => {
  const store = await storeOf({ version: 'v2.7.1' })
  influx?.answerBadly((response, { url }) => {
    response.setHeader('x-influxdb-version', 'v2.7.1')
    if (url.startsWith('/ping')) response.writeHead(204).end()
    else response.writeHead(401).end('{"code":"unauthorized","message":"unauthorized access"}')
  })
  const start = store.start()
  await expect(start).rejects.toThrow(StoreMisconfigured)
  await expect(start).rejects.toThrow(/version v2\.7\.1.*influx v1 auth create.*refused user sitbone/)
})

it.each([
  ['answers as 1.x does', null],
  ['does not know a query', '{"error":"SHOW DATABASES is not supported"}'],
])('3 that %s is not used, and named', async (_, refusal) => {
  const store = await storeOf({ version: '3.0.1' })
  if (refusal !== null)
    influx?.answerBadly((response, { url }) => {
      if (url.startsWith('/ping')) response.writeHead(200, { 'x-influxdb-version': '3.0.1' }).end('{}')
      else response.writeHead(400).end(refusal)
    })
  const write = store.write([frameBatch(framesFrom(t0, 2))])
  await expect(write).rejects.toThrow(StoreMisconfigured)
  await expect(write).rejects.toThrow(/version 3\.0\.1.*Version 3 cannot be used.*Nothing is lost/)
  expect(influx?.points.size).toBe(0)
})
