import { afterEach, describe, expect, it } from 'vitest'
import { type FakeInflux, type FakeInfluxOptions, startFakeInflux } from '../../test/services/fake-influx.ts'
import { StoreMisconfigured } from '../store.ts'
import { frameBatch, framesFrom, t0 } from '../testing.ts'
import { createInfluxStore } from './influx-store.ts'

let influx: FakeInflux | null = null
const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function storeOf(options: Partial<FakeInfluxOptions>, login: { token?: string } = {}) {
  const server = await startFakeInflux({ database: 'seats', ...options })
  influx = server
  const store = createInfluxStore({
    host: '127.0.0.1',
    port: server.port,
    database: 'seats',
    username: 'sitbone',
    password: 's3cret',
    ...login,
    log: { info: () => {}, warn: () => {} },
  })
  stops.push(() => store.stop(), server.stop)
  return store
}
const batches = [frameBatch(framesFrom(t0, 2))]

it.each(['1.6.7~rc0', '1.8.10', 'unknown', null])('takes %s', async (version) => {
  const store = await storeOf({ version })
  expect(await store.write(batches)).toEqual({ setAside: [] })
  expect(influx?.points.size).toBeGreaterThan(2)
})

describe('InfluxDB 2.x', () => {
  const v2 = { version: 'v2.7.1', token: 'my-token' }
  const json = { 'content-type': 'application/json; charset=utf-8' }

  it('takes readings with a token, although only /ping names the version', async () => {
    const store = await storeOf(v2, { token: 'my-token' })
    expect(await store.write(batches)).toEqual({ setAside: [] })
    expect(influx?.points.size).toBeGreaterThan(2)
  })

  it('asks for the bucket when it is missing, and does not try to create it', async () => {
    const store = await storeOf({ ...v2, database: 'other' }, { token: 'my-token' })
    const start = store.start()
    await expect(start).rejects.toThrow(StoreMisconfigured)
    await expect(start).rejects.toThrow(/no bucket seats.*influx bucket create --name seats --retention 0/)
  })

  it('asks for a token when it lets nobody in without', async () => {
    const start = (await storeOf(v2)).start()
    await expect(start).rejects.toThrow(StoreMisconfigured)
    await expect(start).rejects.toThrow(/unauthorized access.*SITBONE_STORE_TOKEN_FILE/)
    await expect(start).rejects.not.toThrow(/GRANT|CREATE DATABASE|s3cret/)
  })

  it.each([
    [
      403,
      '{"code":"forbidden","message":"insufficient permissions for write"}',
      /token that may read and write/,
    ],
    [404, '{"code":"not found","message":"no dbrp mapping found"}', /has no bucket seats/],
  ])('names what is wrong when a write is answered with %i', async (status, body, sentence) => {
    const store = await storeOf(v2, { token: 'my-token' })
    await store.start()
    influx?.answerBadly((response) => response.writeHead(status, json).end(body))
    const write = store.write(batches)
    await expect(write).rejects.toThrow(StoreMisconfigured)
    await expect(write).rejects.toThrow(sentence)
  })
})

describe('InfluxDB 3', () => {
  it('is refused before anything is written, with the reason and what else to use', async () => {
    const store = await storeOf({ version: '3.0.1' })
    const write = store.write(batches)
    await expect(write).rejects.toThrow(StoreMisconfigured)
    await expect(write).rejects.toThrow(
      /version 3\.0\.1.*three days at a time.*Nothing is lost.*1\.x or 2\.x/,
    )
    expect(influx?.points.size).toBe(0)
  })
})
