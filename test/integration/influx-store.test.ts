import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Clock, wallClock } from '../../platform/clock.ts'
import { silentLog } from '../../platform/log.ts'
import { describeStore } from '../../store/contract-suite.ts'
import { createInfluxStore } from '../../store/influx/influx-store.ts'
import { frameBatch, framesFrom } from '../../store/testing.ts'
import { type Influxd, startInfluxd } from '../services/influxd.ts'

let influxd: Influxd
let databases = 0
beforeAll(async () => {
  influxd = await startInfluxd()
})
afterAll(() => influxd.stop())

const storeIn = (database: string, clock: Clock = wallClock) =>
  createInfluxStore({
    clock,
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

it('a cushion stays known after InfluxDB let go of what was first noted of it', async () => {
  const now = { ms: Date.now() }
  const store = storeIn('forgetful', { nowMs: () => now.ms })
  await store.start()
  const write = (atMs: number, simulated: boolean) =>
    store.write([frameBatch(framesFrom(atMs, 5), { simulated })])
  await write(now.ms, true)
  // As a retention policy does, at a time at which younger readings are still there.
  await influxd.query('DROP MEASUREMENT "seat_cushion"', 'forgetful')
  expect(await store.cushions()).toEqual([])
  now.ms += 86_400_000
  await write(now.ms, true)
  expect(await store.cushions()).toMatchObject([{ simulated: true }])
  // The day after it is noted once more, and still nothing else goes under its id.
  now.ms += 86_400_000
  expect((await write(now.ms, false)).setAside).toHaveLength(1)
  expect(await influxd.query('SELECT count("simulated") FROM "seat_cushion"', 'forgetful')).toContain(',2]')
  await store.stop()
})

it('a database that a newer Sitbone wrote in another format is refused, and nothing is written into it', async () => {
  const store = storeIn('newer')
  await store.start()
  await store.write([frameBatch(framesFrom(Date.now(), 5))])
  await store.stop()
  await influxd.query('DROP MEASUREMENT "seat_frame"', 'newer')
  const line = 'seat_cushion,cushion=of-tomorrow simulated=false,format=2i'
  await fetch(`${influxd.url}/write?db=newer`, { method: 'POST', body: line })
  const older = storeIn('newer')
  const sentence =
    /newer Sitbone \(format 2; this one supports up to 1\).*Nothing was changed.*another database/
  await expect(older.start()).rejects.toThrow(sentence)
  await expect(older.write([frameBatch(framesFrom(Date.now(), 5))])).rejects.toThrow(sentence)
  await expect(older.cushions()).rejects.toThrow(sentence)
  expect(await influxd.query('SHOW MEASUREMENTS', 'newer')).not.toContain('seat_frame')
  await older.stop()
})
